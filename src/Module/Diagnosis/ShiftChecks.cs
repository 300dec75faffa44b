using NormTools.Native;

namespace NormTools;

/// <summary>Whether the parts come from the same source: column by column, the target, and all columns together.</summary>
internal static class ShiftChecks
{
    private const double FarNumbers = 0.2, FarCategories = 0.15; // deepchecks' usual bounds
    private const double ByChance = 0.001;
    private const double TellsApart = 0.6; // area under the curve of a network that tells the parts apart
    private const int LeastRows = 50, MostRows = 2000, MostNames = 5;
    private const int MostValues = 200_000; // of a column, for the distance of two distributions

    public static IEnumerable<DatasetFinding> Columns(CheckedData data)
    {
        CheckedPart train = data.Train;
        foreach (CheckedPart part in data.Others.Where(part => train.IsTable && part.Width == train.Width))
        {
            int[] trainRows = NumericRows.Some(train.Count, MostValues), partRows = NumericRows.Some(part.Count, MostValues);
            (int Column, double Distance)[] far = Enumerable.Range(0, train.Width).Select(column =>
            {
                StopFlag.ThrowIfRaised();
                (double distance, double chance) = train.Texts[column] is not null
                    ? Evidence.Cramer(train.TextCounts(column), part.TextCounts(column))
                    : Evidence.KolmogorovSmirnov(train.Present(column, trainRows), part.Present(column, partRows));
                bool isFar = distance >= (train.Texts[column] is null ? FarNumbers : FarCategories) && chance * train.Width < ByChance;
                return (column, isFar ? distance : 0);
            }).Where(item => item.Item2 > 0).OrderByDescending(item => item.Item2).ToArray();
            if (far.Length > 0)
            {
                string names = string.Join(", ", far.Take(MostNames).Select(item =>
                    FormattableString.Invariant($"{train.Names[item.Column]} ({item.Distance:0.00})")));
                yield return new DatasetFinding(
                    "ColumnShift",
                    FindingSeverity.Warning,
                    $"{Text.Count(far.Length, "column")} differ{(far.Length == 1 ? "s" : string.Empty)} from training: {names}; "
                        + $"0 is the same distribution, 1 no value in common ({Looked(train)} and {Looked(part)} rows).",
                    "The model is judged on other rows than it learnt from; which of the two tomorrow's rows are like is the question.",
                    "If the rows have an order in time, split by it on purpose (Split-Dataset -Time); else split at random, or leave the columns out.")
                {
                    Part = part.Name,
                    Column = far.Select(item => train.Names[item.Column]).ToArray(),
                    Affected = far.Length,
                    Value = far[0].Distance,
                };
            }
        }
    }

    public static IEnumerable<DatasetFinding> Target(CheckedData data)
    {
        CheckedPart train = data.Train;
        foreach (CheckedPart part in data.Others)
        {
            (double distance, double chance) = train.Classes is not null
                ? Evidence.Cramer(train.ClassCounts(), part.ClassCounts())
                : train.Quantities is not null && part.Quantities is not null
                    ? Evidence.KolmogorovSmirnov(Some(train.Quantities), Some(part.Quantities))
                    : (0, 1);
            if (distance >= (train.Classes is null ? FarNumbers : FarCategories) && chance < ByChance)
            {
                yield return new DatasetFinding(
                    "TargetShift",
                    FindingSeverity.Warning,
                    FormattableString.Invariant($"the target's distribution differs from training by {distance:0.00} (0 is the same, 1 nothing in ")
                        + $"common; {(train.Classes is null ? Looked(train) : $"{train.Count:N0}")} and {(train.Classes is null ? Looked(part) : $"{part.Count:N0}")} rows).",
                    "Scores of the two parts cannot be compared, and a score that counts rows favours what is frequent.",
                    train.Classes is not null ? "Split-Dataset -Stratify keeps the shares of the classes." : "Split at random: Split-Dataset without -NoShuffle.")
                {
                    Part = part.Name,
                    Affected = part.Count,
                    Value = distance,
                };
            }
        }
    }

    public static IEnumerable<DatasetFinding> NewCategories(CheckedData data)
    {
        CheckedPart train = data.Train;
        foreach (CheckedPart part in data.Others)
        {
            for (int column = 0; column < Math.Min(train.Width, part.Width); column++)
            {
                if (train.Texts[column] is not string[] texts || train.Data.Raw.TextColumn == train.Names[column] || train.Parted.Contains(train.Names[column]))
                {
                    continue; // texts of words are no categories, and of dates their parts are taken
                }

                long[] known = train.TextCounts(column);
                long[] rows = StopFlag.Rows(part.Count).Where(row => part.At(row, column) is var code && !float.IsNaN(code) && known[(int)code] == 0)
                    .Select(row => (long)row).ToArray();
                if (rows.Length > 0)
                {
                    string values = string.Join(", ", rows.Select(row => texts[(int)part.At((int)row, column)]).Distinct().Take(MostNames));
                    yield return new DatasetFinding(
                        "NewCategory",
                        FindingSeverity.Note,
                        $"{train.Names[column]} has values that training has not, in {RowChecks.Of(rows.Length, part.Count)}: {values}.",
                        "A model knows nothing of a value that it never saw.",
                        "OneHot takes them as none of the known; -MinimumCount puts rare values together, so that unknown ones have a place.")
                    {
                        Part = part.Name,
                        Column = new[] { train.Names[column] },
                        Row = rows.Take(RowChecks.MostRows).ToArray(),
                        Affected = rows.Length,
                    };
                }
            }
        }
    }

    /// <summary>Why no network can be asked; null where one can.</summary>
    public static string? CannotTellApart(CheckedData data) => data.Train.Count >= LeastRows && data.Others.Any(part => part.Count >= LeastRows) ? null
        : $"it takes {LeastRows} rows of training and of another part";

    /// <summary>A small network that is asked which part a row is from: half of the rows train it, half judge it.</summary>
    public static IEnumerable<DatasetFinding> Together(CheckedData data)
    {
        foreach (CheckedPart part in data.Others.Where(part => part.Width == data.Train.Width && part.Count >= LeastRows && data.Train.Count >= LeastRows))
        {
            NumericRows train = NumericRows.Of(data.Train, MostRows), other = train.Other(part, MostRows);
            if (train.Width == 0)
            {
                continue;
            }

            // As many rows of each part, in turns: even pairs train, odd ones judge.
            int count = Math.Min(train.Count, other.Count);
            var sides = new[] { new List<float>(), new List<float>() };
            var labels = new[] { new List<long>(), new List<long>() };
            for (int i = 0; i < count; i++)
            {
                foreach ((NumericRows rows, long label) in new[] { (train, 0L), (other, 1L) })
                {
                    sides[i % 2].AddRange(new ArraySegment<float>(rows.Values, i * rows.Width, rows.Width));
                    labels[i % 2].Add(label);
                }
            }

            float[] probabilities = SmallNet.Probabilities(sides[0].ToArray(), labels[0].ToArray(), 2, sides[1].ToArray(), train.Width);
            (double auc, double low, double high) = Evidence.Auc(
                labels[1].Select((_, i) => (double)probabilities[(2 * i) + 1]).ToArray(), labels[1].Select(label => label == 1).ToArray(), RowWeights.Equal(labels[1].Count));
            if (low > TellsApart)
            {
                yield return new DatasetFinding(
                    "Shift",
                    FindingSeverity.Warning,
                    FormattableString.Invariant($"a small network tells these rows from training rows: area under the curve {auc:0.00} ({low:0.00} to ")
                        + FormattableString.Invariant($"{high:0.00}, {labels[1].Count:N0} rows that it had not seen); 0.5 is chance."),
                    "The parts come from different sources: the score says how the model does there, not how it does on rows like those of training.",
                    "ColumnShift names the columns. Split at random, or collect training rows like those of tomorrow.")
                {
                    Part = part.Name,
                    Affected = labels[1].Count,
                    Value = auc,
                };
            }
        }
    }
    private static string Looked(CheckedPart part) => part.Count > MostValues ? $"{MostValues:N0} of {part.Count:N0}" : $"{part.Count:N0}";

    private static float[] Some(float[] values) => Array.ConvertAll(NumericRows.Some(values.Length, MostValues), row => values[row]);
}
