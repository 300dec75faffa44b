using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Training;

namespace NormTools.Core.Tests;

/// <summary>Samples in pinned memory, as a caller of the library holds them.</summary>
internal sealed unsafe class Samples
{
    // Views are pointers, which keep nothing alive: what they point at stays until the tests end.
    private static readonly ConcurrentBag<Array> Kept = [];

    private Samples()
    {
    }

    public DatasetView View { get; private set; }

    public static Samples Classes(float[] features, long[] labels)
    {
        Samples samples = new();
        samples.View = new DatasetView
        {
            Features = samples.Pin(features),
            Targets = samples.Pin(labels),
            StoredRows = labels.Length,
            RowCount = labels.Length,
            FeatureWidth = labels.Length == 0 ? 1 : features.Length / labels.Length,
            TargetWidth = 1,
            FeatureDType = (int)DType.Float32,
            TargetDType = (int)DType.Int64,
        };
        return samples;
    }

    public static Samples Values(float[] features, float[] targets, int rows)
    {
        Samples samples = new();
        samples.View = new DatasetView
        {
            Features = samples.Pin(features),
            Targets = samples.Pin(targets),
            StoredRows = rows,
            RowCount = rows,
            FeatureWidth = features.Length / rows,
            TargetWidth = targets.Length / rows,
            FeatureDType = (int)DType.Float32,
            TargetDType = (int)DType.Float32,
        };
        return samples;
    }

    /// <summary>Classes that lie in balls around points on a circle, deterministic in the seed.</summary>
    public static Samples Balls(int rows, int width, int classes, int seed)
    {
        System.Random random = new(seed);
        float[] features = new float[rows * width];
        long[] labels = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            labels[row] = row % classes;
            for (int column = 0; column < width; column++)
            {
                double center = Math.Cos((2 * Math.PI * labels[row] / classes) + column);
                features[(row * width) + column] = (float)(center + random.NextDouble() - 0.5);
            }
        }

        return Classes(features, labels);
    }

    public Samples With(Func<DatasetView, DatasetView> change)
    {
        View = change(View);
        return this;
    }

    public T* Pin<T>(T[] values)
        where T : unmanaged
    {
        T[] pinned = GC.AllocateUninitializedArray<T>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        Kept.Add(pinned);
        return (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
    }

    public BatchReader Reader(int width, string name = "training data") => new(View, width, name);
}
