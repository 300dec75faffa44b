using System.Text;

namespace NormTools;

/// <summary>Texts of a column that look the same and are not: an accented letter may be one character, or two.</summary>
internal static class Spellings
{
    /// <summary>A sentence for each column that has such texts.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="words">A column of texts that are no categories; null for none.</param>
    public static IEnumerable<string> Of(Dataset data, string? words)
    {
        foreach (KeyValuePair<string, string[]> column in data.Categories ?? new Dictionary<string, string[]>())
        {
            if (!column.Key.Equals(words, StringComparison.OrdinalIgnoreCase) && First(column.Value) is string text)
            {
                yield return $"Column '{Text.Shorten(column.Key)}' has '{Text.Shorten(text)}' in two writings that look the same (an accent of its own, and a letter with its "
                    + $"accent), which are two categories: {WayOut(column.Key)}";
            }
        }

        if (data.TargetNames?.Length == 1 && First(data.ClassNames ?? Array.Empty<string>()) is string name)
        {
            yield return $"Column '{Text.Shorten(data.TargetNames[0])}' has '{Text.Shorten(name)}' in two writings that look the same (an accent of its own, and a letter with its "
                + $"accent), which are two classes: {WayOut(data.TargetNames[0])}";
        }
    }

    private static string WayOut(string column)
    {
        string typed = Text.Quoted(column);
        return $"ForEach-Object {{ $_.{typed} = $_.{typed}.Normalize(); $_ }} between Import-Csv and Import-Dataset makes one of them.";
    }

    // In its usual form.
    private static string? First(string[] texts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return texts.Where(text => text.Any(symbol => symbol > '\u007f')).Select(Usual).FirstOrDefault(text => !seen.Add(text));
    }

    private static string Usual(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text; // half of a pair of code units
        }
    }
}
