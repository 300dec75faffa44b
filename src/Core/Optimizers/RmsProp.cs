using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.RMSprop.</summary>
/// <remarks>
/// Tieleman and Hinton 2012; centered as in Graves 2013. g += decay * w; v = alpha v + (1 - alpha) g^2; centered:
/// a += (1 - alpha)(g - a) and d = sqrt(v - a^2) + eps, else d = sqrt(v) + eps; with momentum b = momentum * b + g / d
/// and w -= rate * b, else w -= rate * g / d.
/// </remarks>
internal sealed unsafe class RmsProp : Optimizer
{
    private readonly double alpha;
    private readonly float eps;
    private readonly float decay;
    private readonly bool hasMomentum;
    private readonly bool centered;
    private float momentum;

    public RmsProp(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-2, 0);
        alpha = arguments.Number("alpha", 0.99, 0, 1);
        eps = (float)arguments.Number("eps", 1e-8, 0);
        decay = (float)arguments.Number("weight_decay", 0, 0);
        momentum = (float)arguments.Number("momentum", 0, 0);
        hasMomentum = momentum > 0;
        centered = arguments.Flag("centered", false);
    }

    public override IReadOnlyList<string> StateNames =>
    [
        "square_avg", .. centered ? new[] { "grad_avg" } : [], .. hasMomentum ? new[] { "momentum_buffer" } : [],
    ];

    public override double? Momentum
    {
        get => hasMomentum ? momentum : null;
        set => momentum = (float)(value ?? momentum);
    }

    [ModuleInitializer]
    internal static void Add()
    {
        Catalog.Add(
            "RMSprop",
            "steps divided by a running mean size of the gradient; alpha, centered, momentum",
            arguments => new RmsProp(arguments));
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new()
        {
            Memory = memory,
            Factor = gradientFactor,
            Decay = decay,
            Alpha = (float)alpha,
            Gain = (float)(1 - alpha),
            Eps = eps,
            Momentum = momentum,
            HasMomentum = hasMomentum,
            NegativeRate = (float)-rate,
            Centered = centered,
        };
        Run(ref work, memory.Count, threads);
    }

    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Factor;
        public float Decay;
        public float Alpha;
        public float Gain;
        public float Eps;
        public float Momentum;
        public float NegativeRate;
        public bool HasMomentum;
        public bool Centered;

        public readonly void Run(int part)
        {
            float* w = Memory.Parameters;
            float* square = Memory.State;
            float* average = square + (Centered ? Memory.Stride : 0);
            float* velocity = average + Memory.Stride;
            Vector<float> factor = new(Factor), decay = new(Decay), alpha = new(Alpha), gain = new(Gain),
                eps = new(Eps);
            Vector<float> momentum = new(Momentum), negativeRate = new(NegativeRate);
            int end = Math.Min(Memory.Count, (part + 1) * Part);
            for (int i = part * Part; i < end; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> g = Vector.MultiplyAddEstimate(weight, decay, Vector.Load(Memory.Gradients + i) * factor);
                Vector<float> v = Vector.MultiplyAddEstimate(g * g, gain, Vector.Load(square + i) * alpha);
                v.Store(square + i);
                if (Centered)
                {
                    Vector<float> a = Vector.Load(average + i);
                    a = Vector.MultiplyAddEstimate(g - a, gain, a);
                    a.Store(average + i);
                    v = Vector.Max(v - (a * a), Vector<float>.Zero);
                }

                Vector<float> move = g / (Vector.SquareRoot(v) + eps);
                if (HasMomentum)
                {
                    move = Vector.MultiplyAddEstimate(Vector.Load(velocity + i), momentum, move);
                    move.Store(velocity + i);
                }

                Vector.MultiplyAddEstimate(move, negativeRate, weight).Store(w + i);
            }
        }
    }
}
