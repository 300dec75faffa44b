using NormTools.Native;

namespace NormTools;

/// <summary>Samples and what is to be predicted of them. The parts of a split share the memory of the whole.</summary>
public sealed partial class Dataset
{
    internal Dataset(Tensor storedFeature, Tensor? storedTarget)
    {
        StoredFeature = storedFeature;
        StoredTarget = storedTarget;
    }

    /// <summary>Samples in this data set.</summary>
    public long Count => Rows?.Count ?? (StoredFeature.Rank == 0 ? 0 : StoredFeature.Dimensions[0]);

    /// <summary>The shape of one sample.</summary>
    public long[] FeatureShape => StoredFeature.Dimensions.Skip(1).ToArray();

    /// <summary>The names of the classes, where the target is a class number; null for a regression.</summary>
    public string[]? ClassNames { get; internal set; }

    /// <summary>The names of the columns, where they have any.</summary>
    public string[]? FeatureNames { get; internal set; }

    /// <summary>Whether the target is a class number rather than a quantity.</summary>
    public bool IsClassification => ClassNames is not null;

    /// <summary>All samples, [rows, ...], as they were read; shared by the parts of a split.</summary>
    internal Tensor StoredFeature { get; }

    /// <summary>Int64 [rows] class numbers, or Float32 [rows, outputs].</summary>
    internal Tensor? StoredTarget { get; }

    /// <summary>Int64: which rows belong to this part, in order; null for all.</summary>
    internal Tensor? Rows { get; set; }

    /// <summary>Float32 [1] or one a feature: a feature is used as value * Scale + Shift; null for as it is.</summary>
    internal Tensor? Scale { get; set; }

    /// <summary>As long as <see cref="Scale"/>.</summary>
    internal Tensor? Shift { get; set; }

    /// <summary>The view that the core reads; its tensors have to stay alive as long as the core has it.</summary>
    internal DatasetView ToView()
    {
        foreach (Tensor? part in new[] { StoredFeature, StoredTarget, Rows, Scale, Shift })
        {
            part?.ThrowIfDisposed();
        }

        long stored = StoredFeature.Rank == 0 ? 0 : StoredFeature.Dimensions[0];
        return new DatasetView
        {
            Features = StoredFeature.Handle.DangerousGetHandle(),
            Targets = StoredTarget?.Handle.DangerousGetHandle() ?? IntPtr.Zero,
            Rows = Rows?.Handle.DangerousGetHandle() ?? IntPtr.Zero,
            Scale = Scale?.Handle.DangerousGetHandle() ?? IntPtr.Zero,
            Shift = Shift?.Handle.DangerousGetHandle() ?? IntPtr.Zero,
            StoredRows = stored,
            RowCount = Count,
            FeatureWidth = FeatureShape.Aggregate(1L, (count, size) => count * size),
            TargetWidth = StoredTarget is null || stored == 0 ? 0 : StoredTarget.Count / stored,
            ScaleCount = Scale?.Count ?? 0,
            FeatureDType = (int)StoredFeature.DType,
            TargetDType = (int)(StoredTarget?.DType ?? DType.Int64),
        };
    }
}
