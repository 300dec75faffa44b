using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Models;
using NormTools.Core.Optimizers;

namespace NormTools.Core.Training;

/// <summary>Penalties on large weights, and the bounds they are kept within.</summary>
/// <remarks>
/// The loss gains l1 sum |w| + l2 sum w^2 over the weights of linear layers and convolutions (randomly initialised
/// parameters of two or more dimensions), so their gradient gains l1 sign(w) + 2 l2 w. proximal takes l1 out of the
/// loss: each step instead ends with w = sign(w) max(0, |w| - rate l1), which gives exact zeros. max_norm then scales
/// each unit's incoming weights: w min(norm, max_norm) / (norm + 1e-7), as Keras does. A group's own l1, l2 and
/// max_norm override the run's.
/// </remarks>
internal sealed unsafe class Penalties
{
    private readonly Amounts ofRun;
    private readonly bool isProximal;
    private (ParameterBlock Block, Amounts Amounts)[] parts = [];

    public Penalties(Arguments arguments)
    {
        ofRun = new(arguments.Number("l1", 0, 0), arguments.Number("l2", 0, 0), arguments.NumberOrNull("max_norm", null, double.Epsilon));
        isProximal = arguments.Flag("proximal", false);
    }

    /// <summary>Collects the weights of a model that are not frozen.</summary>
    public void Begin(Model model, ParameterBlock[] moving, GroupOptions groups)
    {
        List<(ParameterBlock, Amounts)> found = [];
        foreach (Layer layer in model.Layers)
        {
            foreach (StateEntry entry in layer.State.Where(entry => entry.IsParameter))
            {
                int offset = (int)(entry.Offset / sizeof(float));
                bool moves = Array.Exists(moving, block => offset >= block.Offset && offset < block.Offset + block.Count);
                Amounts usual = entry.Role == StateRole.Weight && entry.Shape.Length > 1 ? ofRun : default;
                Amounts own = new(
                    groups.Number(layer, entry, "l1") ?? usual.L1,
                    groups.Number(layer, entry, "l2") ?? usual.L2,
                    groups.Number(layer, entry, "max_norm") ?? usual.MaxNorm);
                if (moves && own.IsAny)
                {
                    found.Add((new(entry.Name, offset, entry.Count, entry.Shape), own));
                }
            }
        }

        parts = [.. found];
    }

    /// <summary>A parameter's penalties and bound, under the options' names; none for a frozen one.</summary>
    public IReadOnlyDictionary<string, string> Of(ParameterBlock parameter)
    {
        Amounts own = Array.Find(parts, part => part.Block.Offset == parameter.Offset).Amounts;
        return new (string Name, double? Amount)[] { ("l1", own.L1), ("l2", own.L2), ("max_norm", own.MaxNorm) }
            .Where(item => item.Amount > 0).ToDictionary(item => item.Name, item => FormattableString.Invariant($"{item.Amount}"));
    }

    /// <summary>Adds the gradient of the penalties.</summary>
    /// <returns>The penalty.</returns>
    public double Add(float* parameters, float* gradients)
    {
        double cost = 0;
        foreach ((ParameterBlock block, Amounts amounts) in parts)
        {
            float* w = parameters + block.Offset, g = gradients + block.Offset;
            float l1 = isProximal ? 0 : (float)amounts.L1, l2 = (float)(2 * amounts.L2);
            double sizes = 0, squares = 0;
            for (int i = 0; i < block.Count; i++)
            {
                float value = w[i];
                sizes += Math.Abs(value);
                squares += (double)value * value;
                g[i] += (l1 * ((value > 0 ? 1 : 0) - (value < 0 ? 1 : 0))) + (l2 * value);
            }

            cost += (amounts.L1 * sizes) + (amounts.L2 * squares);
        }

        return cost;
    }

    /// <summary>Applies the proximal step and the norm bound after an optimiser step.</summary>
    public void AfterStep(float* parameters, double rate)
    {
        foreach ((ParameterBlock block, Amounts amounts) in parts)
        {
            Span<float> w = new(parameters + block.Offset, block.Count);
            float threshold = isProximal ? (float)(rate * amounts.L1) : 0;
            for (int i = 0; threshold > 0 && i < w.Length; i++)
            {
                w[i] = MathF.Abs(w[i]) <= threshold ? 0 : w[i] - MathF.CopySign(threshold, w[i]);
            }

            if (amounts.MaxNorm is double limit)
            {
                Bound(w, (int)(w.Length / block.Shape[0]), limit);
            }
        }
    }

    /// <summary>The share of the penalised weights that are 0; NaN where there are none.</summary>
    public double ZeroShare(float* parameters)
    {
        long zeros = 0, all = 0;
        foreach ((ParameterBlock block, _) in parts)
        {
            zeros += new ReadOnlySpan<float>(parameters + block.Offset, block.Count).Count(0f);
            all += block.Count;
        }

        return all == 0 ? double.NaN : (double)zeros / all;
    }

    private static void Bound(Span<float> weights, int width, double limit)
    {
        for (int start = 0; start < weights.Length; start += width)
        {
            Span<float> unit = weights.Slice(start, width);
            double norm = Math.Sqrt(DoubleSums.Dot(unit, unit));
            if (norm > limit)
            {
                float factor = (float)(limit / (norm + 1e-7));
                for (int i = 0; i < unit.Length; i++)
                {
                    unit[i] *= factor;
                }
            }
        }
    }

    private readonly record struct Amounts(double L1, double L2, double? MaxNorm)
    {
        public bool IsAny => L1 > 0 || L2 > 0 || MaxNorm is not null;
    }
}
