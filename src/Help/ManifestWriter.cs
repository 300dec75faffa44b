using System.Management.Automation;
using System.Reflection;

namespace NormTools.Help;

/// <summary>Writes the names of all cmdlets and aliases into the module's manifest: a module that lists them is loaded
/// when the first of them is called.</summary>
internal static class ManifestWriter
{
    /// <param name="manifest">The text of a manifest whose lists are empty.</param>
    /// <param name="cmdlets">What it is to list.</param>
    public static string Write(string manifest, IReadOnlyCollection<CmdletDescription> cmdlets)
    {
        IEnumerable<string> aliases = cmdlets
            .SelectMany(cmdlet => cmdlet.Type.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []);
        return Fill(Fill(manifest, "CmdletsToExport", cmdlets.Select(cmdlet => cmdlet.Name)), "AliasesToExport", aliases);
    }

    private static string Fill(string manifest, string key, IEnumerable<string> names)
    {
        int start = manifest.IndexOf(key, StringComparison.Ordinal);
        int list = start < 0 ? -1 : manifest.IndexOf("@()", start, StringComparison.Ordinal);
        if (list < 0 || manifest.IndexOf('\n', start) < list)
        {
            throw new InvalidDataException($"The manifest has no line '{key} = @()'.");
        }

        IEnumerable<string> lines = names.Order(StringComparer.Ordinal).Select(name => $"        '{name}'\n");
        return manifest[..list] + "@(\n" + string.Concat(lines) + "    )" + manifest[(list + 3)..];
    }
}
