using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises each sample over its last dimensions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "LayerNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeLayerNormCommand : NormalizationCommand
{
    /// <summary>The sizes of the last dimensions, which are normalised together.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [WholeNumberTransformation]
    public long[] NormalizedShape { get; set; } = null!;

    internal override void Call(NormalizationCall call)
    {
        NormalizationCall.CheckRowParameter("weight", Weight, NormalizedShape);
        NormalizationCall.CheckRowParameter("bias", Bias, NormalizedShape);
        Normalization.Layer(call, NormalizedShape, Epsilon);
    }
}
