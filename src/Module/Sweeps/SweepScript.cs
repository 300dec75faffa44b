using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace NormTools;

/// <summary>The script of a sweep, made ready to run in a session of its own: what it takes from the caller's session by $using: is known by
/// other names there.</summary>
internal sealed class SweepScript
{
    /// <summary>The parameter that is given the trial's seed.</summary>
    public const string Seed = "Seed";

    private const string Prefix = "NormToolsUsing_";

    private readonly string[] wholes;

    private SweepScript(string source, string text, ParameterAst[] parameters, Hashtable outer)
    {
        Source = source;
        Text = text;
        Outer = outer;
        Parameters = Array.ConvertAll(parameters, NameOf);
        wholes = parameters.Where(IsWhole).Select(NameOf).ToArray();
        Needed = parameters.Where(parameter => parameter.DefaultValue is null).Select(NameOf).Where(name => !IsSeed(name)).ToArray();
    }

    /// <summary>Its text as the user wrote it, without the braces around it.</summary>
    public string Source { get; }

    /// <summary>Its text, with other names for what $using: takes.</summary>
    public string Text { get; }

    /// <summary>Those names and their values.</summary>
    public Hashtable Outer { get; }

    /// <summary>The names that its param() declares.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Those that have no default.</summary>
    public IReadOnlyList<string> Needed { get; }

    /// <summary>Whether it declares a parameter as a whole number, which PowerShell would round others to.</summary>
    public bool IsWhole(string name) => wholes.Contains(name);

    /// <summary>Its variables that $using: takes, by the names that they have here.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Variables => Outer.Cast<DictionaryEntry>()
        .Select(entry => new KeyValuePair<string, object?>(((string)entry.Key).Substring(Prefix.Length), entry.Value))
        .OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it takes the trial's seed.</summary>
    public bool TakesSeed => Parameters.Any(IsSeed);

    /// <param name="block">The script.</param>
    /// <param name="session">The session that has its variables; null for none.</param>
    /// <param name="kept">Where those are that the session does not have; null for nowhere.</param>
    /// <exception cref="NormToolsException">It takes a variable that there is not.</exception>
    public static SweepScript Of(ScriptBlock block, SessionState? session, KeptValues? kept = null) =>
        Of(block, name => Value(name, session?.PSVariable.Get(name), kept));

    /// <param name="block">The script.</param>
    /// <param name="value">Gives the variables that it takes, by name.</param>
    public static SweepScript Of(ScriptBlock block, Func<string, object?> value)
    {
        var ast = (ScriptBlockAst)block.Ast;
        string text = ast.Extent.Text;
        var outer = new Hashtable(StringComparer.OrdinalIgnoreCase);
        UsingExpressionAst[] taken = ast.FindAll(item => item is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Cast<UsingExpressionAst>().OrderByDescending(item => item.Extent.StartOffset).ToArray();
        var changed = new StringBuilder(text);
        foreach (UsingExpressionAst item in taken)
        {
            // Of $using:split.Train the variable; the rest is worked out in the trial.
            VariableExpressionAst variable = item.SubExpression.Find(part => part is VariableExpressionAst, searchNestedScriptBlocks: false) as VariableExpressionAst
                ?? throw Errors.UsingExpression(item.Extent.Text);
            string name = variable.VariablePath.UserPath;
            if (!outer.ContainsKey(Prefix + name))
            {
                outer[Prefix + name] = value(name);
            }

            int start = variable.Extent.StartOffset - ast.Extent.StartOffset;
            changed.Remove(start, variable.Extent.Text.Length);
            changed.Insert(start, variable.Splatted ? $"@{Prefix}{name}" : $"${{{Prefix}{name}}}");
        }

        string body = changed.ToString().Trim();
        return new SweepScript(
            block.ToString(),
            body.StartsWith("{", StringComparison.Ordinal) ? body : "{" + body + "\n}",
            ast.ParamBlock?.Parameters.ToArray() ?? Array.Empty<ParameterAst>(),
            outer);
    }

    // A variable that every session has, such as $HOME, is that of the sweep.
    private static object? Value(string name, PSVariable? variable, KeptValues? kept) =>
        variable is not null && (variable.Options & (ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly)) == 0 ? variable.Value
        : kept is not null && kept.TryRead(name, out object? value) ? value
        : (variable ?? throw Errors.UsingUnknown(name)).Value;

    private static string NameOf(ParameterAst parameter) => parameter.Name.VariablePath.UserPath;

    private static bool IsWhole(ParameterAst parameter)
    {
        Type type = parameter.StaticType.IsArray ? parameter.StaticType.GetElementType()! : parameter.StaticType;
        return Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.IsEnum;
    }

    private static bool IsSeed(string name) => name.Equals(Seed, StringComparison.OrdinalIgnoreCase);
}
