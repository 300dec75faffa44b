using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Samples in tensors of ours, as src/Core/Abi/DatasetView.cs wants them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DatasetView
{
    public IntPtr Features;
    public IntPtr Targets;
    public IntPtr Rows;
    public IntPtr Scale;
    public IntPtr Shift;
    public long StoredRows;
    public long RowCount;
    public long FeatureWidth;
    public long TargetWidth;
    public long ScaleCount;
    public int FeatureDType;
    public int TargetDType;
}
