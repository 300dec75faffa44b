using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Divides each sample by its root mean square over the last dimensions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RmsNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeRmsNormCommand : TensorCommand
{
    /// <summary>The sizes of the last dimensions, which are normalised together.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [WholeNumberTransformation]
    public long[] NormalizedShape { get; set; } = null!;

    /// <summary>What the normalised values are multiplied by, in the normalised shape.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>Added to the mean square before the root; by default the machine epsilon of the input's type.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    public double? Epsilon { get; set; }

    /// <summary>The gradient of the output, in the input's shape: the gradients are what is written then.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override unsafe object Transform(Tensor input)
    {
        using var call = new NormalizationCall(input);
        call.Take(Weight, null, GradOutput);
        NormalizationCall.CheckRowParameter("weight", Weight, NormalizedShape);
        double epsilon = Epsilon ?? (input.DType == DType.Float32 ? 1.1920928955078125e-7 : 2.220446049250313e-16);
        fixed (long* shape = input.Dimensions, normalized = NormalizedShape)
        {
            NativeMethods.RmsNorm(
                input.DType, input.Handle, shape, input.Rank, normalized, NormalizedShape.Length, call.Operands, epsilon, call.Output)
                .ThrowIfFailed();
        }

        return call.Result;
    }
}
