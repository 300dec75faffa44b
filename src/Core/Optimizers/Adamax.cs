using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adamax: Adam by the largest gradient.</summary>
/// <remarks>Kingma and Ba 2014, section 7. m += (1 - b1)(g - m); u = max(b2 u, |g| + eps);
/// w -= rate / (1 - b1^t) m / u.</remarks>
internal sealed class Adamax(Arguments arguments)
    : MomentOptimizer<Adamax.Formula>(arguments, rate: 2e-3, leastEps: double.Epsilon)
{
    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_inf"];

    [ModuleInitializer]
    internal static void Add() => Catalog.Add("Adamax", "Adam by the largest gradient", arguments => new Adamax(arguments));

    protected override Formula Rule(double rate) => new()
    {
        Decay = (float)WeightDecay,
        Gain1 = (float)(1 - Beta1),
        Beta2 = (float)Beta2,
        Eps = (float)Eps,
        Step = (float)(-rate / (1 - Math.Pow(Beta1, Steps))),
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
