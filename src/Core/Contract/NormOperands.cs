using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>
/// What a normalisation has beside its input: each may be absent (null), and comes with its number of values.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NormOperands
{
    public void* Weight;
    public long WeightCount;
    public void* Bias;
    public long BiasCount;
    public void* RunningMean;
    public long RunningMeanCount;
    public void* RunningVar;
    public long RunningVarCount;

    /// <summary>
    /// Statistics that the forward pass writes and the backward pass reads; their lengths follow from the shape.
    /// </summary>
    public void* Mean;
    public void* InverseStd;

    /// <summary>Only of a backward pass, which they make of a call.</summary>
    public void* GradOutput;
    public long GradOutputCount;
    public void* GradInput;
    public void* GradWeight;
    public void* GradBias;
}
