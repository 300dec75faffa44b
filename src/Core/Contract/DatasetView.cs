using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>Samples in the caller's memory, from which a model reads its batches: the data set is never
/// copied.</summary>
/// <remarks>
/// The struct itself is copied at the call; the memory that it points to stays the caller's, and has to live unchanged
/// for as long as the run (or the call) that reads it. A feature reaches the model as <c>value * scale + shift</c> in
/// float32.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DatasetView
{
    /// <summary>[StoredRows, FeatureWidth], row-major.</summary>
    public void* Features;

    /// <summary>[StoredRows, TargetWidth], row-major; null where only predictions are wanted.</summary>
    public void* Targets;

    /// <summary>The row numbers to use, in this order, [RowCount]; null for rows 0 to RowCount - 1.</summary>
    public long* Rows;

    /// <summary>[ScaleCount], or null where ScaleCount is 0.</summary>
    public float* Scale;

    /// <summary>[ScaleCount], or null where ScaleCount is 0.</summary>
    public float* Shift;

    /// <summary>The weight of each row in losses and metrics, [StoredRows]; null for 1.</summary>
    public float* Weights;

    /// <summary>How many steps of each row are no padding, from 1 to those of the model's input, [StoredRows]; null for all
    /// of them.</summary>
    public long* Lengths;

    /// <summary>Subtracted from each target before a loss sees it, [TargetWidth]; null for targets as they
    /// are.</summary>
    public double* TargetOffset;

    /// <summary>What each target is then divided by, [TargetWidth]; null where TargetOffset is. Metrics stay in the
    /// unit of the original targets.</summary>
    public double* TargetFactor;

    /// <summary>How many rows the memory holds; every number in Rows is below it.</summary>
    public long StoredRows;

    /// <summary>How many rows are used.</summary>
    public long RowCount;

    /// <summary>Values of one sample: the product of the model's input shape.</summary>
    public long FeatureWidth;

    /// <summary>1 for class numbers; the model's outputs for a regression; 0 without targets.</summary>
    public long TargetWidth;

    /// <summary>0 (features as they are), 1 (one factor for all), or FeatureWidth.</summary>
    public long ScaleCount;

    /// <summary>A <see cref="DType"/>.</summary>
    public int FeatureDType;

    /// <summary>A <see cref="DType"/>.</summary>
    public int TargetDType;
}
