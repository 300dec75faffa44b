using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>The first moments and the range of a set of values.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowSummary
{
    public double Mean;

    /// <summary>Divided by the count (what normalisation layers use), not by the count less one.</summary>
    public double Variance;

    public double Minimum;
    public double Maximum;
    public long NonFinite;

    /// <summary>The summary of no values.</summary>
    public static RowSummary Empty =>
        new() { Minimum = double.PositiveInfinity, Maximum = double.NegativeInfinity };
}
