namespace NormTools.Core.Data;

/// <summary>A first line that is likely a row: a file without a header, whose first row would name the columns.</summary>
internal static class MissingHeader
{
    private const int FewestRows = 2;
    private const int FewestTexts = 4; // rows in which a text may stand once more
    private const int FewestInSeries = 3;

    /// <summary>What to say of a first line that looks like a row; empty where it looks like a header.</summary>
    /// <param name="record">At the first line.</param>
    /// <param name="columns">How many there are.</param>
    /// <param name="isFile">Whether it is a file; else rows of the pipeline.</param>
    public static string Hint(RecordReader record, int columns, bool isFile)
    {
        string[] names = [.. Enumerable.Range(0, columns).Select(i => NameText.Decode(NumberText.Trim(record.Field(i))))];
        double[] numbers = Array.ConvertAll(names, Number);
        int count = numbers.Count(number => !double.IsNaN(number));

        // Years may be names, but hardly numbers with fractions.
        string? reason = count == columns || (numbers.Any(number => number != Math.Floor(number) && !double.IsNaN(number)) && count * 2 >= columns) ? "holds numbers"
            : columns > 1 ? Likely(record, names, numbers) : null;
        return reason is null ? string.Empty
            : $" The first line {reason}: perhaps the file has no header, which {(isFile ? "-NoHeader or -Header says" : "-Header of Import-Csv and ConvertFrom-Csv says")}.";
    }

    // No name stands above numbers, and a number or a text of the column stands there.
    private static string? Likely(RecordReader record, string[] names, double[] numbers)
    {
        string[][] rows =
        [
            .. TableHead.Lines(record.Ahead, TableHead.LinesLookedAt).Select(line => TableHead.Fields(line, record.Separator))
                .Where(fields => fields.Length == names.Length && !fields.Select(field => field.TrimStart('\uFEFF')).SequenceEqual(names, StringComparer.OrdinalIgnoreCase)),
        ];
        string? number = null, text = null;
        if (rows.Length < FewestRows || AreNames(numbers))
        {
            return null;
        }

        for (int i = 0; i < names.Length; i++)
        {
            string[] below = [.. rows.Select(row => row[i]).Where(field => field.Length > 0)];
            bool areNumbers = below.Length > 0 && Array.TrueForAll(below, field => !double.IsNaN(Number(field)));
            if (areNumbers && double.IsNaN(numbers[i]))
            {
                return null;
            }

            number ??= areNumbers ? names[i] : null;
            text ??= !areNumbers && names[i].Length > 0 && below.Contains(names[i], StringComparer.Ordinal) ? names[i] : null;
        }

        return number is not null ? $"seems to be a row ('{Excerpt.Of(number)}' stands above numbers)"
            : text is not null && rows.Length >= FewestTexts ? $"seems to be a row ('{Excerpt.Of(text)}' stands below as well)"
            : null;
    }

    // Years, places, and numbers of even steps.
    private static bool AreNames(double[] all)
    {
        (double Number, int Place)[] numbers = [.. all.Select((number, i) => (number, i)).Where(entry => !double.IsNaN(entry.number))];
        bool areEven = numbers.Length >= FewestInSeries;
        for (int i = 2; i < numbers.Length; i++)
        {
            areEven &= Math.Abs(numbers[i].Number - (2 * numbers[i - 1].Number) + numbers[i - 2].Number) < 1e-9 * Math.Abs(numbers[i].Number);
        }

        return numbers.Length > 0 && (areEven || Array.TrueForAll(numbers, entry => entry.Number is >= 1900 and <= 2100 && entry.Number == Math.Floor(entry.Number))
            || Array.TrueForAll(numbers, entry => Math.Abs(entry.Number - entry.Place) is 0 or 1));
    }

    private static double Number(string field) => NumberText.TryParse(System.Text.Encoding.UTF8.GetBytes(field), out double number) ? number : double.NaN;
}
