using NormTools.Core.Data;
using NormTools.Core.Graph;
using NormTools.Core.Layers;

namespace NormTools.Core.Models;

/// <summary>Compares a model's state with the contents of a file: names, shapes and types.</summary>
internal static class StateMatch
{
    /// <param name="model">The model.</param>
    /// <param name="file">The file.</param>
    /// <param name="path">The file's path, for messages.</param>
    /// <param name="exact">Whether types have to be the model's own and every counter has to be present.</param>
    /// <exception cref="CoreException">StateMismatch, with everything that is wrong.</exception>
    public static void Check(Model model, SafetensorsReader file, string path, bool exact)
    {
        List<string> missing = [];
        List<string> different = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (StateEntry entry in model.State)
        {
            known.Add(entry.Name);
            if (!file.Tensors.TryGetValue(entry.Name, out SafetensorsTensor? tensor))
            {
                // Files from old torch versions lack the counters; torch takes them as 0, too.
                if (exact || entry.Type != DType.Int64)
                {
                    missing.Add(entry.Name);
                }
            }
            else if (!tensor.Shape.AsSpan().SequenceEqual(entry.Shape))
            {
                string held = Shape.Text(tensor.Shape);
                different.Add($"{entry.Name} is {held} in the file and {Shape.Text(entry.Shape)} in the model");
            }
            else if (exact
                ? tensor.Type != ModelFile.TypeName(entry)
                : !StateConversion.CanRead(tensor.Type, entry.Type))
            {
                different.Add($"{entry.Name} has the type {tensor.Type}, and {ModelFile.TypeName(entry)} is wanted");
            }
        }

        string[] unexpected = [.. file.Tensors.Keys.Where(name => !known.Contains(name))];
        if (missing.Count + different.Count + unexpected.Length > 0)
        {
            throw CoreException.Read(
                "StateMismatch",
                $"\"{path}\" does not fit the model.{List(" Missing: ", missing)}{List(" Unexpected: ", unexpected)}"
                + List(" Different: ", different)
                + (exact ? string.Empty
                    : missing.Count + different.Count == 0
                        ? $" Import-Model -Map @{{ {string.Join("; ", unexpected.Take(3).Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}' = $null"))}{(unexpected.Length > 3 ? "; ..." : string.Empty)} }} leaves "
                            + $"{(unexpected.Length == 1 ? "it" : "them")} out."
                    : " Use -Map of Import-Model where the names differ; a name with $null leaves a tensor out."));
        }
    }

    private static string List(string title, IReadOnlyCollection<string> names)
    {
        int most = names.Count == 11 ? 11 : 10;
        if (names.Count == 0)
        {
            return string.Empty;
        }

        string more = names.Count > most ? $" and {names.Count - most} more" : string.Empty;
        return $"{title}{string.Join(", ", names.Take(most))}{more}.";
    }
}
