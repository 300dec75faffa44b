using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>A normalisation with weight and bias; it writes the normalised tensor, or gradients.</summary>
public abstract class NormalizationCommand : TensorCommand
{
    /// <summary>The factors of the normalised values (gamma).</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>Added to the product (beta).</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Bias { get; set; }

    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The gradient of the output, in the input's shape; if given, gradients are written instead.</summary>
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

    /// <summary>Whether it changes tensors in place, so that Ctrl+C must not stop it halfway.</summary>
    internal virtual bool WritesInPlace => false;

    /// <summary>Adds the normalisation's other operands to the call, and makes it.</summary>
    internal abstract void Call(NormalizationCall call);
}
