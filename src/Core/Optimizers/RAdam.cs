using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.RAdam: Adam that does without its divisor as long as that is not known well.</summary>
/// <remarks>
/// Liu et al. 2019. r_inf = 2 / (1 - b2) - 1, r = r_inf - 2 t b2^t / (1 - b2^t). Above 5:
/// w -= rate m / (1 - b1^t) sqrt((r - 4)(r - 2) r_inf / ((r_inf - 4)(r_inf - 2) r)) sqrt(1 - b2^t) / (sqrt(v) + eps);
/// else w -= rate m / (1 - b1^t).
/// </remarks>
internal sealed class RAdam : RuleOptimizer<RAdam.Formula>
{
    private readonly double beta2;
    private readonly double eps;
    private readonly double decay;
    private readonly bool decoupled;
    private double beta1;

    public RAdam(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-3, 0);
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        eps = arguments.Number("eps", 1e-8, 0);
        decay = arguments.Number("weight_decay", 0, 0);
        decoupled = arguments.Flag("decoupled_weight_decay", false);
    }

    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_avg_sq"];

    public override double? Momentum
    {
        get => beta1;
        set => beta1 = value ?? beta1;
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add("RAdam", "Adam with a warm-up of its own", arguments => new RAdam(arguments));

    protected override Formula Rule(double rate)
    {
        double power = Math.Pow(beta2, Steps);
        double limit = (2 / (1 - beta2)) - 1;
        double length = limit - (2 * Steps * power / (1 - power));
        double step = -rate / (1 - Math.Pow(beta1, Steps));
        bool adapts = length > 5;
        double rectified = adapts
            ? Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) * Math.Sqrt(1 - power)
            : 1;
        return new Formula
        {
            Decay = decoupled ? 0 : (float)decay,
            Shrink = decoupled ? (float)(1 - (rate * decay)) : 1,
            Gain1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Gain2 = (float)(1 - beta2),
            Eps = (float)eps,
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
