using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace NormTools;

/// <summary>The variables of a script block that is kept as text: those that it takes from around it by $using:, and those that it would find
/// only where it was written.</summary>
internal static class BlockVariables
{
    /// <summary>What variables of $using: are called in the block that runs; a script of a sweep has renamed them already.</summary>
    public const string Prefix = "NormToolsUsing_";

    // The engine has them in every session, or sets them for the block.
    private static readonly HashSet<string> Known = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "args", "input", "this", "true", "false", "null", "?", "^", "$", "Matches", "foreach", "switch", "PSBoundParameters", "MyInvocation",
        "PSCmdlet", "ExecutionContext", "Error", "StackTrace", "Host", "PID", "ShellId", "PSVersionTable", "PSEdition", "PSCulture", "PSUICulture", "IsWindows",
        "IsLinux", "IsMacOS", "IsCoreCLR", "LASTEXITCODE", "OFS", "NestedPromptLevel", "ErrorActionPreference", "WarningPreference", "VerbosePreference",
        "InformationPreference", "DebugPreference", "ProgressPreference",
    };

    private static readonly string[] VariableParameters = { "ov", "ev", "wv", "iv", "pv" };

    /// <summary>The variables of $using:, each once.</summary>
    /// <param name="text">The block's text.</param>
    /// <exception cref="NormToolsException">It uses another one that it does not set.</exception>
    public static string[] Taken(string text)
    {
        ScriptBlockAst block = Parse(text);
        HashSet<string> set = Assigned(block);
        var ofUsing = new HashSet<Ast>(Using(block));
        var taken = new List<string>();
        foreach (VariableExpressionAst variable in block.FindAll(item => item is VariableExpressionAst, searchNestedScriptBlocks: true))
        {
            string name = Name(variable.VariablePath);
            if (ofUsing.Contains(variable))
            {
                taken.Add(name);
            }
            else if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !set.Contains(name))
            {
                taken.Add(name.Substring(Prefix.Length));
            }
            else if (!Known.Contains(name) && !set.Contains(name))
            {
                throw Errors.OuterVariable(name, variable.VariablePath.IsUnqualified);
            }
        }

        return taken.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
    }

    /// <summary>The block with other names for what $using: takes, which no session lets a block use by itself.</summary>
    public static ScriptBlock Renamed(string text)
    {
        var changed = new StringBuilder(text);
        foreach (VariableExpressionAst variable in Using(Parse(text)).OrderByDescending(variable => variable.Extent.StartOffset))
        {
            string name = Prefix + Name(variable.VariablePath);
            changed.Remove(variable.Extent.StartOffset, variable.Extent.Text.Length);
            changed.Insert(variable.Extent.StartOffset, variable.Splatted ? "@" + name : "${" + name + "}");
        }

        return ScriptBlock.Create(changed.ToString());
    }

    // Of $using:map.mean the variable; the rest is worked out in the block.
    private static IEnumerable<VariableExpressionAst> Using(ScriptBlockAst block) =>
        block.FindAll(item => item is UsingExpressionAst, searchNestedScriptBlocks: true).Cast<UsingExpressionAst>()
            .Select(item => item.SubExpression.Find(part => part is VariableExpressionAst, searchNestedScriptBlocks: false)).OfType<VariableExpressionAst>();

    private static ScriptBlockAst Parse(string text) => Parser.ParseInput(text, out _, out _);

    // $local:x and $private:x are $x of the block.
    private static string Name(VariablePath path)
    {
        int colon = path.IsLocal || path.IsPrivate ? path.UserPath.IndexOf(':') : -1;
        return path.UserPath.Substring(colon + 1);
    }

    private static HashSet<string> Assigned(ScriptBlockAst block)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Ast item in block.FindAll(_ => true, searchNestedScriptBlocks: true))
        {
            switch (item)
            {
                case AssignmentStatementAst { Operator: TokenKind.Equals } assignment:
                    names.UnionWith(Targets(assignment.Left));
                    break;
                case ForEachStatementAst loop:
                    names.Add(Name(loop.Variable.VariablePath));
                    break;
                case ParameterAst parameter:
                    names.Add(Name(parameter.Name.VariablePath));
                    break;
                case CommandAst command:
                    names.UnionWith(Targets(command));
                    break;
            }
        }

        return names;
    }

    private static IEnumerable<string> Targets(ExpressionAst left) => left switch
    {
        VariableExpressionAst variable => new[] { Name(variable.VariablePath) },
        AttributedExpressionAst { Child: ExpressionAst child } => Targets(child),
        ArrayLiteralAst list => list.Elements.SelectMany(Targets),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: { Count: 1 } elements } } when elements[0] is CommandExpressionAst inner => Targets(inner.Expression),
        _ => Array.Empty<string>(),
    };

    // -OutVariable x, Set-Variable x...
    private static IEnumerable<string> Targets(CommandAst command)
    {
        bool sets = command.GetCommandName() is { } called && called.EndsWith("-Variable", StringComparison.OrdinalIgnoreCase);
        for (int i = 1; i < command.CommandElements.Count; i++)
        {
            bool isNamed = command.CommandElements[i - 1] is CommandParameterAst { Argument: null, ParameterName: { } parameter }
                && (parameter.EndsWith("Variable", StringComparison.OrdinalIgnoreCase) || VariableParameters.Contains(parameter, StringComparer.OrdinalIgnoreCase)
                    || (sets && parameter.Equals("Name", StringComparison.OrdinalIgnoreCase)));
            if ((isNamed || (sets && i == 1)) && command.CommandElements[i] is StringConstantExpressionAst { Value: { } name })
            {
                yield return name;
            }
        }
    }
}
