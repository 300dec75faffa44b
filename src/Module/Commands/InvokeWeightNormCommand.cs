using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gives the rows of a weight the magnitudes that are asked for, and leaves their directions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WeightNorm")]
[OutputType(typeof(Tensor), typeof(WeightNormGradient))]
public sealed class InvokeWeightNormCommand : TensorCommand
{
    /// <summary>The dimension that keeps its norms; $null (or -1, as in PyTorch) for one norm of everything.</summary>
    [Parameter]
    [Alias("Dim")]
    [AllowNull]
    [WholeNumberTransformation]
    public int? Dimension { get; set; } = 0;

    /// <summary>The magnitudes (g), one a norm; a single number stands for all.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("G")]
    [OperandTransformation]
    public Tensor Magnitude { get; set; } = null!;

    /// <summary>The gradient of the result, in its shape: the gradients are what is written then.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override object Transform(Tensor input)
    {
        NormalizationCall.CheckInput(input);
        int dimension = Dimension ?? -1;
        Tensor? gradOutput = NormalizationCall.TypedGradient(input, GradOutput);
        return Normalization.Weight(input, dimension, Magnitudes(input, dimension), gradOutput);
    }

    private Tensor Magnitudes(Tensor input, int dimension)
    {
        Tensor given = NormalizationCall.Typed(nameof(Magnitude), Magnitude, input.DType);
        if (given.Rank != 0 || dimension < 0 || dimension >= input.Rank)
        {
            return given;
        }

        Tensor all = Tensor.Uninitialized(input.DType, new[] { input.Dimensions[dimension] });
        all.Fill(given);
        return all;
    }
}
