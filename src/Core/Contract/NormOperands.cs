using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>
/// The operands of a normalisation besides its input: each may be absent (null) and comes with its number of values.
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

    /// <summary>Present only in a backward pass; GradOutput is what makes a call one.</summary>
    public void* GradOutput;
    public long GradOutputCount;
    public void* GradInput;
    public void* GradWeight;
    public void* GradBias;
}
