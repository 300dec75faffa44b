using NormTools.Native;

namespace NormTools;

/// <summary>Columns that say nothing, that say the same, or that say too much.</summary>
internal static class ColumnChecks
{
    private const double ManyGaps = 0.05;
    private const double NearlyTheSame = 0.98; // correlation
    private const int MostPairs = 200; // columns that are compared, each with each
    private const double Telling = 0.97; // of what a column could tell of the target
    private static readonly string[] RemarkEnds = { "; " };
    private const int Bins = 20, MostRows = 20000, MostNames = 5;

    public static IEnumerable<DatasetFinding> Constants(CheckedData data)
    {
        CheckedPart train = data.Train;
        string[] columns = Enumerable.Range(0, train.Width).Where(column => IsConstant(train, column)).Select(column => train.Names[column]).ToArray();
        columns = columns.Concat(MadeConstants(train.Data).Except(columns)).ToArray();
        if (columns.Length > 0)
        {
            yield return new DatasetFinding(
                "ConstantColumn",
                FindingSeverity.Note,
                $"{Listed(columns)} {(columns.Length == 1 ? "has" : "have")} one value in all {train.Count:N0} training rows.",
                "A column that never changes tells a model nothing, and an untrained weight of it acts on rows where it does.",
                columns.Except(train.Names).Any() ? "Leave it out: Import-Dataset -ExcludeProperty; of a date, -Part of DatePart says what is made of it." : "Leave it out: Import-Dataset -ExcludeProperty.")
            {
                Column = columns,
                Affected = columns.Length,
            };
        }
    }

    // Parts of dates that are the same in all rows, such as the year of a table of one year.
    private static string[] MadeConstants(Dataset data)
    {
        if (data.Preprocessor is not { HasCoreSteps: true } steps || data.FeatureShape.Length != 1 || data.Count < 2 || steps.Output.Length != data.FeatureShape[0])
        {
            return Array.Empty<string>();
        }

        Standardization own = new Dataset(data.Feature, null).Fit();
        return steps.Output.Where((_, column) => own.IsConstant(column)).ToArray();
    }

    public static IEnumerable<DatasetFinding> Gaps(CheckedData data)
    {
        CheckedPart train = data.Train;
        (int Column, double Share)[] gaps = Enumerable.Range(0, train.Width)
            .Select(column => (column, StopFlag.Rows(train.Count).Count(row => float.IsNaN(train.At(row, column))) / (double)train.Count))
            .Where(item => item.Item2 > ManyGaps).OrderByDescending(item => item.Item2).ToArray();
        if (gaps.Length > 0)
        {
            string shares = string.Join(", ", gaps.Take(MostNames).Select(item => item.Share == 1
                ? $"{train.Names[item.Column]} (all)" : FormattableString.Invariant($"{train.Names[item.Column]} ({item.Share:P0})")));
            yield return new DatasetFinding(
                "MissingValue",
                gaps[0].Share > 0.5 ? FindingSeverity.Warning : FindingSeverity.Note,
                $"{shares}{Further(gaps.Length)} {(gaps.Length == 1 ? "has" : "have")} values that are missing, of {train.Count:N0} rows.",
                "What fills a gap is a guess; that a value is missing may itself say something.",
                "Impute -Indicator, or Impute Missing for texts, keeps the gap as a column of its own; leave out what is mostly empty.")
            {
                Column = gaps.Select(item => train.Names[item.Column]).ToArray(),
                Affected = gaps.Length,
                Value = gaps[0].Share,
            };
        }
    }

    public static IEnumerable<DatasetFinding> Correlations(CheckedData data)
    {
        CheckedPart train = data.Train;
        int[] numbers = NumberColumns(train);
        NumericRows rows = NumericRows.Numbers(train, MostRows);
        var pairs = new List<(int One, int Two, double Correlation)>();
        for (int one = 0; one < numbers.Length; one++)
        {
            StopFlag.ThrowIfRaised();
            for (int two = one + 1; two < numbers.Length; two++)
            {
                double sum = 0, ones = 0, twos = 0;
                for (int row = 0; row < rows.Count; row++)
                {
                    double a = rows.Values[(row * rows.Width) + one], b = rows.Values[(row * rows.Width) + two];
                    (sum, ones, twos) = (sum + (a * b), ones + (a * a), twos + (b * b));
                }

                double correlation = sum / Math.Sqrt(Math.Max(ones * twos, 1e-30));
                if (Math.Abs(correlation) > NearlyTheSame)
                {
                    pairs.Add((one, two, correlation));
                }
            }
        }

        if (pairs.Count > 0)
        {
            (int first, int second, double strongest) = pairs.OrderByDescending(pair => Math.Abs(pair.Correlation)).First();
            yield return new DatasetFinding(
                "CorrelatedColumn",
                FindingSeverity.Note,
                FormattableString.Invariant($"{train.Names[numbers[first]]} and {train.Names[numbers[second]]} correlate by {strongest:0.000}")
                    + (pairs.Count > 1 ? $", and {Text.Count(pairs.Count - 1, "further pair")} beyond {NearlyTheSame}." : "."),
                "Two columns that say the same make weights that mean little one by one; a network is hardly hurt.",
                "Leave one of them out, or PrincipalComponent in the preprocessor.")
            {
                Column = pairs.SelectMany(pair => new[] { pair.One, pair.Two }).Distinct().Select(i => train.Names[numbers[i]]).ToArray(),
                Affected = pairs.Count,
                Value = strongest,
            };
        }
    }

    /// <summary>Why columns cannot be compared each with each; null where they can.</summary>
    public static string? CannotCorrelate(CheckedData data) => NumberColumns(data.Train).Length switch
    {
        < 2 => "there is no pair of columns of numbers",
        > MostPairs => $"more than {MostPairs} columns have too many pairs",
        _ => null,
    };

    /// <summary>Why no column can tell more than the others; null where one can.</summary>
    public static string? CannotLeak(CheckedData data) => data.Train.Width < 2 ? "there is one column only, which is to tell the target" : null;

    /// <summary>What the import pointed out: identifiers, dates, values that Float32 does not tell apart. Other checks look
    /// for columns that are constant or tell the target.</summary>
    public static IEnumerable<DatasetFinding> Oddities(CheckedData data) =>
        (data.Train.Data.Raw.Columns ?? Array.Empty<DatasetColumn>())
            .Where(column => (column.Kind is "Number" or "Text" or "Category") && !data.Train.Parted.Contains(column.Name))
            .Select(column => (column.Name, Remark: string.Join("; ", column.Remark.Split(RemarkEnds, StringSplitOptions.RemoveEmptyEntries)
                .Where(remark => remark is not ("constant" or "tells the target" or "no value")))))
            .Where(column => column.Remark.Length > 0)
            .GroupBy(column => column.Remark)
            .Select(group => new DatasetFinding(
                "OddColumn",
                FindingSeverity.Warning,
                $"{string.Join(", ", group.Take(MostNames).Select(column => column.Name))}: {group.Key}.",
                "A model learns such a column by heart, and finds other values in it tomorrow.",
                "Leave it out (Import-Dataset -ExcludeProperty), or make features of it (DatePart, Bin).")
            {
                Column = group.Select(column => column.Name).ToArray(),
                Affected = group.Count(),
            });

    /// <summary>A column that alone tells the target, judged on rows that it was not fitted on.</summary>
    public static IEnumerable<DatasetFinding> Leaks(CheckedData data)
    {
        CheckedPart train = data.Train;
        var telling = new ColumnTelling(train, NumericRows.Some(train.Count, MostRows), Bins);
        for (int column = 0; column < train.Width; column++)
        {
            double told = telling.Of(column);
            if (told >= Telling)
            {
                yield return new DatasetFinding(
                    "LeakingColumn",
                    FindingSeverity.Problem,
                    FormattableString.Invariant($"{train.Names[column]} alone tells {told:P1} of what there is to tell of the target, on ")
                        + $"{telling.Judged:N0} rows that it was not fitted on.",
                    "It may be the target in other words, or known only after it: tomorrow's rows will not have it.",
                    "Ask where it comes from; if it is not known when the prediction is made, leave it out: Import-Dataset -ExcludeProperty.")
                {
                    Column = new[] { train.Names[column] },
                    Affected = 1,
                    Value = told,
                };
            }
        }
    }

    /// <summary>The first few names, and how many more there are.</summary>
    internal static string Listed(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(MostNames)) + Further(names.Count);

    private static string Further(int count) => count > MostNames ? $" and {Text.Count(count - MostNames, "further column")}" : string.Empty;

    private static int[] NumberColumns(CheckedPart part) => Enumerable.Range(0, part.Width).Where(column => part.Texts[column] is null).ToArray();

    // A column without any value is one of gaps.
    private static bool IsConstant(CheckedPart part, int column)
    {
        int looked = 0;
        float first = part.At(0, column);
        bool isSame = !float.IsNaN(first);
        for (int row = 1; isSame && row < part.Count; row++)
        {
            StopFlag.Poll(ref looked);
            isSame = part.At(row, column).Equals(first);
        }

        return isSame;
    }
}
