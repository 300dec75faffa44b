using NormTools.Native;

namespace NormTools;

/// <summary>Divides a data set into training, validation and test part.</summary>
internal sealed class DatasetDivision
{
    private readonly Dataset data;

    public DatasetDivision(Dataset data) => this.data = data;

    /// <summary>Below 1 a share of the rows, else a number of them; null for no such part.</summary>
    public double? Validation { get; set; }

    /// <inheritdoc cref="Validation"/>
    public double? Test { get; set; }

    /// <summary>What draws the rows; null takes them in their order.</summary>
    public RandomGenerator? Generator { get; set; }

    /// <summary>The seed that the generator was made of, to be told by the split.</summary>
    public ulong? Seed { get; set; }

    public bool Stratify { get; set; }

    public bool Standardize { get; set; }

    /// <summary>Steps to fit on the training part; null for none.</summary>
    public Preprocessor? Preprocessor { get; set; }

    /// <summary>What could not be done well, a sentence each, after <see cref="Split"/>.</summary>
    public List<string> Warnings { get; } = new List<string>();

    public DatasetSplit Split()
    {
        long[] counts = Counts();
        long[] rows = Draw(counts);
        var own = new long[counts.Length][];
        long start = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            own[i] = new long[counts[i]];
            Array.Copy(rows, start, own[i], 0, counts[i]);
            start += counts[i];
        }

        Dataset whole = Preprocessor is null ? data : Prepare(data.Part(own[0]));
        Dataset?[] parts = Array.ConvertAll(own, part => part.Length > 0 ? whole.Part(part) : null);
        if (Preprocessor is null && (Standardize || data.FitsOnSplit))
        {
            parts[0]!.RefuseSetAside();
            Standardization fitted = parts[0]!.Fit();
            if (!data.FitsOnSplit && parts[0]!.LostDigits(fitted) is string lost) // else it has been said
            {
                Warnings.Add(lost);
            }

            Array.ForEach(parts, part => part?.Standardize(fitted));
        }

        SetAside(parts[1], "validation");
        SetAside(parts[2], "test");
        return new DatasetSplit(parts[0]!, parts[1], parts[2])
        {
            Seed = Seed,
            IsShuffled = Generator is not null,
            IsStratified = Stratify,
        };
    }

    // All rows, as the steps make them that are fitted on the training part.
    private Dataset Prepare(Dataset training)
    {
        if (data.FitsOnSplit)
        {
            throw Errors.StandardizedAlready();
        }

        Preprocessor fitted = training.Fit(Preprocessor!);
        Warnings.AddRange(fitted.Notes);
        return data.PrepareWith(fitted, Warnings.Add);
    }

    private static void SetAside(Dataset? part, string purpose)
    {
        if (part is not null)
        {
            part.SetAsideFor ??= purpose;
        }
    }

    /// <summary>
    /// Rows of the training, validation and test part; shares are counted as PyTorch's random_split counts them.
    /// </summary>
    private long[] Counts()
    {
        var wanted = new[] { ("Validation", Validation), ("Test", Test) };
        if (wanted.All(part => part.Item2 is null))
        {
            throw Errors.Invalid("NothingToSplit", "-Test, -Validation or both say what is to be split off.");
        }

        foreach ((string name, double? size) in wanted)
        {
            if (size is { } value
                && (!(value > 0) || double.IsInfinity(value) || (value >= 1 && value != Math.Floor(value))))
            {
                throw Errors.PartSize(name, value);
            }
        }

        long[] counts = wanted.All(part => part.Item2 is null or < 1)
            ? Shares()
            : new[] { 0L }.Concat(wanted.Select(part => Rows(part.Item2))).ToArray();
        counts[0] = data.Count - counts[1] - counts[2];
        if (counts[0] <= 0)
        {
            throw Errors.NothingToTrainOn(data.Count, counts[1], counts[2]);
        }

        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i].Item2 is not null && counts[i + 1] == 0)
            {
                throw Errors.EmptySplitPart(wanted[i].Item1, wanted[i].Item2!.Value, data.Count);
            }
        }

        return counts;
    }

    private long[] Shares()
    {
        double training = 1 - (Validation ?? 0) - (Test ?? 0);
        if (training <= 0)
        {
            throw Errors.NothingToTrainOn(data.Count, Rows(Validation), Rows(Test));
        }

        double[] shares = new[] { training, Validation, Test }
            .Where(share => share is not null)
            .Select(share => share!.Value)
            .ToArray();
        var counts = new long[shares.Length];
        NativeMethods.SplitCounts(data.Count, shares, shares.Length, counts).ThrowIfFailed();
        return new[] { counts[0], Validation is null ? 0 : counts[1], Test is null ? 0 : counts[counts.Length - 1] };
    }

    private long Rows(double? size) =>
        size is null ? 0 : size < 1 ? (long)Math.Floor(size.Value * data.Count) : (long)size.Value;

    private long[] Draw(long[] counts)
    {
        if (Generator is null)
        {
            return Enumerable.Range(0, checked((int)data.Count)).Select(row => (long)row).ToArray();
        }

        using Tensor? classes = Stratify ? Classes() : null;
        using Tensor rows = Tensor.Uninitialized(DType.Int64, new[] { data.Count });
        TensorHandle stratum = classes?.Handle ?? TensorHandle.None;
        Generator.Use(stream =>
            NativeMethods.SplitRows(data.Count, counts, counts.Length, stream, stratum, rows.Handle));
        return (long[])rows.ToArray();
    }

    private Tensor Classes()
    {
        if (data.ClassCounts is not { } counts)
        {
            throw Errors.Invalid("NotClasses", "-Stratify keeps the shares of classes, and the data set has none.");
        }

        foreach (string name in counts.Keys)
        {
            if (counts[name] is 1L)
            {
                throw Errors.Data(
                    "ClassTooSmall", $"Class '{name}' has one row only, so -Stratify cannot share it between parts.");
            }
        }

        return data.Target!;
    }
}
