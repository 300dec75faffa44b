using System.Collections;
using System.Text;

namespace NormTools;

/// <summary>Writes data sets and splits as text.</summary>
internal static class DatasetDisplay
{
    private const int MostNames = 12;
    private const int Indent = 12;
    private const int LineLength = 79;
    private const char Joined = '\u00A0'; // a space at which no line is broken
    private const int Ends = 3; // names shown of a longer list: so many at its beginning, and the last

    public static string Render(Dataset data)
    {
        var text = new StringBuilder();
        text.Append("Dataset: ").AppendLine(FormattableString.Invariant($"{data.Count:N0} rows")
            + (data.Source is null ? string.Empty : $" of {data.Source}"));
        string names = data.FeatureNames is null ? string.Empty : ": " + Names(data.FeatureNames);
        Line(text, "Features", $"{data.StoredFeature.DType} {Text.Shape(data.FeatureShape)}{names}");
        Line(text, "Target", Target(data));
        Line(text, "Scaling", Scaling(data));
        if (data.DroppedRows + data.FilledValues > 0)
        {
            Line(text, "Missing", FormattableString.Invariant(
                $"{data.DroppedRows:N0} rows dropped, {data.FilledValues:N0} values filled with the mean"));
        }

        return text.ToString().TrimEnd();
    }

    public static string Render(DatasetSplit split)
    {
        var parts = new[] { ("Train", split.Train), ("Validation", split.Validation), ("Test", split.Test) };
        double rows = parts.Sum(part => part.Item2?.Count ?? 0);
        bool classes = split.Train.ClassNames is { Length: <= MostNames };
        var headings = new List<string> { "Part", ">Rows", ">Share" };
        if (classes)
        {
            headings.AddRange(split.Train.ClassNames.Select(name => ">" + Text.Shorten(name)));
        }

        var table = new TextTable(headings.ToArray());
        foreach ((string name, Dataset? part) in parts)
        {
            if (part is not null)
            {
                var cells = new List<string>
                {
                    name,
                    FormattableString.Invariant($"{part.Count:N0}"),
                    FormattableString.Invariant($"{part.Count / rows:0.0 %}"),
                };
                if (classes)
                {
                    cells.AddRange(part.ClassCounts!.Values.Cast<long>().Select(
                        count => FormattableString.Invariant($"{count:N0}")));
                }

                table.Add(cells.ToArray());
            }
        }

        string how = !split.IsShuffled ? "rows in their order"
            : (split.Seed is null ? "rows of a generator" : $"seed {split.Seed}")
                + (split.IsStratified ? ", stratified" : string.Empty);
        var text = new StringBuilder();
        text.AppendLine(
            $"Dataset split{(split.Train.Source is null ? string.Empty : " of " + split.Train.Source)}: {how}");
        Line(text, "Features", $"{split.Train.StoredFeature.DType} {Text.Shape(split.Train.FeatureShape)}");
        Line(text, "Scaling", Scaling(split.Train));
        return text.AppendLine().Append(table).ToString();
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
            entry => FormattableString.Invariant($"{Text.Shorten((string)entry.Key)}{Joined}({entry.Value:N0})"));
        return FormattableString.Invariant($"{name}{counts.Count:N0} {(counts.Count == 1 ? "class" : "classes")}: ")
            + Names(classes.ToArray());
    }

    private static string Scaling(Dataset data) =>
        data.Standardization is not null ? "standardised to mean 0 and deviation 1"
        : data.Scale is not null ? "0 to 255 become 0 to 1"
        : "none";

    private static string Names(string[] names) => string.Join(", ", names.Length <= MostNames
        ? names
        : names.Take(Ends).Concat(new[] { "...", names[names.Length - 1] }));

    /// <summary>A name and its value, broken between words where the console would break it anywhere.</summary>
    private static void Line(StringBuilder text, string name, string value)
    {
        string line = "  " + (name + ":").PadRight(Indent - 2);
        foreach (string word in value.Split(' '))
        {
            if (line.Length + word.Length > LineLength && line.Length > Indent)
            {
                text.AppendLine(line.TrimEnd());
                line = new string(' ', Indent);
            }

            line += word.Replace(Joined, ' ') + " ";
        }

        text.AppendLine(line.TrimEnd());
    }
}
