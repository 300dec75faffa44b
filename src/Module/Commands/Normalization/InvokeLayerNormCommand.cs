using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises each sample over its last dimensions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LayerNorm", DefaultParameterSetName = Piped)]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeLayerNormCommand : NormalizationCommand
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

    internal override void Call(NormalizationCall call)
    {
        NormalizationCall.CheckRowParameter("weight", Weight, NormalizedShape);
        NormalizationCall.CheckRowParameter("bias", Bias, NormalizedShape);
        Normalization.Layer(call, NormalizedShape, Epsilon);
    }
}
