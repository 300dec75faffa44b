using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gives the rows of a weight the given magnitudes, and keeps their directions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WeightNorm")]
[OutputType(typeof(Tensor), typeof(WeightNormGradient))]
public sealed class InvokeWeightNormCommand : TensorCommand
{
    /// <summary>The dimension that has one norm for each index; -2 and below count from the back. $null (or -1, as in
    /// PyTorch) for one norm of everything.</summary>
    [Parameter]
    [Alias("Dim")]
    [AllowNull]
    [WholeNumberTransformation]
    public int? Dimension { get; set; } = 0;

    /// <summary>The magnitudes (g), one for each norm; a single number is used for all.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("G")]
    [OperandTransformation]
    public Tensor Magnitude { get; set; } = null!;

    /// <summary>The gradient of the result, in its shape; if given, gradients are written instead.</summary>
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

    // In PyTorch -1 means None here, so only smaller numbers count from the back.
    private int Axis(int rank) =>
        Dimension is null ? -1 : Dimension < -1 && Dimension >= -rank ? Dimension.Value + rank : Dimension.Value;

    private Tensor Magnitudes(Tensor input, int dimension)
    {
        Tensor given = NormalizationCall.Typed(nameof(Magnitude), Magnitude, input.DType);
        if (dimension < -1 || dimension >= input.Rank)
        {
            return given; // the core refuses the dimension
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
