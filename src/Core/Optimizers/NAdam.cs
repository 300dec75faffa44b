using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.NAdam: Adam that looks ahead along its momentum.</summary>
/// <remarks>
/// Dozat 2016. With u_t = b1 (1 - 0.96^(t psi) / 2) and U_t their product: w -= (rate (1 - u_t) / (1 - U_t) g
/// + rate u_(t+1) / (1 - U_t u_(t+1)) m) / (sqrt(v / (1 - b2^t)) + eps).
/// </remarks>
internal sealed class NAdam : RuleOptimizer<NAdam.Formula>
{
    private readonly double beta2;
    private readonly double eps;
    private readonly double decay;
    private readonly double momentumDecay;
    private readonly bool decoupled;
    private double beta1;
    private double product = 1;

    public NAdam(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 2e-3, 0);
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        eps = arguments.Number("eps", 1e-8, 0);
        decay = arguments.Number("weight_decay", 0, 0);
        momentumDecay = arguments.Number("momentum_decay", 4e-3, 0);
        decoupled = arguments.Flag("decoupled_weight_decay", false);
    }

    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_avg_sq"];

    public override double? Momentum
    {
        get => beta1;
        set => beta1 = value ?? beta1;
    }

    public override void Save(CheckpointWriter entries)
    {
        base.Save(entries);
        entries.Add("optimizer.mu_product", product);
    }

    public override void Restore(CheckpointReader entries)
    {
        base.Restore(entries);
        product = entries.Number("optimizer.mu_product", 0, 1);
    }

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add("NAdam", "Adam that looks ahead along its momentum", arguments => new NAdam(arguments));

    protected override Formula Rule(double rate)
    {
        double now = beta1 * (1 - (0.5 * Math.Pow(0.96, Steps * momentumDecay)));
        double next = beta1 * (1 - (0.5 * Math.Pow(0.96, (Steps + 1) * momentumDecay)));
        product *= now;
        return new Formula
        {
            Decay = decoupled ? 0 : (float)decay,
            Shrink = decoupled ? (float)(1 - (rate * decay)) : 1,
            Gain1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Gain2 = (float)(1 - beta2),
            Root = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, Steps))),
            Eps = (float)eps,
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
