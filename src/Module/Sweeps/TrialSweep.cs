using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace NormTools;

/// <summary>The sweep whose trials are the models of one call of a cmdlet: each trial is the same call once more, for one model alone.</summary>
internal static class TrialSweep
{
    /// <summary>The cmdlet's parameter that says which model.</summary>
    public const string Only = "Only";

    private const string Number = "ModelNumber", Prefix = "given"; // unlike the variables of blocks

    /// <summary>The sweep of a call.</summary>
    /// <param name="command">The cmdlet.</param>
    /// <param name="arguments">Its arguments by name.</param>
    /// <param name="session">The session that has the variables of script blocks among them.</param>
    /// <param name="count">How many models there are.</param>
    /// <param name="falls">Whether less is better.</param>
    public static SweepPlan Plan(string command, IReadOnlyDictionary<string, object?> arguments, SessionState session, int count, bool falls)
    {
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder().Append("\nparam([int] $").Append(Number).Append(")\n# One model of ").Append(command).Append("; NormTools wrote it.\n");
        foreach (KeyValuePair<string, object?> variable in Variables(arguments.Values, session))
        {
            given[variable.Key] = variable.Value;
            text.Append("$global:").Append(variable.Key).Append(" = $using:").Append(variable.Key).Append('\n');
        }

        text.Append("$callArguments = @{\n");
        foreach (KeyValuePair<string, object?> argument in arguments)
        {
            given[Prefix + argument.Key] = Free(argument.Value);
            text.Append("    ").Append(argument.Key).Append(" = $using:").Append(Prefix).Append(argument.Key).Append('\n');
        }

        text.Append("}\n").Append(command).Append(" @callArguments -").Append(Only).Append(" $").Append(Number).Append('\n');
        SweepScript script = SweepScript.Of(ScriptBlock.Create(text.ToString()), name => given[name]);
        var space = SearchSpace.Read(new Hashtable { [Number] = Enumerable.Range(1, count).ToArray() }, script);
        return new SweepPlan(space, script, new SweepMeasure(null, falls ? "Minimum" : "Maximum"), SweepSampler.Grid, 0, count, 1);
    }

    /// <summary>The folder of a sweep: anew, or where it is there already to go on with it.</summary>
    /// <exception cref="NormToolsException">OtherMeasurement: there is another one. UsingNotKept.</exception>
    public static SweepFolder Folder(string root, SweepPlan plan)
    {
        SweepFolder folder;
        if (File.Exists(Path.Combine(root, SweepFolder.Document)))
        {
            folder = SweepFolder.Open(root, out Dictionary<string, object?> document);
            string[] others = SweepFingerprint.Others(plan.Script, document);
            if (!Equals(document["script"], plan.Script.Source) || others.Length > 0 || RunJson.Count(document["trials"]) != plan.Trials)
            {
                throw Errors.OtherMeasurement(root, Array.ConvertAll(others, Named));
            }

            plan.Level = SweepLevel.Read(document);
        }
        else
        {
            folder = SweepFolder.Create(root, plan, false);
        }

        KeptValues.Write(root, plan.Script);
        return folder;
    }

    /// <summary>What the user calls a variable of the script: the parameter, or the variable of the session.</summary>
    public static string Named(string variable) => variable.StartsWith(Prefix, StringComparison.Ordinal) && variable.Length > Prefix.Length && char.IsUpper(variable[Prefix.Length])
        ? "-" + variable.Substring(Prefix.Length) : "$" + variable;

    // Blocks belong to their session, which another thread cannot use; lists of a type of their own are plain ones.
    private static object? Free(object? value) => Unwrapped.Of(value) switch
    {
        ScriptBlock block => ScriptBlock.Create(block.ToString()),
        SwitchParameter flag => flag.IsPresent,
        OrderedDictionary table => Filled(new OrderedDictionary(StringComparer.CurrentCultureIgnoreCase), table),
        IDictionary table => Filled(new Hashtable(StringComparer.CurrentCultureIgnoreCase), table),
        object?[] list => Array.ConvertAll(list, Free),
        _ => value,
    };

    private static IDictionary Filled(IDictionary made, IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
        {
            made.Add(entry.Key, Free(entry.Value));
        }

        return made;
    }

    // Those of the session that script blocks name.
    private static IEnumerable<KeyValuePair<string, object?>> Variables(IEnumerable<object?> arguments, SessionState session)
    {
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ScriptBlock block in arguments.SelectMany(Blocks))
        {
            var own = new HashSet<string>(
                block.Ast.FindAll(item => item is ParameterAst, searchNestedScriptBlocks: true).Cast<ParameterAst>().Select(item => item.Name.VariablePath.UserPath),
                StringComparer.OrdinalIgnoreCase);
            names.UnionWith(block.Ast.FindAll(item => item is VariableExpressionAst, searchNestedScriptBlocks: true).Cast<VariableExpressionAst>()
                .Where(item => item.VariablePath.IsVariable).Select(item => Unscoped(item.VariablePath.UserPath)).Where(name => !own.Contains(name)));
        }

        return names.Select(name => session.PSVariable.Get(name))
            .Where(variable => variable is not null && (variable.Options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly | ScopedItemOptions.AllScope)) == 0)
            .Select(variable => new KeyValuePair<string, object?>(variable.Name, Free(variable.Value)));
    }

    private static IEnumerable<ScriptBlock> Blocks(object? value) => Unwrapped.Of(value) switch
    {
        ScriptBlock block => new[] { block },
        IDictionary table => table.Values.Cast<object?>().SelectMany(Blocks),
        object?[] list => list.SelectMany(Blocks),
        _ => Array.Empty<ScriptBlock>(),
    };

    // Of script:classes the name.
    private static string Unscoped(string path) => path.Substring(path.LastIndexOf(':') + 1);
}
