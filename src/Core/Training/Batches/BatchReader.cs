using NormTools.Contract;
using NormTools.Core.Losses;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>Gathers batches from the caller's samples, converting and scaling them on the way.</summary>
internal sealed unsafe partial class BatchReader
{
    /// <summary>Values in one part; a single part never wakes a helper thread.</summary>
    private const int Part = 1 << 15;

    /// <summary>Up to this width a loop is faster than a call to a copy routine.</summary>
    private const int ShortRow = 16;

    private readonly DatasetView view;

    /// <exception cref="CoreException">InvalidDataset, RowOutOfRange, FeatureWidthMismatch: the view contradicts itself
    /// or the model.</exception>
    public BatchReader(in DatasetView view, int features, string name)
    {
        this.view = view;
        Name = name;
        DatasetChecks.Structure(view, features, name);
    }

    /// <summary>Its name in messages: "training data".</summary>
    public string Name { get; }

    public ref readonly DatasetView View => ref view;

    public long Count => view.RowCount;

    public int FeatureWidth => (int)view.FeatureWidth;

    /// <summary>The features in the caller's memory if batches can be read in place (float32, in order, unscaled);
    /// otherwise null.</summary>
    public float* Direct => view.FeatureDType == (int)DType.Float32 && view.Rows is null && view.ScaleCount == 0
        ? (float*)view.Features
        : null;

    /// <summary>Whether losses see scaled targets.</summary>
    public bool ScalesTargets => view.TargetOffset is not null;

    /// <summary>The stored row of sample number <paramref name="sample"/>.</summary>
    public long Row(long sample) => view.Rows is null ? sample : view.Rows[sample];

    /// <summary>Writes the features of samples <paramref name="first"/> and on, [count, features].</summary>
    /// <param name="order">The samples' order, or null for 0, 1, 2...</param>
    /// <param name="first">The first position in the order.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="destination">[count, features].</param>
    /// <param name="threads">The most threads.</param>
    public void Features(long* order, long first, int count, float* destination, int threads)
    {
        int rowsOfPart = Math.Max(1, Part / FeatureWidth);
        GatherWork work = new()
        {
            Reader = this,
            Order = order,
            First = first,
            Count = count,
            RowsOfPart = rowsOfPart,
            Destination = destination,
        };
        Workers.Run(ref work, new SizedCut(count, rowsOfPart).Parts, threads);
    }

    /// <summary>Writes class numbers, [count, width]. They were checked at the start, but the caller may have written
    /// to the memory since, and each is used as an index into the outputs.</summary>
    /// <exception cref="CoreException">LabelOutOfRange.</exception>
    private void Labels(long* order, long first, int count, int classes, int ignored, int* destination)
    {
        int width = (int)view.TargetWidth;
        long* numbers = (DType)view.TargetDType == DType.Int64 ? (long*)view.Targets : null;
        for (int i = 0; i < count; i++)
        {
            long row = Row(order is null ? first + i : order[first + i]);
            for (int j = 0; j < width; j++, destination++)
            {
                if (IsPadding(row, j))
                {
                    *destination = ignored;
                    continue;
                }

                long number = numbers is null ? -1 : numbers[(row * width) + j];
                *destination = (ulong)number < (ulong)classes ? (int)number : Label(row, j, classes, ignored);
            }
        }
    }

    // A class number of any type, or the ignored one.
    private int Label(long row, int column, int classes, int ignored)
    {
        double label = Target(row, column);
        return (label >= 0 && label < classes) || label == ignored
            ? (int)label
            : throw CoreException.InvalidData(
                "LabelOutOfRange",
                FormattableString.Invariant($"The {Name} has the class {label} in row {row}, but the model has ")
                + $"{classes} outputs: it was changed after it was checked.");
    }

    /// <summary>Writes target values, [count, width]: scaled for the loss, or in their original unit.</summary>
    private void Targets(long* order, long first, int count, float* destination, bool isScaled)
    {
        int width = (int)view.TargetWidth;
        for (int i = 0; i < count; i++)
        {
            long row = Row(order is null ? first + i : order[first + i]);
            for (int j = 0; j < width; j++)
            {
                double value = Target(row, j);
                destination[((long)i * width) + j] = (float)(isScaled ? (value - view.TargetOffset[j]) / view.TargetFactor[j] : value);
            }
        }
    }

    /// <summary>Adds the targets in their original unit to a batch whose loss sees them scaled.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="order">The samples' order, or null for 0, 1, 2...</param>
    /// <param name="first">The first position in the order.</param>
    /// <param name="destination">[rows, width]; null where they are not scaled.</param>
    public void KeepUnit(ref LossBatch batch, long* order, long first, float* destination)
    {
        if (destination is null)
        {
            return;
        }

        Targets(order, first, batch.Rows, destination, isScaled: false);
        batch.UnitTargets = destination;
        batch.TargetOffset = view.TargetOffset;
        batch.TargetFactor = view.TargetFactor;
    }

    /// <summary>Writes class numbers (int) or target values (float).</summary>
    public void ReadTargets(Loss loss, long* order, long first, int count, void* destination)
    {
        if (loss is ClassLoss { ReadsClasses: true } classes)
        {
            Labels(order, first, count, classes.Classes, classes.Ignored, (int*)destination);
        }
        else
        {
            Targets(order, first, count, (float*)destination, ScalesTargets);
        }
    }

    /// <summary>Writes the weight of each sample, unless the destination is null.</summary>
    public void Weights(long* order, long first, int count, float* destination)
    {
        for (int i = 0; destination is not null && i < count; i++)
        {
            destination[i] = view.Weights[Row(order is null ? first + i : order[first + i])];
        }
    }

    /// <summary>The class numbers of all samples, without those behind a sample's end.</summary>
    public IEnumerable<int> AllLabels()
    {
        for (long sample = 0; sample < Count; sample++)
        {
            for (int column = 0; column < view.TargetWidth; column++)
            {
                if (!IsPadding(Row(sample), column))
                {
                    yield return (int)Target(Row(sample), column);
                }
            }
        }
    }

    /// <summary>One target as stored.</summary>
    public double Target(long row, int column)
    {
        long at = (row * view.TargetWidth) + column;
        return (DType)view.TargetDType switch
        {
            DType.Float32 => ((float*)view.Targets)[at],
            DType.Float64 => ((double*)view.Targets)[at],
            DType.UInt8 => ((byte*)view.Targets)[at],
            _ => ((long*)view.Targets)[at],
        };
    }

    private void Gather(long* order, long first, int count, float* destination)
    {
        int width = FeatureWidth;
        bool isPlain = (DType)view.FeatureDType == DType.Float32 && view.ScaleCount == 0;
        for (int i = 0; i < count; i++, destination += width)
        {
            long at = Row(order is null ? first + i : order[first + i]) * width;
            if (isPlain && width <= ShortRow)
            {
                float* row = (float*)view.Features + at;
                for (int j = 0; j < width; j++)
                {
                    destination[j] = row[j];
                }

                continue;
            }

            Convert(at, destination, width);
            Scale(destination);
        }
    }

    private struct GatherWork : IParallelWork
    {
        public BatchReader Reader;
        public long* Order;
        public long First;
        public int Count;
        public int RowsOfPart;
        public float* Destination;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, RowsOfPart);
            long row = cut.First(part);
            Reader.Gather(Order, First + row, (int)cut.Length(part), Destination + (row * Reader.FeatureWidth));
        }
    }
}
