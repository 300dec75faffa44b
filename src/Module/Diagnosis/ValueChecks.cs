using NormTools.Native;

namespace NormTools;

/// <summary>Values that no model learns from: what is not finite, a target that never changes, a single row.</summary>
internal static class ValueChecks
{
    private const string Ends = "One such value makes the loss and then every weight NaN: training ends in its first epoch.";

    public static IEnumerable<DatasetFinding> Rows(CheckedData data)
    {
        if (data.Train.Count == 1)
        {
            yield return new DatasetFinding(
                "FewRows",
                FindingSeverity.Problem,
                "there is one training row.",
                "A model can only learn it by heart, and nothing can judge it.",
                "Take in more rows.")
            {
                Row = new long[] { 0 },
                Affected = 1,
            };
        }
    }

    /// <summary>Features as a model sees them. Gaps of a table that was read are no such values: training refuses them, until a
    /// preprocessor fills them.</summary>
    public static IEnumerable<DatasetFinding> Features(CheckedData data)
    {
        foreach (CheckedPart part in data.All)
        {
            (float[] values, string[] names, bool hasGaps) = Seen(part);
            int width = part.Count == 0 ? 0 : values.Length / part.Count, looked = 0;
            long count = 0;
            var rows = new List<long>();
            var columns = new SortedSet<int>();
            for (int row = 0; row < part.Count; row++)
            {
                StopFlag.Poll(ref looked, width);
                bool isOdd = false;
                for (int column = 0; column < width; column++)
                {
                    float value = values[((long)row * width) + column];
                    if (float.IsInfinity(value) || (float.IsNaN(value) && !hasGaps))
                    {
                        (isOdd, count) = (true, count + 1);
                        columns.Add(column);
                    }
                }

                if (isOdd)
                {
                    rows.Add(row);
                }
            }

            if (count > 0)
            {
                string[] named = names.Length == width ? columns.Select(column => names[column]).ToArray() : Array.Empty<string>();
                yield return new DatasetFinding(
                    "NotFiniteValue",
                    FindingSeverity.Problem,
                    $"{RowChecks.Of(rows.Count, part.Count)} have {Text.Count(count, "value")} that {(count == 1 ? "is" : "are")} NaN or infinite"
                        + (named.Length == 0 ? "." : $": {ColumnChecks.Listed(named)}."),
                    Ends,
                    "Ask where they come from; leave the rows out, or leave the places empty in the file, so that Impute fills them.")
                {
                    Part = part.Name,
                    Column = named,
                    Row = rows.Take(RowChecks.MostRows).ToArray(),
                    Affected = rows.Count,
                    Value = rows.Count / (double)part.Count,
                };
            }
        }
    }

    public static IEnumerable<DatasetFinding> Targets(CheckedData data)
    {
        foreach (CheckedPart part in data.All.Where(part => part.Targets is not null && part.Count > 0))
        {
            int width = part.Targets!.Length / part.Count;
            long[] rows = StopFlag.Rows(part.Count).Where(row => Enumerable.Range(row * width, width).Any(at => !IsFinite(part.Targets[at])))
                .Select(row => (long)row).ToArray();
            if (rows.Length > 0)
            {
                yield return new DatasetFinding(
                    "UnusableTarget",
                    FindingSeverity.Problem,
                    $"{RowChecks.Of(rows.Length, part.Count)} have a target that is NaN or infinite.",
                    Ends,
                    "What is to be predicted cannot be filled in: leave these rows out.")
                {
                    Part = part.Name,
                    Row = rows.Take(RowChecks.MostRows).ToArray(),
                    Affected = rows.Length,
                    Value = rows.Length / (double)part.Count,
                };
            }
        }

        if (data.Train.Count > 1 && Always(data.Train) is string value)
        {
            yield return new DatasetFinding(
                "UnusableTarget",
                FindingSeverity.Problem,
                $"{value} in all {data.Train.Count:N0} training rows.",
                "There is nothing to tell apart: whatever always says so is right, and a model learns nothing else.",
                "Take in rows of other targets; Split-Dataset -Stratify keeps every class in every part.")
            {
                Affected = data.Train.Count,
            };
        }
    }

    // What is the same in all rows, in words; null where something differs.
    private static string? Always(CheckedPart part)
    {
        if (part.Classes is not null)
        {
            long[] counts = part.ClassCounts();
            int only = Array.FindIndex(counts, count => count == part.Count);
            return only < 0 ? null : $"the class is {part.ClassNames![only]}";
        }

        int width = part.Targets!.Length / part.Count;
        int constant = Array.FindIndex(Enumerable.Range(0, width).ToArray(), column =>
            StopFlag.Rows(part.Count).All(row => IsFinite(part.Targets[column]) && part.Targets[(row * width) + column].Equals(part.Targets[column])));
        return constant < 0 ? null : FormattableString.Invariant(
            $"{part.Data.TargetNames?.ElementAtOrDefault(constant) ?? "the target"} is {part.Targets[constant]:G6}");
    }

    private static (float[] Values, string[] Names, bool HasGaps) Seen(CheckedPart part)
    {
        Dataset data = part.Data;
        if (ReferenceEquals(data, data.Raw))
        {
            return (part.Values, part.Names, data.Columns is not null);
        }

        Tensor stored = data.StoredRowsOf();
        return (
            (float[])(stored.DType == DType.Float32 ? stored : stored.To(DType.Float32)).ToArray(),
            data.FeatureNames ?? Array.Empty<string>(),
            false);
    }

    private static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);
}
