using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>A normalisation with weight and bias: the normalised tensor, or its gradients.</summary>
public abstract class NormalizationCommand : TensorCommand
{
    /// <summary>What the normalised values are multiplied by (gamma).</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>What is added to the product (beta).</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Bias { get; set; }

    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The gradient of the output, in the input's shape: the gradients are what is written then.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override object Transform(Tensor input)
    {
        using var call = new NormalizationCall(input);
        call.Take(Weight, Bias, GradOutput);
        if (WritesInPlace)
        {
            StopFlag.Whole(() => Call(call));
        }
        else
        {
            Call(call);
        }

        return call.Result;
    }

    /// <summary>Whether it changes more than its result, so that it is not broken off in the middle.</summary>
    internal virtual bool WritesInPlace => false;

    /// <summary>Takes what else the normalisation has, and calls it.</summary>
    internal abstract void Call(NormalizationCall call);
}
