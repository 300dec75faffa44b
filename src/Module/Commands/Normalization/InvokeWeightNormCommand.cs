using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gives the rows of a weight the magnitudes that are asked for, and leaves their directions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WeightNorm")]
[OutputType(typeof(Tensor), typeof(WeightNormGradient))]
public sealed class InvokeWeightNormCommand : TensorCommand
{
    /// <summary>The dimension that keeps its norms, from -2 on counted from the back; $null (or -1, as in PyTorch) for
    /// one norm of everything.</summary>
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
        int dimension = Axis(input.Rank);
        Tensor? gradOutput = NormalizationCall.TypedGradient(input, GradOutput);
        return Normalization.Weight(input, dimension, Magnitudes(input, dimension), gradOutput);
    }

    // -1 is PyTorch's other word for None; only the numbers below it count from the back.
    private int Axis(int rank) =>
        Dimension is null ? -1 : Dimension < -1 && Dimension >= -rank ? Dimension.Value + rank : Dimension.Value;

    private Tensor Magnitudes(Tensor input, int dimension)
    {
        Tensor given = NormalizationCall.Typed(nameof(Magnitude), Magnitude, input.DType);
        if (dimension < -1 || dimension >= input.Rank)
        {
            return given; // the dimension is refused with the rest
        }

        long norms = dimension == -1 ? 1 : input.Dimensions[dimension];
        if (given.Rank != 0 || dimension == -1)
        {
            string what = dimension == -1 ? "for the whole weight" : $"for each index of dimension {dimension}";
            NormalizationCall.CheckLength("g", given, norms, nameof(Magnitude), what);
            return given;
        }

        Tensor all = Tensor.Uninitialized(input.DType, new[] { norms });
        all.Fill(given);
        return all;
    }
}
