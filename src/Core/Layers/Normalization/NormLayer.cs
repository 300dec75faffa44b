using NormTools.Core.Graph;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>What a normalisation's statistics are taken over.</summary>
/// <param name="OverBatch">Whether they are taken over the samples of a batch, channel by channel; otherwise each
/// belongs to one sample.</param>
/// <param name="ValuesOfSample">How many values of one sample go into a statistic.</param>
/// <param name="Eps">Added to the variance, or the mean square, before the root.</param>
/// <param name="Centers">Whether the mean is subtracted; otherwise the values are divided by their root mean
/// square.</param>
internal sealed record NormScope(bool OverBatch, int ValuesOfSample, double Eps, bool Centers = true)
{
    /// <summary>Whether evaluation uses running statistics.</summary>
    public bool Tracks { get; init; }

    /// <summary>The weight of a new batch in the running statistics; null for a cumulative average.</summary>
    public double? Momentum { get; init; }
}

/// <summary>A normalisation, with an optional weight and bias.</summary>
internal abstract class NormLayer(LayerArguments arguments) : Layer(arguments)
{
    /// <summary>What its statistics are taken over; known once it is built.</summary>
    public abstract NormScope Scope { get; }

    public override string? Family => "normalisation";

    public StateEntry? Weight { get; private set; }

    public StateEntry? Bias { get; private set; }

    protected int Channels => (int)InputShape[0];

    /// <summary>The number of values in one channel of one sample.</summary>
    protected int Inner => InputCount / Channels;

    public override void Initialize(Generator generator) => Weight?.Span.Fill(1);

    protected void DeclareAffine(bool hasWeight, bool hasBias, params long[] shape)
    {
        Weight = hasWeight ? Parameter("weight", StateRole.Scale, shape) : null;
        Bias = hasBias ? Parameter("bias", StateRole.Shift, shape) : null;
    }
}

/// <summary>Common base of the normalisation passes: they keep their input, and a ReLU may be fused into
/// them.</summary>
internal abstract unsafe class NormOperation(NormLayer layer, PlanBuilder plan) : RectifyingOperation
{
    private readonly float* weightGradient = plan.Gradient(layer.Weight);
    private readonly float* biasGradient = plan.Gradient(layer.Bias);

    public override string Kind => layer.Type;

    public override bool HasParameters => layer.Weight is not null;

    public override bool KeepsInput => true;

    public override bool InPlace => true;

    public override bool GradientInPlace => true;

    protected PlanBuilder Plan => plan;

    protected ReadOnlySpan<float> Weight => StateEntry.SpanOf(layer.Weight);

    protected ReadOnlySpan<float> Bias => StateEntry.SpanOf(layer.Bias);

    protected Span<float> WeightGradient => Check.Optional(weightGradient, layer.Weight?.Count ?? 0);

    protected Span<float> BiasGradient => Check.Optional(biasGradient, layer.Bias?.Count ?? 0);

    protected ReadOnlySpan<float> X(Pass pass) => new(Input.Pointer, pass.Rows * Input.Width);

    protected Span<float> Y(Pass pass) => new(Output.Pointer, pass.Rows * Output.Width);

    /// <summary>The output if a ReLU was fused, whose gradient needs it; otherwise empty.</summary>
    protected ReadOnlySpan<float> Rectified(Pass pass) => Rectifies ? Y(pass) : default;

    protected ReadOnlySpan<float> OutputGradient(Pass pass) => new(Output.Gradient, pass.Rows * Output.Width);

    protected Span<float> InputGradient(Pass pass) => Check.Optional(Input.Gradient, pass.Rows * Input.Width);
}
