using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Damps each value by the squares of its neighbours in other channels.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LocalResponseNorm", DefaultParameterSetName = Piped)]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeLocalResponseNormCommand : TensorCommand
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = Piped, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation]
    public override Tensor InputObject { get; set; } = null!;

    /// <summary>The number of channels in a window.</summary>
    [Parameter(ParameterSetName = Piped, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 1)]
    [WholeNumberTransformation(As = typeof(long))]
    public long Size { get; set; }

    /// <summary>The factor of the window's average square.</summary>
    [Parameter]
    [NumberTransformation]
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent.</summary>
    [Parameter]
    [NumberTransformation]
    public double Beta { get; set; } = 0.75;

    /// <summary>Added to the average.</summary>
    [Parameter]
    [NumberTransformation]
    public double K { get; set; } = 1;

    /// <summary>The gradient of the output, in the input's shape; if given, the input's gradient is written
    /// instead.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override object Transform(Tensor input)
    {
        NormalizationCall.CheckInput(input);
        Tensor? gradient = NormalizationCall.TypedGradient(input, GradOutput);
        Tensor result = Normalization.LocalResponse(input, gradient, Size, Alpha, Beta, K);
        return gradient is null ? result : new NormalizationGradient { Input = result };
    }
}
