using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.ASGD: plain steps; an average of the weights over time is kept besides.</summary>
/// <remarks>
/// Polyak and Juditsky 1992. g += decay w; w = (1 - lambd eta) w - eta g with eta = rate / (1 + lambd rate (t -
/// 1))^alpha; ax += mu (w - ax) with mu = 1 / max(1, t - 1 - t0), and ax = w while mu is 1. As in torch, the model
/// holds w, not ax.
/// </remarks>
internal sealed class Asgd : RuleOptimizer<Asgd.Formula>
{
    private readonly double shrink;
    private readonly double alpha;
    private readonly double start;
    private readonly double decay;

    public Asgd(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-2, 0);
        shrink = arguments.Number("lambd", 1e-4, 0);
        alpha = arguments.Number("alpha", 0.75, 0);
        start = arguments.Number("t0", 1e6, 0);
        decay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["ax"];

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "ASGD", "plain steps with a falling rate; an average of the weights is kept",
            arguments => new Asgd(arguments));

    protected override Formula Rule(double rate)
    {
        double eta = Steps == 1 ? rate : rate / Math.Pow(1 + (shrink * rate * (Steps - 1)), alpha);
        double share = 1 / Math.Max(1, Steps - 1 - start);
        return new()
        {
            Decay = (float)decay,
            Shrink = (float)(1 - (shrink * eta)),
            Step = (float)-eta,
            Share = (float)share,
        };
    }

    internal struct Formula : IUpdateRule
    {
        public float Decay;
        public float Shrink;
        public float Step;
        public float Share;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> g = Rules.Decay(gradient, weight, Decay);
            Vector<float> moved = Vector.MultiplyAddEstimate(g, new Vector<float>(Step), weight * Shrink);
            state.First = Share == 1 ? moved : Rules.Approach(state.First, moved, Share);
            return moved;
        }
    }
}
