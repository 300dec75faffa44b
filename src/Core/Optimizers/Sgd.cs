using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.SGD: stochastic gradient descent with momentum.</summary>
/// <remarks>
/// g += decay * w; v = momentum * v + (1 - dampening) * g, but v = g at the first step; w -= rate * v, with Nesterov
/// w -= rate * (g + momentum * v). Sutskever et al. 2013, with the rate outside the velocity.
/// </remarks>
internal sealed unsafe class Sgd : Optimizer
{
    private readonly bool hasMomentum;
    private readonly float dampening;
    private readonly float decay;
    private readonly bool nesterov;
    private float momentum;

    public Sgd(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-3, 0);
        momentum = (float)arguments.Number("momentum", 0, 0);
        hasMomentum = momentum != 0;
        dampening = (float)arguments.Number("dampening", 0);
        decay = (float)arguments.Number("weight_decay", 0, 0);
        nesterov = arguments.Flag("nesterov", false);
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw arguments.Invalid("nesterov", "requires a momentum and zero dampening");
        }
    }

    public override IReadOnlyList<string> StateNames => hasMomentum ? ["momentum_buffer"] : [];

    public override double? Momentum
    {
        get => hasMomentum ? momentum : null;
        set => momentum = (float)(value ?? momentum);
    }

    [ModuleInitializer]
    internal static void Add()
    {
        Catalog.Add(
            "SGD", "plain steps; momentum, nesterov, dampening", arguments => new Sgd(arguments));
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new()
        {
            Memory = memory,
            Rate = (float)rate,
            Factor = gradientFactor,
            Decay = decay,
            Momentum = momentum,
            HasMomentum = hasMomentum,
            Share = Steps == 1 ? 1 : 1 - dampening,
            Nesterov = nesterov,
        };
        Run(ref work, memory.Count, threads);
    }

    // The velocity starts at zero, so that the first step, with a factor of 1 on the gradient, sets it to g.
    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Rate;
        public float Factor;
        public float Decay;
        public float Momentum;
        public float Share;
        public bool HasMomentum;
        public bool Nesterov;

        public readonly void Run(int part)
        {
            float* w = Memory.Parameters;
            float* velocity = Memory.State;
            Vector<float> factor = new(Factor), decay = new(Decay), negativeRate = new(-Rate),
                momentum = new(Momentum), share = new(Share);
            int end = Math.Min(Memory.Count, (part + 1) * Part);
            for (int i = part * Part; i < end; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> g = Vector.MultiplyAddEstimate(weight, decay, Vector.Load(Memory.Gradients + i) * factor);
                if (HasMomentum)
                {
                    Vector<float> v = Vector.MultiplyAddEstimate(Vector.Load(velocity + i), momentum, g * share);
                    v.Store(velocity + i);
                    g = Nesterov ? Vector.MultiplyAddEstimate(v, momentum, g) : v;
                }

                Vector.MultiplyAddEstimate(g, negativeRate, weight).Store(w + i);
            }
        }
    }
}
