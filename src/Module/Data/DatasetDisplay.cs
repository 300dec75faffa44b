using System.Collections;
using System.Text;

namespace NormTools;

/// <summary>Writes data sets and splits as text.</summary>
internal static class DatasetDisplay
{
    private const int MostNames = 12;
    private const int Indent = 12;
    private const int Ends = 3; // names shown at the beginning of a longer list, before its last

    public static string Render(Dataset data, int width)
    {
        var text = new StringBuilder();
        text.Append("Dataset: ").AppendLine(Text.Count(data.Count, "row")
            + (data.Source is null ? string.Empty : $" of {data.Source}"));
        string names = (data.FeatureNames ?? data.StepNames) is { } known ? ": " + Names(known) : string.Empty;
        Line(text, width, "Features", $"{data.StoredFeature.DType} {Text.Shape(data.FeatureShape)}{names}");
        if (data.Windows is { } windows)
        {
            Line(text, width, "Windows", windows.ToString());
        }

        if (data.TextSummary is { } words)
        {
            Line(text, width, "Words", words.ToString());
        }
        else if (data.SequenceLength is Tensor lengths)
        {
            Line(text, width, "Lengths", Lengths((long[])lengths.ToArray(), data.FeatureShape[0]));
        }

        Line(text, width, "Target", Target(data));
        Line(text, width, "Scaling", Scaling(data));
        Odd(text, width, data);
        if (data.DroppedRows + data.FilledValues > 0)
        {
            Line(text, width, "Missing",
                $"{Text.Count(data.DroppedRows, "row")} dropped, {Text.Count(data.FilledValues, "value")} filled with the mean");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The same with the first rows, and how to take others: a data set is one object in the pipeline, which
    /// Select-Object -First takes as a whole without a word.</summary>
    public static string View(Dataset data, int width)
    {
        var text = new StringBuilder(Render(data, width));
        if (FirstRows.Render(data, width) is string rows)
        {
            text.AppendLine().AppendLine(data.Preprocessor is null ? string.Empty : Environment.NewLine + "  Its rows as they came:").Append(rows);
        }

        if (data.Count > 1)
        {
            text.AppendLine().AppendLine();
            WrappedText.Append(text, "  ", "Some rows: $data[0..9] or Select-Dataset -First 10, not Select-Object.", 2, width);
        }

        return text.ToString().TrimEnd();
    }

    public static string Render(DatasetSplit split, int width)
    {
        var parts = new[] { ("Train", split.Train), ("Validation", split.Validation), ("Test", split.Test) };
        bool classes = split.Train.ClassNames is { Length: <= MostNames };
        TextTable table = Parts(split, parts, classes);
        if (classes && table.Width >= width)
        {
            table = Parts(split, parts, classes: false);
        }

        string fold = split.Fold is int number ? $"fold {number}, " : string.Empty;
        string how = fold + (split.Time is { } time ? "rows in order of " + time
            : (split.Group is { } group ? $"whole groups of {group}" : !split.IsShuffled ? "rows in their order" : string.Empty)
                + (!split.IsShuffled ? string.Empty : (split.Group is null ? string.Empty : ", ") + (split.Seed is null ? "rows of a generator" : $"seed {split.Seed}")))
                + (split.IsStratified ? ", stratified" : string.Empty);
        var text = new StringBuilder();
        text.AppendLine(
            $"Dataset split{(split.Train.Source is null ? string.Empty : " of " + split.Train.Source)}: {how}");
        Line(text, width, "Features", $"{split.Train.StoredFeature.DType} {Text.Shape(split.Train.FeatureShape)}");
        Line(text, width, "Scaling", Scaling(split.Train));
        return text.AppendLine().Append(table).ToString();
    }

    private static TextTable Parts(DatasetSplit split, (string Name, Dataset? Part)[] parts, bool classes)
    {
        var headings = new List<string> { "Part", ">Rows", ">Share" };
        if (classes)
        {
            headings.AddRange(split.Train.ClassNames.Select(name => ">" + Text.Shorten(name)));
        }

        bool areTexts = split.Train.TextSummary is not null;
        if (areTexts)
        {
            headings.AddRange(new[] { ">Words", ">Unknown", ">Cut" });
        }

        double rows = parts.Sum(part => part.Part?.Count ?? 0);
        var table = new TextTable(headings.ToArray());
        foreach ((string name, Dataset? part) in parts)
        {
            if (part is null)
            {
                continue;
            }

            var cells = new List<string>
            {
                name,
                FormattableString.Invariant($"{part.Count:N0}"),
                FormattableString.Invariant($"{part.Count / rows:0.0 %}"),
            };
            if (classes)
            {
                cells.AddRange(part.ClassCounts!.Values.Cast<long>().Select(count => FormattableString.Invariant($"{count:N0}")));
            }

            if (areTexts && part.TextSummary is { } words)
            {
                cells.AddRange(new[]
                {
                    FormattableString.Invariant($"{words.WordCount:N0}"), FormattableString.Invariant($"{words.UnknownShare:0.0 %}"), FormattableString.Invariant($"{words.CutCount:N0}"),
                });
            }

            table.Add(cells.ToArray());
        }

        return table;
    }

    private static string Lengths(long[] lengths, long steps)
    {
        Array.Sort(lengths);
        return FormattableString.Invariant($"{lengths[0]:N0} to {lengths[lengths.Length - 1]:N0} of {Text.Count(steps, "step")}, ")
            + FormattableString.Invariant($"half of them up to {lengths[(lengths.Length - 1) / 2]:N0}");
    }

    private static string Target(Dataset data)
    {
        string name = data.TargetNames is null ? string.Empty : string.Join(", ", data.TargetNames) + ", ";
        if (data.StoredTarget is null)
        {
            return "none";
        }

        if (data.ClassCounts is not { } counts)
        {
            return name + (data.TargetWidth == 1
                ? "a number"
                : FormattableString.Invariant($"{data.TargetWidth:N0} numbers"));
        }

        IEnumerable<string> classes = counts.Cast<DictionaryEntry>().Select(
            entry => FormattableString.Invariant($"{Text.Shorten((string)entry.Key)}{WrappedText.Joined}({entry.Value:N0})"));
        return $"{name}{Text.Count(counts.Count, "class", "classes")}: "
            + Names(classes.ToArray());
    }

    private static string Scaling(Dataset data) =>
        data.Preprocessor is { HasCoreSteps: true } prepared ? prepared.ToString()
        : data.Standardization is not null ? "standardised to mean 0 and deviation 1"
        : data.Scale is not null ? "0 to 255 become 0 to 1"
        : "none";

    // What a model cannot take as it is, and what looks odd.
    private static void Odd(StringBuilder text, int width, Dataset data)
    {
        DatasetColumn[] columns = data.OwnColumns ?? Array.Empty<DatasetColumn>();
        string[] texts = columns.Where(column => column.IsText).Select(column => column.Name).ToArray();
        string[] gaps = columns.Where(column => column.Gaps > 0)
            .Select(column => FormattableString.Invariant($"{column.Name}{WrappedText.Joined}({column.Gaps:N0})")).ToArray();
        string[] odd = columns.Where(column => column.Remark.Length > 0).GroupBy(column => column.Remark)
            .Select(group => $"{Names(group.Select(column => column.Name).ToArray())}{WrappedText.Joined}({group.Key})").ToArray();
        if (texts.Length > 0)
        {
            Line(text, width, "Text", Names(texts) + (data.TextColumn is null ? ": to be prepared" : ": Split-Dataset makes numbers of its words"));
        }

        if (gaps.Length > 0)
        {
            Line(text, width, "Gaps", Names(gaps) + ": to be filled");
        }

        if (odd.Length > 0)
        {
            Line(text, width, "Look at", Names(odd));
        }
    }

    private static string Names(string[] names) => string.Join(", ", names.Length <= MostNames
        ? names
        : names.Take(Ends).Concat(new[] { "...", names[names.Length - 1] }));

    private static void Line(StringBuilder text, int width, string name, string value) =>
        WrappedText.Append(text, "  " + (name + ":").PadRight(Indent - 2), value, Indent, width);
}
