using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Divides a weight by the largest singular value of its matrix.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SpectralNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeSpectralNormCommand : TensorCommand
{
    /// <summary>The dimension that gives the matrix its rows; the others are its columns.</summary>
    [Parameter]
    [Alias("Dim")]
    [WholeNumberTransformation]
    public int Dimension { get; set; }

    /// <summary>Power iterations of this call: 1 as in training, 0 as in evaluation, many for the exact value.</summary>
    [Parameter]
    [WholeNumberTransformation]
    public long PowerIteration { get; set; } = 1;

    /// <summary>The least length that a vector is divided by.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    public double Epsilon { get; set; } = 1e-12;

    /// <summary>The left singular vector so far (u), a value a row; improved in place.</summary>
    [Parameter]
    [Alias("U")]
    [OperandTransformation]
    public Tensor? LeftVector { get; set; }

    /// <summary>The right singular vector so far (v), a value a column; improved in place.</summary>
    [Parameter]
    [Alias("V")]
    [OperandTransformation]
    public Tensor? RightVector { get; set; }

    /// <summary>What torch.manual_seed would be given; the vectors are drawn from its stream where none are given.</summary>
    [Parameter]
    [SeedTransformation]
    public ulong? Seed { get; set; }

    /// <summary>The gradient of the result, in its shape: the gradient is what is written then.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override unsafe object Transform(Tensor input)
    {
        NormalizationCall.CheckInput(input);
        Tensor? gradOutput = NormalizationCall.TypedGradient(input, GradOutput);
        (Tensor u, Tensor v, long iterations) = Vectors(input, gradOutput is not null);
        int dimension = TensorShape.Axis(Dimension, input.Rank);
        Tensor result = Tensor.Uninitialized(input.DType, input.Dimensions);
        fixed (long* shape = input.Dimensions)
        {
            NativeMethods.SpectralNorm(
                input.DType, input.Handle, shape, input.Rank, dimension, u.Handle, u.Count, v.Handle, v.Count, iterations, Epsilon,
                result.Handle, out double sigma).ThrowIfFailed();
            WriteVerbose(FormattableString.Invariant($"sigma = {sigma:G9} after {iterations} power iterations"));
            if (gradOutput is null)
            {
                return result;
            }

            NativeMethods.SpectralNormBackward(
                input.DType, input.Handle, shape, input.Rank, dimension, u.Handle, u.Count, v.Handle, v.Count, sigma,
                gradOutput.Handle, gradOutput.Count, result.Handle).ThrowIfFailed();
            return new NormalizationGradient { Input = result };
        }
    }

    private (Tensor U, Tensor V, long Iterations) Vectors(Tensor input, bool gradient)
    {
        if (LeftVector is null != RightVector is null)
        {
            throw Errors.NoEffect(LeftVector is null ? nameof(RightVector) : nameof(LeftVector), LeftVector is null ? nameof(LeftVector) : nameof(RightVector));
        }

        if (LeftVector is null || RightVector is null)
        {
            (Tensor u, Tensor v) = SpectralVectors.Draw(input, Dimension, Seed ?? Seeds.Fresh());
            return (u, v, SpectralVectors.InitialIterations + PowerIteration);
        }

        long iterations = gradient ? 0 : PowerIteration;
        NormalizationCall.CheckUpdatable(nameof(LeftVector), LeftVector, iterations > 0);
        NormalizationCall.CheckUpdatable(nameof(RightVector), RightVector, iterations > 0);
        return (
            NormalizationCall.Typed(nameof(LeftVector), LeftVector, input.DType),
            NormalizationCall.Typed(nameof(RightVector), RightVector, input.DType),
            iterations);
    }
}
