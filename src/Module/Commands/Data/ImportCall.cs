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
    /// <param name="made">The call.</param>
    /// <param name="paths">The files; null for rows of the pipeline.</param>
    public static OrderedDictionary Of(InvocationInfo made, string[]? paths)
    {
        var options = new OrderedDictionary();
        Dictionary<string, object> bound = made.BoundParameters;
        string call = string.Concat(bound.Where(entry => !Unsaid.Contains(entry.Key))
            .Select(entry => Unwrapped.Of(entry.Value) is Dataset or DatasetSplit ? $" -{entry.Key} {Typed(made, entry.Key)}" : Text(entry.Key, entry.Value)));
        options.Add("call", call.Length > Longest ? " ..." : call);
        if (paths is not null)
        {
            options.Add("file", ScriptText.Value(paths.Length == 1 ? paths[0] : paths));
            options.Add("fileCall", bound.TryGetValue("Encoding", out object? encoding) ? Text("Encoding", encoding) : string.Empty);
        }

        return options;
    }

    // Of an object what the line has for it; DATA where it came from elsewhere.
    private static string Typed(InvocationInfo made, string parameter)
    {
        Ast line = Parser.ParseInput(made.Line ?? string.Empty, out _, out _);
        foreach (CommandAst command in line.FindAll(part => part is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .Where(command => command.GetCommandName() == made.InvocationName))
        {
            for (int i = 1; i < command.CommandElements.Count; i++)
            {
                if (command.CommandElements[i] is CommandParameterAst { ParameterName: { Length: > 0 } name } given && parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                    && (given.Argument ?? command.CommandElements.ElementAtOrDefault(i + 1))?.Extent.Text is { } text)
                {
                    return text;
                }
            }
        }

        return "DATA";
    }

    private static string Text(string name, object? value) => Unwrapped.Of(value) switch
    {
        SwitchParameter flag => flag.IsPresent ? $" -{name}" : $" -{name}:$false",
        System.Text.Encoding encoding => FormattableString.Invariant($" -{name} {encoding.CodePage}"),
        var other => $" -{name} {ScriptText.Value(other)}",
    };
}
