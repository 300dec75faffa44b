using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Divides each sample by its root mean square over the last dimensions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RmsNorm", DefaultParameterSetName = Piped)]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeRmsNormCommand : TensorCommand
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = Piped, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation]
    public override Tensor InputObject { get; set; } = null!;

    /// <summary>The sizes of the last dimensions, which are normalised together.</summary>
    [Parameter(ParameterSetName = Piped, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [WholeNumberTransformation(As = typeof(long[]), IsShape = true)]
    public long[] NormalizedShape { get; set; } = null!;

    /// <summary>The factors of the normalised values, in the normalised shape.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? Weight { get; set; }

    /// <summary>Added to the mean square before the root; by default the machine epsilon of the input's type.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? Epsilon { get; set; }

    /// <summary>The gradient of the output, in the input's shape; if given, gradients are written instead.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override object Transform(Tensor input)
    {
        using var call = new NormalizationCall(input);
        call.Take(Weight, null, GradOutput);
        NormalizationCall.CheckRowParameter("weight", Weight, NormalizedShape);
        Normalization.Rms(call, NormalizedShape, Epsilon);
        return call.Result;
    }
}
