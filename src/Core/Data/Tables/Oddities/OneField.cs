namespace NormTools.Core.Data;

/// <summary>A header that is one field, or parted by signs of its names, and holds names with something else between them.</summary>
internal static class OneField
{
    private const string Separators = ",;\t|:~^ ";

    /// <summary>What parts it; null where nothing parts a name from it that is looked for.</summary>
    /// <param name="record">At the header.</param>
    /// <param name="name">The name.</param>
    /// <param name="file">What the file is called in commands.</param>
    public static string? Hint(RecordReader record, string name, string file)
    {
        bool isOne = record.FieldCount == 1;
        string header = NameText.Decode(isOne ? record.Field(0) : record.Current).Trim();
        foreach (char mark in isOne ? Separators : Separators[..4])
        {
            string[] names = header.Split(mark, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            names = isOne ? names : Array.ConvertAll(names, name => name.Trim('"'));
            if ((!isOne && mark == record.Separator) || names.Length < 2 || !names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            // Quotes around whole lines, in which those of texts are written twice.
            return mark == record.Separator
                ? $" Its lines stand in quotes as a whole: (Get-Content {file}) -replace '^\"|\"\\s*$' -replace '\"\"', '\"' | Set-Content copy.csv takes them away."
                : $" -Delimiter {(mark == '\t' ? "\"`t\"" : $"'{mark}'")} parts it into {names.Length} columns.";
        }

        return null;
    }
}
