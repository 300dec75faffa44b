using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.RAdam: Adam that leaves out its divisor while the second moment is not yet well
/// estimated.</summary>
/// <remarks>
/// Liu et al. 2019. R = 2 / (1 - b2) - 1 (rho_inf in the paper), rho = R - 2 t b2^t / (1 - b2^t). Where rho is above 5,
/// w -= rate m / (1 - b1^t) sqrt((rho - 4)(rho - 2) R / ((R - 4)(R - 2) rho)) sqrt(1 - b2^t) / (sqrt(v) + eps), else w
/// -= rate m / (1 - b1^t).
/// </remarks>
internal sealed class RAdam : MomentOptimizer<RAdam.Formula>
{
    private readonly bool decoupled;

    public RAdam(Arguments arguments)
        : base(arguments, 1e-3)
    {
        decoupled = arguments.Flag("decoupled_weight_decay", false);
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "RAdam", "Adam with a warm-up of its own", arguments => new RAdam(arguments));

    protected override Formula Rule(double rate)
    {
        double power = Math.Pow(Beta2, Steps);
        double limit = (2 / (1 - Beta2)) - 1;
        double length = limit - (2 * Steps * power / (1 - power));
        double step = -rate / (1 - Math.Pow(Beta1, Steps));
        bool adapts = length > 5;
        double rectified = adapts
            ? Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) * Math.Sqrt(1 - power)
            : 1;
        return new Formula
        {
            Decay = decoupled ? 0 : (float)WeightDecay,
            Shrink = decoupled ? (float)(1 - (rate * WeightDecay)) : 1,
            Gain1 = (float)(1 - Beta1),
            Beta2 = (float)Beta2,
            Gain2 = (float)(1 - Beta2),
            Eps = (float)Eps,
            Step = (float)(step * rectified),
            Adapts = adapts,
        };
    }

    internal struct Formula : IUpdateRule
    {
        public float Decay;
        public float Shrink;
        public float Gain1;
        public float Beta2;
        public float Gain2;
        public float Eps;
        public float Step;
        public bool Adapts;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> g = Rules.Decay(gradient, weight, Decay);
            state.First = Rules.Approach(state.First, g, Gain1);
            state.Second = Rules.Square(state.Second, g, Beta2, Gain2);
            Vector<float> move = Adapts
                ? state.First / (Vector.SquareRoot(state.Second) + new Vector<float>(Eps))
                : state.First;
            return Vector.MultiplyAddEstimate(move, new Vector<float>(Step), weight * Shrink);
        }
    }
}
