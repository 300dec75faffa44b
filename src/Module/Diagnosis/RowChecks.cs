using NormTools.Native;

namespace NormTools;

/// <summary>Rows that are there twice, that contradict each other, or that stand in two parts.</summary>
internal static class RowChecks
{
    internal const int MostRows = 1000; // named in a finding
    private const double ManyCopies = 0.05;
    private const int NearRows = 500, NearTraining = 4000; // that are compared: each with each
    private const double NearShare = 0.13; // of the median distance to the nearest row
    private const int MeetingRows = 5000, LeastOfPicture = 16;
    private const double Related = 10; // times as often, as columns have to do with each other
    private const double NearByChance = 3; // times as often
    private const int LeastNearColumns = 4; // in fewer dimensions rows are near by chance

    public static IEnumerable<DatasetFinding> Duplicates(CheckedData data)
    {
        CheckedPart train = data.Train;
        RowGroups groups = data.TrainGroups;
        var seen = new HashSet<ulong>();
        var copies = new List<long>();
        foreach (int row in StopFlag.Rows(train.Count))
        {
            if (groups.Size[groups.Group[row]] > 1 && !seen.Add(Key(groups.Group[row], train.TargetBits(row))))
            {
                copies.Add(row);
            }
        }

        if (copies.Count == 0)
        {
            yield break;
        }

        double share = copies.Count / (double)train.Count;
        yield return new DatasetFinding(
            "DuplicateRow",
            share >= ManyCopies && train.Width >= LeastNearColumns ? FindingSeverity.Warning : FindingSeverity.Note,
            $"{Of(copies.Count, train.Count)} repeat an earlier row, target included.",
            "What is there twice counts twice, and a random split puts copies on both sides.",
            "Leave the copies out where they are one measurement entered twice. Where rows belong together, split by what they have in "
                + "common: Split-Dataset -Group.")
        {
            Row = copies.Take(MostRows).ToArray(),
            Affected = copies.Count,
            Value = share,
        };
    }

    public static IEnumerable<DatasetFinding> Conflicts(CheckedData data)
    {
        CheckedPart train = data.Train;
        if (train.Classes is null)
        {
            yield break;
        }

        RowGroups groups = data.TrainGroups;
        var counts = new Dictionary<ulong, int>();
        var classes = new int[groups.Count]; // of each group
        var largest = new int[groups.Count];
        foreach (int row in StopFlag.Rows(train.Count))
        {
            int group = groups.Group[row];
            if (groups.Size[group] == 1)
            {
                largest[group] = 1;
                continue;
            }

            ulong key = Key(group, (uint)train.Classes[row]);
            counts.TryGetValue(key, out int count);
            counts[key] = count + 1;
            classes[group] += count == 0 ? 1 : 0;
            largest[group] = Math.Max(largest[group], count + 1);
        }

        long[] rows = StopFlag.Rows(train.Count).Where(row => classes[groups.Group[row]] > 1).Select(row => (long)row).ToArray();
        if (rows.Length == 0)
        {
            yield break;
        }

        double ceiling = largest.Sum(count => (double)count) / train.Count;
        yield return new DatasetFinding(
            "ConflictingLabel",
            ceiling < 1 - ManyCopies ? FindingSeverity.Warning : FindingSeverity.Note,
            FormattableString.Invariant($"{Of(rows.Length, train.Count)} have the features of another row and another class: no model is ")
                + FormattableString.Invariant($"right on more than {ceiling:P1} of these rows."),
            "Wrong labels, or columns that do not tell the cases apart. Training beyond that ceiling is learning by heart.",
            "Look at the rows, correct the labels, or add a column that tells them apart; -LabelSmoothing softens what is left.")
        {
            Row = rows.Take(MostRows).ToArray(),
            Affected = rows.Length,
            Value = ceiling,
        };
    }

    public static IEnumerable<DatasetFinding> Mixes(CheckedData data)
    {
        CheckedPart train = data.Train;
        RowGroups groups = data.TrainGroups;
        double repeated = groups.Size.Where(size => size > 1).Sum(size => (double)size) / Math.Max(1, train.Count);
        foreach (CheckedPart part in data.Others)
        {
            long[] rows = StopFlag.Rows(part.Count).Where(row => groups.Find(part, row) >= 0).Select(row => (long)row).ToArray();
            if (rows.Length == 0)
            {
                continue;
            }

            double share = rows.Length / (double)part.Count;
            bool isNatural = repeated > 0.5 * share && MeetByChance(train, repeated);
            yield return new DatasetFinding(
                "TestRowInTraining",
                isNatural ? FindingSeverity.Note : share >= ManyCopies ? FindingSeverity.Problem : FindingSeverity.Warning,
                FormattableString.Invariant($"{Of(rows.Length, part.Count)} have the very features of a training row ({repeated:P1} of the ")
                    + "training rows repeat among themselves).",
                isNatural
                    ? "As rows repeat within training just as often, the columns take few values and rows meet by chance."
                    : "The score of this part is partly memory: it is better than on rows that the model has not seen.",
                "Remove copies before the split, or keep rows that belong together on one side: Split-Dataset -Group.")
            {
                Part = part.Name,
                Row = rows.Take(MostRows).ToArray(),
                Affected = rows.Length,
                Value = share,
            };
        }
    }

    /// <summary>Whether rows of so few columns with so few values would repeat by chance, and about as often as they do: if the columns had
    /// nothing to do with each other, a row would meet another of so many with a probability that this is held against.</summary>
    public static bool MeetByChance(CheckedPart part, double repeated)
    {
        int[] rows = NumericRows.Some(part.Count, MeetingRows);
        double meet = 1;
        for (int column = 0; column < part.Width && meet > 0 && part.Width < LeastOfPicture; column++)
        {
            var counts = new Dictionary<float, int>();
            foreach (int row in rows)
            {
                StopFlag.ThrowIfRaised();
                float value = part.At(row, column);
                counts[value] = counts.TryGetValue(value, out int count) ? count + 1 : 1;
            }

            meet *= counts.Values.Sum(count => count * (count - 1.0)) / Math.Max(1.0, rows.Length * (rows.Length - 1.0)); // of two that are drawn
        }

        return part.Width < LeastOfPicture && repeated < Related * (1 - Math.Exp(-part.Count * meet));
    }

    /// <summary>Rows of another part that are all but a training row, as pictures that were saved again.</summary>
    public static IEnumerable<DatasetFinding> NearDuplicates(CheckedData data)
    {
        NumericRows numbers = NumericRows.Of(data.Train, NearTraining);
        double usual = Median(Enumerable.Range(0, Math.Min(NearRows, numbers.Count)).Select(row => Nearest(numbers, numbers, row, except: row)));
        NumericRows? apart = null;
        foreach (CheckedPart part in data.Others)
        {
            NumericRows others = numbers.Other(part, NearRows);
            long[] near = Near(others, numbers, usual);
            (double low, _) = RunScore.Wilson(near.Length / (double)others.Count, others.Count);
            if (low > 0.002)
            {
                int byChance = Near(others, apart ??= numbers.Apart(), usual).Length;
                bool isNatural = near.Length < NearByChance * byChance;
                yield return new DatasetFinding(
                    "NearDuplicate",
                    isNatural ? FindingSeverity.Note : near.Length >= ManyCopies * others.Count ? FindingSeverity.Problem : FindingSeverity.Warning,
                    FormattableString.Invariant($"{Of(near.Length, others.Count)} are nearer to a training row than {NearShare} of the usual ")
                        + FormattableString.Invariant($"distance ({usual:G3} standard deviations, by {numbers.Count:N0} training rows)")
                        + (isNatural ? FormattableString.Invariant($", and {byChance:N0} where the columns have nothing to do with each other.") : "."),
                    isNatural ? "The columns are few, or take few values: rows come as near by chance."
                        : "They may be the same thing measured, saved or photographed twice: the score of this part is partly memory.",
                    "Compare the rows; keep what belongs together on one side: Split-Dataset -Group.")
                {
                    Part = part.Name,
                    Row = near.Take(MostRows).ToArray(),
                    Affected = near.Length,
                    Value = near.Length / (double)others.Count,
                };
            }
        }
    }

    private static long[] Near(NumericRows rows, NumericRows training, double usual) => Enumerable.Range(0, rows.Count)
        .Where(row => Nearest(rows, training, row, -1) is > 0 and var distance && distance < NearShare * usual)
        .Select(row => (long)rows.Row[row]).ToArray();

    /// <summary>Why rows that are nearly the same cannot be looked for; null where they can.</summary>
    public static string? CannotFindNear(CheckedData data) => NumericRows.WidthOf(data.Train) is var width && width < LeastNearColumns
        ? $"with {Text.Count(width, "column")} of numbers rows are near by chance, and it takes {LeastNearColumns}" : null;

    internal static string Of(long count, long total) =>
        FormattableString.Invariant($"{count:N0} of {total:N0} rows ({count / (double)Math.Max(1, total):P1})");

    private static ulong Key(int group, uint target) => ((ulong)(uint)group << 32) | target;

    private static double Nearest(NumericRows from, NumericRows to, int row, int except)
    {
        StopFlag.ThrowIfRaised();
        double least = double.PositiveInfinity;
        for (int other = 0; other < to.Count; other++)
        {
            if (other != except && from.SquaredDistance(row, to, other, least) is var distance && distance < least && !(except >= 0 && distance == 0))
            {
                least = distance;
            }
        }

        return Math.Sqrt(least);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = values.Where(value => !double.IsInfinity(value)).OrderBy(value => value).ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
