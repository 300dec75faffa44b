using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.NAdam: Adam with Nesterov momentum.</summary>
/// <remarks>
/// Dozat 2016. With mu_t = b1 (1 - 0.96^(t psi) / 2), psi the momentum_decay, and P_t = mu_1 ... mu_t: w -= (rate (1 -
/// mu_t) / (1 - P_t) g + rate mu_(t+1) / (1 - P_t mu_(t+1)) m) / (sqrt(v / (1 - b2^t)) + eps).
/// </remarks>
internal sealed class NAdam : MomentOptimizer<NAdam.Formula>
{
    private readonly double momentumDecay;
    private readonly bool decoupled;
    private double product = 1;

    public NAdam(Arguments arguments)
        : base(arguments, 2e-3)
    {
        momentumDecay = arguments.Number("momentum_decay", 4e-3, 0);
        decoupled = arguments.Flag("decoupled_weight_decay", false);
    }

    public override void Save(CheckpointWriter entries)
    {
        base.Save(entries);
        entries.Add(Prefix + "mu_product", product);
    }

    public override void Restore(CheckpointReader entries)
    {
        base.Restore(entries);
        product = entries.Number(Prefix + "mu_product", 0, 1);
    }

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add("NAdam", "Adam with Nesterov momentum", arguments => new NAdam(arguments));

    protected override Formula Rule(double rate)
    {
        double now = Beta1 * (1 - (0.5 * Math.Pow(0.96, Steps * momentumDecay)));
        double next = Beta1 * (1 - (0.5 * Math.Pow(0.96, (Steps + 1) * momentumDecay)));
        product *= now;
        return new Formula
        {
            Decay = decoupled ? 0 : (float)WeightDecay,
            Shrink = decoupled ? (float)(1 - (rate * WeightDecay)) : 1,
            Gain1 = (float)(1 - Beta1),
            Beta2 = (float)Beta2,
            Gain2 = (float)(1 - Beta2),
            Root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps))),
            Eps = (float)Eps,
            OfGradient = (float)(-rate * (1 - now) / (1 - product)),
            OfMomentum = (float)(-rate * next / (1 - (product * next))),
        };
    }

    internal struct Formula : IUpdateRule
    {
        public float Decay;
        public float Shrink;
        public float Gain1;
        public float Beta2;
        public float Gain2;
        public float Root;
        public float Eps;
        public float OfGradient;
        public float OfMomentum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> g = Rules.Decay(gradient, weight, Decay);
            state.First = Rules.Approach(state.First, g, Gain1);
            state.Second = Rules.Square(state.Second, g, Beta2, Gain2);
            Vector<float> divisor = (Vector.SquareRoot(state.Second) * Root) + new Vector<float>(Eps);
            return (weight * Shrink) + (((g * OfGradient) + (state.First * OfMomentum)) / divisor);
        }
    }
}
