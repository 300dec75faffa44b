using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adadelta: steps in the units of the parameters.</summary>
/// <remarks>Zeiler 2012. v = rho v + (1 - rho) g^2; d = sqrt(u + eps) / sqrt(v + eps) g; u = rho u + (1 - rho) d^2;
/// w -= rate d.</remarks>
internal sealed class Adadelta : RuleOptimizer<Adadelta.Formula>
{
    private readonly double rho;
    private readonly double eps;
    private readonly double decay;

    public Adadelta(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1, 0);
        rho = arguments.Number("rho", 0.9, 0, 1);
        eps = arguments.Number("eps", 1e-6, 0);
        decay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["square_avg", "acc_delta"];

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add("Adadelta", "finds its own rate; the learning rate is 1", arguments => new Adadelta(arguments));

    protected override Formula Rule(double rate) => new()
    {
        Decay = (float)decay,
        Rho = (float)rho,
        Gain = (float)(1 - rho),
        Eps = (float)eps,
        Step = (float)-rate,
    };

    internal struct Formula : IUpdateRule
    {
        public float Decay;
        public float Rho;
        public float Gain;
        public float Eps;
        public float Step;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state)
        {
            Vector<float> g = Rules.Decay(gradient, weight, Decay);
            Vector<float> eps = new(Eps);
            state.First = Rules.Square(state.First, g, Rho, Gain);
            Vector<float> move = Vector.SquareRoot(state.Second + eps) / Vector.SquareRoot(state.First + eps) * g;
            state.Second = Rules.Square(state.Second, move, Rho, Gain);
            return Vector.MultiplyAddEstimate(move, new Vector<float>(Step), weight);
        }
    }
}
