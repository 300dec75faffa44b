using NormTools.Native;

namespace NormTools;

/// <summary>Divides a data set into training, validation and test part.</summary>
internal sealed class DatasetDivision
{
    private const long MostRows = 1L << 53; // more are not asked for: sums of them stay exact

    private readonly Dataset data;
    private readonly DatasetParts parts;

    public DatasetDivision(Dataset data, DatasetParts parts)
    {
        this.data = data;
        this.parts = parts;
    }

    /// <summary>Below 1 a share of the rows, otherwise their number; null for what the other parts leave.</summary>
    public double? Train { get; set; }

    /// <summary>Below 1 a share of the rows, otherwise their number; null for no such part.</summary>
    public double? Validation { get; set; }

    /// <inheritdoc cref="Validation"/>
    public double? Test { get; set; }

    /// <summary>Draws the rows; null takes them in order.</summary>
    public RandomGenerator? Generator { get; set; }

    public bool Stratify { get; set; }

    /// <summary>The group of each row, from 0: groups are not divided; null to divide rows.</summary>
    public long[]? Group { get; set; }

    /// <summary>The row numbers in order of time; null if time does not matter.</summary>
    public long[]? Time { get; set; }

    /// <summary>The number of rows, in order of time, that are left out before the validation and the test
    /// part.</summary>
    public long Gap { get; set; }

    public DatasetSplit Split()
    {
        long things = Group is null ? data.Count : Group.Max() + 1;
        long gaps = Gap * ((Validation is null ? 0 : 1) + (Test is null ? 0 : 1));
        long[] counts = Counts(things - gaps);
        if (Group is not null && Stratify)
        {
            return Made(StratifiedParts(things));
        }

        long[] rows = Time ?? Draw(counts, things);
        var own = new long[3][];
        long start = 0;
        for (int i = 0; i < own.Length; i++)
        {
            start += i > 0 && counts[i] > 0 ? Gap : 0;
            long first = start;
            own[i] = StopFlag.Rows(counts[i]).Select(row => rows[first + row]).ToArray();
            start += counts[i];
            own[i] = Group is null ? own[i] : Members(own[i]);
        }

        return Made(own);
    }

    private DatasetSplit Made(long[][] own)
    {
        DatasetSplit split = parts.Make(own[0], own[1], own[2]);
        split.IsShuffled = Generator is not null;
        split.IsStratified = Stratify;
        return split;
    }

    // The rows of each part, where groups stay whole and classes have about the same shares.
    private long[][] StratifiedParts(long things)
    {
        using Tensor classes = parts.Classes();
        using Tensor drawn = Tensor.Uninitialized(DType.Int64, new[] { things });
        Generator!.Use(stream => NativeMethods.SplitRows(things, new[] { things }, 1, stream, TensorHandle.None, drawn.Handle));
        double validation = Validation ?? 0, test = Test ?? (Train is double train && Validation is null ? 1 - train : 0);
        int[] part = StratifiedGroups.Divide(new[] { Train ?? (1 - validation - test), validation, test }, (long[])classes.ToArray(), Group!, (long[])drawn.ToArray());
        long[][] own = Enumerable.Range(0, 3).Select(number => StopFlag.Rows(Group!.Length).Where(row => part[Group[row]] == number).Select(row => (long)row).ToArray()).ToArray();
        if (own[0].Length == 0)
        {
            throw Errors.NothingToTrainOn(data.Count, own[1].Length, own[2].Length, "row");
        }

        return validation > 0 && own[1].Length == 0 ? throw Errors.EmptySplitPart("Validation", validation, things, Thing)
            : test > 0 && own[2].Length == 0 ? throw Errors.EmptySplitPart("Test", test, things, Thing)
            : own;
    }

    private long[] Members(long[] groups)
    {
        var chosen = new HashSet<long>(groups);
        return StopFlag.Rows(Group!.Length).Where(row => chosen.Contains(Group[row])).Select(row => (long)row).ToArray();
    }

    /// <summary>
    /// The number of rows (or groups) in the training, validation and test part, and in none of them; shares are
    /// rounded as in PyTorch's random_split.
    /// </summary>
    private long[] Counts(long things)
    {
        var wanted = new[] { ("Train", Train), ("Validation", Validation), ("Test", Test) };
        if (wanted.All(part => part.Item2 is null))
        {
            throw Errors.Invalid("NothingToSplit", "Nothing says how to split: give -Test, -Validation, -Train or -Fold.");
        }

        foreach ((string name, double? size) in wanted)
        {
            if (size is { } value
                && (!(value > 0) || double.IsInfinity(value) || (value >= 1 && (value != Math.Floor(value) || Group is not null))))
            {
                throw Group is null || !(value >= 1) ? Errors.PartSize(name, value) : Errors.SharesOfGroups(name, value);
            }
        }

        long[] counts = wanted.All(part => part.Item2 is null or < 1) && AreAll()
            ? Shares(things)
            : wanted.Select(part => Rows(part.Item2, things)).ToArray();
        long left = things - counts.Sum();
        if (Train is not null && left < 0)
        {
            throw Errors.PartsTooLarge(counts, things);
        }

        counts[0] += Train is null ? left : 0;
        counts[2] += Train is not null && Validation is null && Test is null ? left : 0;
        if (counts[0] <= 0 || left < 0)
        {
            throw Errors.NothingToTrainOn(things, counts[1], counts[2], Thing);
        }

        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Item2 is not null && counts[i] == 0)
            {
                throw Errors.EmptySplitPart(wanted[i].Item1, wanted[i].Item2!.Value, things, Thing);
            }
        }

        return counts.Concat(new[] { things - counts.Sum() }).ToArray();
    }

    // What is divided.
    private string Thing => Group is null ? "row" : "group";

    // Whether the shares make up the whole.
    private bool AreAll() => Train is null || Math.Abs(1 - Train.Value - (Validation ?? 0) - (Test ?? 0)) < 1e-9;

    private long[] Shares(long things)
    {
        double training = Train ?? (1 - (Validation ?? 0) - (Test ?? 0));
        if (training <= 0)
        {
            throw Errors.NothingToTrainOn(things, Rows(Validation, things), Rows(Test, things), Thing);
        }

        double[] shares = new[] { training, Validation, Test }
            .Where(share => share is not null)
            .Select(share => share!.Value)
            .ToArray();
        var counts = new long[shares.Length];
        NativeMethods.SplitCounts(things, shares, shares.Length, counts).ThrowIfFailed();
        return new[] { counts[0], Validation is null ? 0 : counts[1], Test is null ? 0 : counts[counts.Length - 1] };
    }

    private static long Rows(double? size, long things) =>
        size is null ? 0 : size < 1 ? (long)Math.Floor(size.Value * things) : (long)Math.Min(size.Value, MostRows);

    private long[] Draw(long[] counts, long things)
    {
        if (Generator is null)
        {
            return StopFlag.Rows(things).Select(row => (long)row).ToArray();
        }

        long[] drawn = counts[3] > 0 ? counts : counts.Take(3).ToArray();
        using Tensor? classes = Stratify ? parts.Classes() : null;
        using Tensor rows = Tensor.Uninitialized(DType.Int64, new[] { things });
        TensorHandle stratum = classes?.Handle ?? TensorHandle.None;
        Generator.Use(stream =>
            NativeMethods.SplitRows(things, drawn, drawn.Length, stream, stratum, rows.Handle));
        return (long[])rows.ToArray();
    }
}
