using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What a call of Import-Dataset said, as text: what messages propose is a whole line then.</summary>
internal static class ImportCall
{
    private const int Longest = 400; // of a call that is written out

    private static readonly string[] OfFile = { "Delimiter", "Encoding", "Header", "NoHeader", "SkipLine", "SkipLast", "Comment", "LabelPath" };

    private static readonly HashSet<string> Unsaid = new HashSet<string>(
        OfFile.Concat(new[] { "Path", "LiteralPath", "InputObject" }).Concat(PSCmdlet.CommonParameters), StringComparer.OrdinalIgnoreCase);

    /// <summary>The options "file", "call" and "fileCall" of src/Core/Data/DatasetOptions.cs.</summary>
    /// <param name="bound">The parameters of the call.</param>
    /// <param name="paths">The files; null for rows of the pipeline.</param>
    public static OrderedDictionary Of(IDictionary<string, object> bound, string[]? paths)
    {
        var options = new OrderedDictionary();
        string call = string.Concat(bound.Where(entry => !Unsaid.Contains(entry.Key)).Select(entry => Text(entry.Key, entry.Value)));
        options.Add("call", call.Length > Longest ? " ..." : call);
        if (paths is not null)
        {
            options.Add("file", ScriptText.Value(paths.Length == 1 ? paths[0] : paths));
            options.Add("fileCall", bound.TryGetValue("Encoding", out object? encoding) ? Text("Encoding", encoding) : string.Empty);
        }

        return options;
    }

    private static string Text(string name, object? value) => Unwrapped.Of(value) switch
    {
        SwitchParameter flag => flag.IsPresent ? $" -{name}" : $" -{name}:$false",
        System.Text.Encoding encoding => FormattableString.Invariant($" -{name} {encoding.CodePage}"),
        Dataset or DatasetSplit => $" -{name} ${name.ToLowerInvariant()}",
        var other => $" -{name} {ScriptText.Value(other)}",
    };
}
