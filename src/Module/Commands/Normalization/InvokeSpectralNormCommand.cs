using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Divides a weight by the largest singular value of its matrix.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SpectralNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeSpectralNormCommand : TensorCommand
{
    /// <summary>The dimension that becomes the rows of the matrix; the others become its columns.</summary>
    [Parameter]
    [Alias("Dim")]
    [WholeNumberTransformation]
    public int Dimension { get; set; }

    /// <summary>Power iterations of this call: 1 as in training, 0 as in evaluation, many for the exact singular
    /// value.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0L, int.MaxValue - 100)]
    public long PowerIteration { get; set; } = 1;

    /// <summary>The smallest length that a vector is divided by.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-12;

    /// <summary>The left singular vector so far (u), one value for each row; improved in place.</summary>
    [Parameter]
    [Alias("U")]
    [OperandTransformation]
    public Tensor? LeftVector { get; set; }

    /// <summary>The right singular vector so far (v), one value for each column; improved in place.</summary>
    [Parameter]
    [Alias("V")]
    [OperandTransformation]
    public Tensor? RightVector { get; set; }

    /// <summary>The seed, as for torch.manual_seed, that vectors are drawn from if they are not given.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw them from instead of a seed; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>The gradient of the result, in its shape; if given, the weight's gradient is written instead.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? GradOutput { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        foreach (string parameter in new[] { nameof(PowerIteration), nameof(Epsilon) })
        {
            if (LeftVector is not null && GradOutput is not null && MyInvocation.BoundParameters.ContainsKey(parameter))
            {
                ThrowTerminatingError(Errors.NothingUpdated(parameter, nameof(GradOutput)).ToErrorRecord(null));
            }
        }
    }

    protected override object Transform(Tensor input)
    {
        NormalizationCall.CheckInput(input);
        int dimension = TensorShape.Axis(Dimension, input.Rank);
        Tensor? gradOutput = NormalizationCall.TypedGradient(input, GradOutput);
        SpectralVectors vectors = Given(input, dimension, gradOutput is null);
        long iterations = gradOutput is null ? PowerIteration : 0;
        if (LeftVector is null)
        {
            vectors = SpectralVectors.Draw(input, dimension, Streams.Choose(Generator, Seed));
            iterations = SpectralVectors.InitialIterations + PowerIteration;
        }

        // Vectors that a script gave are changed at the end, and together.
        SpectralVectors improved = LeftVector is null ? vectors : vectors.Copy();
        Tensor result = Normalization.Spectral(
            input, dimension, improved, iterations, Epsilon, gradOutput, out double sigma);
        if (LeftVector is not null && iterations > 0)
        {
            StopFlag.Whole(() => vectors.Take(improved));
        }

        WriteVerbose(SpectralVectors.Report(input, sigma, iterations, LeftVector is null));
        return gradOutput is null ? result : new NormalizationGradient { Input = result };
    }

    private SpectralVectors Given(Tensor input, int dimension, bool forward)
    {
        if (LeftVector is null || RightVector is null)
        {
            return LeftVector is null && RightVector is null ? default
                : LeftVector is null ? throw Errors.NoEffect(nameof(RightVector), nameof(LeftVector))
                : throw Errors.NoEffect(nameof(LeftVector), nameof(RightVector));
        }

        if (Seed is not null || Generator is not null)
        {
            throw Errors.NothingToDraw(nameof(LeftVector), nameof(RightVector));
        }

        if (forward && PowerIteration > 0)
        {
            NormalizationCall.CheckUpdated(
                new (string, Tensor?)[] { (nameof(LeftVector), LeftVector), (nameof(RightVector), RightVector) },
                (nameof(InputObject), input));
        }

        return SpectralVectors.Of(
            input, dimension, NormalizationCall.Typed(nameof(LeftVector), LeftVector, input.DType),
            NormalizationCall.Typed(nameof(RightVector), RightVector, input.DType));
    }
}
