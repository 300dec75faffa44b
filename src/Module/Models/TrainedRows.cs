using System.Collections;

namespace NormTools;

/// <summary>Which stored rows a model was trained on, in this session: what it says of them says little of new ones.</summary>
/// <remarks>Parts of a data set share its memory, by which they are known again, as long as it is there.</remarks>
internal sealed class TrainedRows
{
    private readonly WeakReference<Tensor> feature;
    private readonly WeakReference<Tensor>? target;
    private readonly BitArray? rows; // of the stored ones; null for all

    private TrainedRows(Dataset raw)
    {
        feature = new WeakReference<Tensor>(raw.StoredFeature);
        target = raw.StoredTarget is null ? null : new WeakReference<Tensor>(raw.StoredTarget);
        if (raw.Rows is { } some)
        {
            rows = new BitArray(checked((int)raw.StoredFeature.Dimensions[0]));
            foreach (long row in (long[])some.ToArray())
            {
                rows[(int)row] = true;
            }
        }
    }

    public static TrainedRows Of(Dataset data) => new TrainedRows(data.Raw);

    /// <summary>How many of the rows it was trained on.</summary>
    public long CountIn(Dataset data)
    {
        Dataset raw = data.Raw;
        bool isSame = Is(feature, raw.StoredFeature) || (target is not null && Is(target, raw.StoredTarget));
        return !isSame ? 0
            : rows is null ? data.Count
            : raw.Rows is { } some ? ((long[])some.ToArray()).LongCount(row => rows[(int)row])
            : rows.Cast<bool>().LongCount(isTrained => isTrained);
    }

    private static bool Is(WeakReference<Tensor> known, Tensor? other) =>
        known.TryGetTarget(out Tensor own) && ReferenceEquals(own, other);
}
