using System.Collections.Specialized;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools.Commands;

/// <summary>What a call of Import-Dataset said, as text: what messages propose is a whole line then.</summary>
internal static class ImportCall
{
    private const int Longest = 400; // of a call that is written out

    private static readonly string[] OfFile = { "Delimiter", "Encoding", "Header", "NoHeader", "SkipLine", "SkipLast", "Comment", "LabelPath" };

    private static readonly HashSet<string> Unsaid = new HashSet<string>(
        OfFile.Concat(new[] { "Path", "LiteralPath", "InputObject" }).Concat(PSCmdlet.CommonParameters), StringComparer.OrdinalIgnoreCase);

    /// <summary>The options "file", "call" and "fileCall" of src/Core/Data/DatasetOptions.cs.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="paths">The files; null for rows of the pipeline.</param>
    public static OrderedDictionary Of(InvocationInfo invocation, string[]? paths)
    {
        Dictionary<string, object> bound = invocation.BoundParameters;
        var options = new OrderedDictionary();
        string call = string.Concat(bound.Where(entry => !Unsaid.Contains(entry.Key))
            .Select(entry => entry.Key == "Like" ? $" -Like {Typed(invocation) ?? "$like"}" : Text(entry.Key, entry.Value)));
        options.Add("call", call.Length > Longest ? " ..." : call);
        if (paths is not null)
        {
            options.Add("file", ScriptText.Value(paths.Length == 1 ? paths[0] : paths));
            options.Add("fileCall", bound.TryGetValue("Encoding", out object? encoding) ? Text("Encoding", encoding) : string.Empty);
        }

        return options;
    }

    // What -Like was given, as it stands in the line: a variable, as a rule.
    private static string? Typed(InvocationInfo invocation)
    {
        Ast line = Parser.ParseInput(invocation.Line ?? string.Empty, out _, out _);
        foreach (CommandAst command in line.FindAll(part => part is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            int place = command.GetCommandName() != invocation.InvocationName ? -1
                : command.CommandElements.ToList().FindIndex(part => part is CommandParameterAst { ParameterName: { Length: > 1 } name } && "Like".StartsWith(name, StringComparison.OrdinalIgnoreCase));
            if (place >= 0 && (((CommandParameterAst)command.CommandElements[place]).Argument ?? command.CommandElements.ElementAtOrDefault(place + 1)) is { } argument)
            {
                return argument.Extent.Text;
            }
        }

        return null;
    }

    private static string Text(string name, object? value) => Unwrapped.Of(value) switch
    {
        SwitchParameter flag => flag.IsPresent ? $" -{name}" : $" -{name}:$false",
        System.Text.Encoding encoding => FormattableString.Invariant($" -{name} {encoding.CodePage}"),
        var other => $" -{name} {ScriptText.Value(other)}",
    };
}
