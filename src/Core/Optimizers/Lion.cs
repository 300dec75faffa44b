using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>Lion: steps of a fixed size, in the direction of the momentum's sign.</summary>
/// <remarks>Chen et al. 2023. w *= 1 - rate decay; w -= rate sign(b1 m + (1 - b1) g); m = b2 m + (1 - b2) g. Its rate
/// is a third to a tenth of Adam's, its decay larger by the same factor.</remarks>
internal sealed class Lion : RuleOptimizer<Lion.Formula>
{
    private readonly double beta2;
    private readonly double decay;
    private double beta1;

    public Lion(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-4, 0);
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.99, 0, Math.BitDecrement(1));
        decay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["exp_avg"];

    public override double? Momentum
    {
        get => beta1;
        set => beta1 = value ?? beta1;
    }

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "Lion", "steps of a fixed size by the sign of the momentum; rates around 1e-4",
            arguments => new Lion(arguments));

    protected override Formula Rule(double rate) => new()
    {
        Shrink = (float)(1 - (rate * decay)),
        Gain1 = (float)(1 - beta1),
        Gain2 = (float)(1 - beta2),
        Step = (float)-rate,
    };

    internal struct Formula : IUpdateRule
    {
        public float Shrink;
        public float Gain1;
        public float Gain2;
        public float Step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> direction = Rules.Sign(Rules.Approach(state.First, gradient, Gain1));
            state.First = Rules.Approach(state.First, gradient, Gain2);
            return Vector.MultiplyAddEstimate(direction, new Vector<float>(Step), weight * Shrink);
        }
    }
}
