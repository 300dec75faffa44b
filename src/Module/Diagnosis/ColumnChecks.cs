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
    private const int Bins = 20, LeastRows = 50, MostRows = 20000, MostNames = 5;

    public static IEnumerable<DatasetFinding> Constants(CheckedData data)
    {
        CheckedPart train = data.Train;
        int[] columns = !train.IsTable || train.Count < 2 ? Array.Empty<int>() : Enumerable.Range(0, train.Width).Where(column =>
        {
            StopFlag.ThrowIfRaised();
            float first = train.At(0, column);
            return Enumerable.Range(1, train.Count - 1).All(row => train.At(row, column).Equals(first));
        }).ToArray();
        if (columns.Length > 0)
        {
            yield return new DatasetFinding(
                "ConstantColumn",
                FindingSeverity.Note,
                $"{Names(train, columns)} {(columns.Length == 1 ? "has" : "have")} one value in all {train.Count:N0} training rows.",
                "A column that never changes tells a model nothing, and an untrained weight of it acts on rows where it does.",
                "Leave it out: Import-Dataset -ExcludeProperty.")
            {
                Column = columns.Select(column => train.Names[column]).ToArray(),
                Affected = columns.Length,
            };
        }
    }

    public static IEnumerable<DatasetFinding> Gaps(CheckedData data)
    {
        CheckedPart train = data.Train;
        (int Column, double Share)[] gaps = Enumerable.Range(0, train.Width)
            .Select(column => (column, StopFlag.Rows(train.Count).Count(row => float.IsNaN(train.At(row, column))) / (double)Math.Max(1, train.Count)))
            .Where(item => item.Item2 > ManyGaps).OrderByDescending(item => item.Item2).ToArray();
        if (gaps.Length > 0)
        {
            yield return new DatasetFinding(
                "MissingValue",
                gaps[0].Share > 0.5 ? FindingSeverity.Warning : FindingSeverity.Note,
                FormattableString.Invariant($"{gaps[0].Share:P0} of {train.Names[gaps[0].Column]} is missing")
                    + (gaps.Length > 1 ? $", and more than {ManyGaps:P0} of {Text.Count(gaps.Length - 1, "further column")}." : "."),
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
        NumericRows rows = NumericRows.Of(train, MostRows);
        int[] numbers = Enumerable.Range(0, train.Width).Where(column => train.Texts[column] is null).ToArray();
        if (!train.IsTable || numbers.Length != rows.Width || numbers.Length > MostPairs || rows.Count < LeastRows)
        {
            numbers = Array.Empty<int>(); // with texts among them the columns are looked at one by one
        }

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

    /// <summary>What the import pointed out: identifiers, dates, values that Float32 does not tell apart. Other checks look
    /// for columns that are constant or tell the target.</summary>
    public static IEnumerable<DatasetFinding> Oddities(CheckedData data) =>
        (data.Train.Data.Raw.Columns ?? Array.Empty<DatasetColumn>())
            .Where(column => column.Kind is "Number" or "Text" or "Category")
            .Select(column => (column.Name, Remark: string.Join("; ", column.Remark.Split(RemarkEnds, StringSplitOptions.RemoveEmptyEntries)
                .Where(remark => remark is not ("constant" or "tells the target")))))
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
        if (!train.IsTable || train.Width < 2 || train.Count < LeastRows || (train.Classes is null && train.Quantities is null))
        {
            yield break;
        }

        int[] rows = NumericRows.Some(train.Count, MostRows);
        var order = new Random(1);
        bool[] judged = rows.Select(_ => order.Next(2) == 1).ToArray();
        for (int column = 0; column < train.Width; column++)
        {
            StopFlag.ThrowIfRaised();
            double told = ColumnTelling.Of(train, column, rows, judged, Bins);
            if (told >= Telling)
            {
                yield return new DatasetFinding(
                    "LeakingColumn",
                    FindingSeverity.Problem,
                    FormattableString.Invariant($"{train.Names[column]} alone tells {told:P1} of what there is to tell of the target, on ")
                        + $"{judged.Count(flag => flag):N0} rows that it was not fitted on.",
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

    internal static string Names(CheckedPart part, int[] columns) => string.Join(", ", columns.Take(MostNames).Select(column => part.Names[column]))
        + (columns.Length > MostNames ? $" and {Text.Count(columns.Length - MostNames, "further column")}" : string.Empty);
}
