using System.IO.Hashing;
using NormTools.Contract;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>Identifies samples, their order and their scale.</summary>
internal static unsafe class DataFingerprint
{
    private const long SampleRows = 1024;

    /// <summary>A hash of all rows in use, as text; empty without data.</summary>
    public static string Of(BatchReader? data) => Of(data, 1);

    /// <summary>A hash of some rows from the whole of the data, which takes no time worth mentioning.</summary>
    public static string OfSample(BatchReader? data) => Of(data, Math.Max(1, (data?.Count ?? 0) / SampleRows));

    private static string Of(BatchReader? data, long stride)
    {
        if (data is null)
        {
            return string.Empty;
        }

        ref readonly DatasetView view = ref data.View;
        XxHash3 hash = new();
        Add(hash, view.Scale, view.ScaleCount, sizeof(float));
        Add(hash, view.Shift, view.ScaleCount, sizeof(float));
        Add(hash, view.TargetOffset, view.TargetWidth, sizeof(double));
        Add(hash, view.TargetFactor, view.TargetWidth, sizeof(double));
        long featureBytes = view.FeatureWidth * Size(view.FeatureDType);
        long targetBytes = view.TargetWidth * Size(view.TargetDType);
        for (long sample = 0; sample < data.Count; sample += stride)
        {
            long row = data.Row(sample);
            Add(hash, (byte*)view.Features + (row * featureBytes), featureBytes, 1);
            Add(hash, view.Weights is null ? null : view.Weights + row, 1, sizeof(float));
            Add(hash, view.Lengths is null ? null : view.Lengths + row, 1, sizeof(long));
            Add(hash, view.Targets is null ? null : (byte*)view.Targets + (row * targetBytes), targetBytes, 1);
        }

        return Convert.ToHexString(hash.GetCurrentHash());
    }

    private static void Add(XxHash3 hash, void* values, long count, int size)
    {
        long bytes = values is null ? 0 : checked(count * size);
        for (long start = 0; start < bytes; start += Slices.Bytes)
        {
            Cancellation.ThrowIfRequested();
            hash.Append(new ReadOnlySpan<byte>((byte*)values + start, (int)Math.Min(Slices.Bytes, bytes - start)));
        }
    }

    private static int Size(int type) => (DType)type switch
    {
        DType.UInt8 => sizeof(byte),
        DType.Float32 => sizeof(float),
        _ => sizeof(double),
    };
}
