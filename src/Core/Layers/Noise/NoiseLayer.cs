using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>A noise layer: y = factor x + shift in training, with random factors and shifts; the identity in
/// evaluation.</summary>
internal abstract class NoiseLayer(LayerArguments arguments) : Layer(arguments)
{
    /// <summary>Whether there are shifts.</summary>
    public virtual bool Shifts => false;

    /// <summary>Whether it draws from the stream.</summary>
    public virtual bool Draws => true;

    /// <summary>Whether it does anything in training.</summary>
    protected abstract bool IsOn { get; }

    /// <summary>Draws a batch's factors and shifts from the pass's stream.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="factors">[rows, width].</param>
    /// <param name="shifts">[rows, width], or empty.</param>
    public abstract void Draw(Pass pass, Span<float> factors, Span<float> shifts);

    public override Value Emit(PlanBuilder plan, Value x) => plan.Training && IsOn
        ? plan.Append(new NoiseOperation(this, x.Width) { Name = Path, Input = x, Output = new Value(x.Width) })
        : x;

    protected override long[] Infer(long[] input) => input;

    protected override int? StepAxis(int axis) => axis;

    /// <summary>One draw for each of a number of equally long runs: 0 with probability p, else 1 / (1 - p).</summary>
    protected static void DrawRuns(Pass pass, Span<float> factors, int runs, double p)
    {
        Span<float> drawn = factors[..runs]; // spread from the end, so that no draw is overwritten unread
        if (p < 1)
        {
            pass.Generator!.Bernoulli(drawn, 1 - p);
        }
        else
        {
            drawn.Clear();
        }

        int length = factors.Length / runs;
        float factor = 1f / (float)(1 - p);
        for (int i = runs - 1; i >= 0; i--)
        {
            factors.Slice(i * length, length).Fill(drawn[i] == 0 ? 0 : factor);
        }
    }
}
