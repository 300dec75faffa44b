using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>The samples as tensors, the parts, the scaling.</content>
public sealed partial class Dataset
{
    private const float LargestByte = 255;

    /// <summary>
    /// The features as a model sees them, [Count, ...]: the rows of this part, scaled. It is a new tensor, unless the
    /// data set has all rows unscaled: then a view of the stored one.
    /// </summary>
    public Tensor Feature
    {
        get
        {
            ThrowIfUnprepared();
            StoredFeature.ThrowIfDisposed();
            DType type = Scale is null ? StoredFeature.DType : DType.Float32;
            Tensor feature = Rows is null && Scale is null
                ? StoredFeature.Reshape(StoredFeature.Shape)
                : Gather(StoredFeature, type, Scale, Shift);
            feature.Source = SampleSource.Of(Preprocessor ?? preparedBefore, SetAsideFor);
            if (HasNamedColumns)
            {
                feature.ColumnNames = FeatureNames;
                feature.Categories = Categories;
            }

            return feature;
        }
    }

    /// <summary>
    /// The target: Int64 [Count] class numbers, or Float32 [Count, outputs]; null if there is none.
    /// </summary>
    public Tensor? Target => OwnRows(StoredTarget);

    /// <summary>The weight of each row, Float32 [Count]; null if all are equal.</summary>
    public Tensor? SampleWeight => OwnRows(StoredWeight);

    /// <summary>The steps of each row that are no padding, Int64 [Count]; null if all are.</summary>
    public Tensor? SequenceLength => OwnRows(StoredLength);

    /// <summary>The number of rows of each class, by its name, in the order of the classes; null for a
    /// regression.</summary>
    public OrderedDictionary? ClassCounts
    {
        get
        {
            if (ClassNames is null)
            {
                return null;
            }

            var counts = new long[ClassNames.Length];
            foreach (long number in StopFlag.Each((long[])Target!.ToArray()))
            {
                if (number < 0 || number >= counts.Length)
                {
                    throw Errors.Data(
                        "LabelOutOfRange",
                        FormattableString.Invariant($"The target holds the class {number}, but there are {counts.Length} classes: ")
                        + "it was changed after the data set had been made.");
                }

                counts[number]++;
            }

            var result = new OrderedDictionary(StringComparer.Ordinal);
            for (int i = 0; i < counts.Length; i++)
            {
                result.Add(ClassNames[i], counts[i]);
            }

            return result;
        }
    }

    /// <summary>Whether a split fits the standardisation again, on its training part.</summary>
    internal bool FitsOnSplit { get; set; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Text.Count(Count, "row")} of {Text.Count(FeatureWidth, "feature")}"
            + (Source is null ? string.Empty : $" ({Source})");

    /// <summary>Rows, features, target and scaling as text.</summary>
    public string ToDisplayString() => DatasetDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => DatasetDisplay.View(this, width);

    /// <summary>A data set of samples without targets, [rows, ...]; bytes are scaled to 0 to 1, as in any data
    /// set.</summary>
    internal static Dataset Samples(Tensor input)
    {
        var data = new Dataset(input, null);
        if (input.DType == DType.UInt8)
        {
            data.ScaleBytes();
        }

        return data;
    }

    /// <summary>The data set in the value of a parameter such as -Data or -Like; the training part of a
    /// split.</summary>
    /// <exception cref="NormToolsException">It is something else.</exception>
    internal static Dataset ForTraining(object? value)
    {
        object? basic = Unwrapped.Of(value);
        return (basic as DatasetSplit)?.Train ?? basic as Dataset ?? throw Errors.NotADataset(value, basic is Tensor);
    }

    /// <summary>A data set of some of the rows; it shares the memory of this one.</summary>
    /// <param name="rows">Row numbers within this part, in order.</param>
    internal Dataset Part(long[] rows)
    {
        long[] own = rows;
        if (Rows is not null)
        {
            var numbers = (long[])Rows.ToArray();
            rows = StopFlag.ConvertAll(rows, row => numbers[row]);
        }

        Dataset part = WithSamples(StoredFeature);
        part.Rows = TensorReader.Read(rows, DType.Int64);
        part.Scale = Scale;
        part.Shift = Shift;
        part.Standardization = Standardization;
        part.preprocessor = preprocessor;
        part.shortForm = shortForm;
        part.raw = raw?.Part(own);
        part.SetAsideFor = SetAsideFor;
        return part;
    }

    /// <summary>The same samples with another shape of a row.</summary>
    /// <exception cref="NormToolsException">The shape has another number of values.</exception>
    internal Dataset WithFeatureShape(long[] shape)
    {
        TensorShape.Check(shape);
        if (TensorShape.Count(shape) != FeatureWidth)
        {
            throw Errors.FeatureShape(shape, FeatureShape);
        }

        Dataset result = WithSamples(StoredFeature.Reshape(new[] { StoredRows }.Concat(shape).ToArray()));
        result.Rows = Rows;
        result.Scale = Scale;
        result.Shift = Shift;
        result.Standardization = Standardization;
        result.FitsOnSplit = FitsOnSplit;
        return result;
    }

    /// <summary>Makes a model see bytes as 0 to 1.</summary>
    internal void ScaleBytes()
    {
        Scale = TensorReader.Read(new[] { 1 / LargestByte }, DType.Float32);
        Shift = Tensor.Zeros(DType.Float32, 1);
    }

    // The pixels of a channel are one quantity: they share a mean and a standard deviation, as in torchvision.
    private int Channels => StoredFeature.DType != DType.UInt8 || FeatureShape.Length < 2 ? checked((int)FeatureWidth)
        : FeatureShape.Length == 2 ? 1
        : checked((int)FeatureShape[0]);

    /// <summary>A warning about features that vary so little compared with their size that Float32 loses most of it, or
    /// null.</summary>
    internal string? LostDigits(Standardization fitted)
    {
        const double Digits = 1 << 24;
        int[] lost = StoredFeature.DType != DType.Float32
            ? Array.Empty<int>()
            : Enumerable.Range(0, fitted.Mean.Length).Where(i =>
            {
                double step = Math.Abs(fitted.Mean[i]) / Digits;
                return fitted.IsConstant(i) ? step >= 1 : fitted.Deviation[i] < 64 * step;
            }).ToArray();
        if (lost.Length == 0)
        {
            return null;
        }

        int first = lost[0];
        string others = lost.Length == 1 ? string.Empty : $" (and {Text.Count(lost.Length - 1, "other")})";
        string spread = fitted.IsConstant(first)
            ? "is the same everywhere"
            : $"varies by {Text.Number(fitted.Deviation[first])}";
        return $"Feature {NameOf(first)}{others} {spread} around {Text.Number(fitted.Mean[first])}: Float32 holds 7 digits, so most "
            + "of what tells its values apart is lost. Subtract a constant from the column first, such as its smallest "
            + "value.";
    }

    /// <summary>
    /// Sets the scale that standardises the features, in place of any other: value * (1 / deviation) - mean /
    /// deviation.
    /// </summary>
    internal void Standardize(Standardization standardization)
    {
        Scale = TensorReader.Read(
            standardization.Deviation.Select(deviation => (float)(1 / deviation)).ToArray(), DType.Float32);
        Shift = TensorReader.Read(
            standardization.Mean.Zip(
                standardization.Deviation, (mean, deviation) => (float)(-mean / deviation)).ToArray(), DType.Float32);
        Standardization = standardization;
        shortForm = null;
    }

    /// <summary>Takes over the standardisation of a data set whose features are the same.</summary>
    /// <exception cref="NormToolsException">It has another number of features.</exception>
    internal void StandardizeLike(Dataset other)
    {
        if (other.FeatureWidth != FeatureWidth)
        {
            throw Errors.LikeWidth(FeatureWidth, other.FeatureWidth);
        }

        if (other.Standardization is not null)
        {
            Standardize(other.Standardization);
        }
    }

    /// <summary>The rows of this part as they are stored, unscaled; a new tensor.</summary>
    internal Tensor StoredRowsOf() => Rows is null ? StoredFeature.Clone() : Gather(StoredFeature, StoredFeature.DType, null, null);

    /// <summary>The same rows with other features, as many, unscaled.</summary>
    internal Dataset WithFeature(Tensor feature)
    {
        Dataset result = WithSamples(feature);
        result.Rows = Rows;
        return result;
    }

    private Dataset WithSamples(Tensor feature) => new Dataset(feature, StoredTarget)
    {
        preparedBefore = preparedBefore,
        hasAllPrepared = hasAllPrepared,
        SetAsideFor = SetAsideFor,
        StoredWeight = StoredWeight,
        StoredLength = StoredLength,
        StoredWordCount = StoredWordCount,
        TextColumn = TextColumn,
        StepNames = StepNames,
        Windows = Windows,
        ClassNames = ClassNames,
        FeatureNames = FeatureNames,
        Columns = Columns,
        HasNumberedColumns = HasNumberedColumns,
        TargetNames = TargetNames,
        Categories = Categories,
        Source = Source,
        RowCall = RowCall,
        Reading = Reading,
        Fills = Fills,
    };

    /// <summary>The rows of this part of a tensor that has one for each stored sample.</summary>
    internal Tensor? OwnRows(Tensor? stored)
    {
        stored?.ThrowIfDisposed();
        return Rows is null || stored is null ? stored?.Reshape(stored.Shape) : Gather(stored, stored.DType, null, null);
    }

    private Tensor Gather(Tensor source, DType type, Tensor? scale, Tensor? shift)
    {
        using HandleLease stored = source.Hold();
        using HandleLease numbers = Rows?.Hold() ?? default;
        using HandleLease factors = scale?.Hold() ?? default;
        using HandleLease offsets = shift?.Hold() ?? default;
        long[] shape = source.Shape;
        shape[0] = Count;
        Tensor result = Tensor.Uninitialized(type, shape);
        NativeMethods.GatherRows(
            source.Handle,
            source.DType,
            StoredRows == 0 ? 0 : source.Count / StoredRows,
            StoredRows,
            Rows?.Handle ?? TensorHandle.None,
            Count,
            scale?.Handle ?? TensorHandle.None,
            shift?.Handle ?? TensorHandle.None,
            scale?.Count ?? 0,
            result.Handle).ThrowIfFailed();
        return result;
    }
}
