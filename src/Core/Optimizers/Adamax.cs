using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adamax: Adam by the largest gradient.</summary>
/// <remarks>Kingma and Ba 2014, section 7. m += (1 - b1)(g - m); u = max(b2 u, |g| + eps);
/// w -= rate / (1 - b1^t) m / u.</remarks>
internal sealed class Adamax : RuleOptimizer<Adamax.Formula>
{
    private readonly double beta2;
    private readonly double eps;
    private readonly double decay;
    private double beta1;

    public Adamax(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 2e-3, 0);
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        eps = arguments.Number("eps", 1e-8, double.Epsilon);
        decay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_inf"];

    public override double? Momentum
    {
        get => beta1;
        set => beta1 = value ?? beta1;
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add("Adamax", "Adam by the largest gradient", arguments => new Adamax(arguments));

    protected override Formula Rule(double rate) => new()
    {
        Decay = (float)decay,
        Gain1 = (float)(1 - beta1),
        Beta2 = (float)beta2,
        Eps = (float)eps,
        Step = (float)(-rate / (1 - Math.Pow(beta1, Steps))),
    };

    internal struct Formula : IUpdateRule
    {
        public float Decay;
        public float Gain1;
        public float Beta2;
        public float Eps;
        public float Step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> g = Rules.Decay(gradient, weight, Decay);
            state.First = Rules.Approach(state.First, g, Gain1);
            state.Second = Vector.Max(state.Second * Beta2, Vector.Abs(g) + new Vector<float>(Eps));
            return Vector.MultiplyAddEstimate(state.First / state.Second, new Vector<float>(Step), weight);
        }
    }
}
