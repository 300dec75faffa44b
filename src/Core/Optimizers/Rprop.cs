using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Rprop: each parameter has its own step size, which grows while its gradient keeps its sign. For
/// the whole data set as one batch.</summary>
/// <remarks>Riedmiller and Braun 1993. Where the sign changes, the step size shrinks, the parameter stays, and the
/// gradient counts as 0 at the next step.</remarks>
internal sealed class Rprop : RuleOptimizer<Rprop.Formula>
{
    private readonly double shrink;
    private readonly double grow;
    private readonly double least;
    private readonly double most;

    public Rprop(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-2, 0);
        (shrink, grow) = arguments.Pair("etas", 0.5, 1.2, 0, double.PositiveInfinity);
        (least, most) = arguments.Pair("step_sizes", 1e-6, 50, 0, double.PositiveInfinity);
        if (!(shrink is > 0 and < 1 && grow > 1))
        {
            throw arguments.Invalid("etas", "has to be a number below 1 and one above");
        }
    }

    public override IReadOnlyList<string> StateNames => ["prev", "step_size"];

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "Rprop", "a step size per parameter, from signs alone; the whole data as one batch",
            arguments => new Rprop(arguments));

    protected override float InitialState(int vector) => vector == 0 ? 0 : (float)LearningRate;

    protected override Formula Rule(double rate) => new()
    {
        Shrink = (float)shrink,
        Grow = (float)grow,
        Least = (float)least,
        Most = (float)most,
    };

    internal struct Formula : IUpdateRule
    {
        public float Shrink;
        public float Grow;
        public float Least;
        public float Most;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> turn = Rules.Sign(gradient) * Rules.Sign(state.First);
            Vector<float> factor = Vector.ConditionalSelect(Vector.GreaterThan(turn, Vector<float>.Zero), new(Grow),
                Vector.ConditionalSelect(Vector.LessThan(turn, Vector<float>.Zero), new(Shrink), Vector<float>.One));
            state.Second = Vector.Min(Vector.Max(state.Second * factor, new(Least)), new(Most));
            state.First = Vector.ConditionalSelect(Vector.LessThan(turn, Vector<float>.Zero), Vector<float>.Zero, gradient);
            return weight - (Rules.Sign(state.First) * state.Second);
        }
    }
}
