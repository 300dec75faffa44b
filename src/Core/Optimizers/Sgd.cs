using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.SGD: stochastic gradient descent with momentum.</summary>
/// <remarks>
/// g += decay * w; v = momentum * v + (1 - dampening) * g, but v = g at the first step; w -= rate * v, with Nesterov
/// w -= rate * (g + momentum * v). Sutskever et al. 2013, with the rate outside the velocity.
/// </remarks>
internal sealed unsafe class Sgd : Optimizer
{
    private readonly float momentum;
    private readonly float dampening;
    private readonly float decay;
    private readonly bool nesterov;

    public Sgd(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-3, 0);
        momentum = (float)arguments.Number("momentum", 0, 0);
        dampening = (float)arguments.Number("dampening", 0);
        decay = (float)arguments.Number("weight_decay", 0, 0);
        nesterov = arguments.Flag("nesterov", false);
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw arguments.Invalid("nesterov", "requires a momentum and zero dampening");
        }
    }

    public override string Name => "SGD";

    public override IReadOnlyList<string> StateNames => momentum == 0 ? [] : ["momentum_buffer"];

    protected override void Update(in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new()
        {
            Memory = memory,
            Rate = (float)rate,
            Factor = gradientFactor,
            Decay = decay,
            Momentum = momentum,
            Share = Steps == 1 ? 1 : 1 - dampening,
            Nesterov = nesterov,
        };
        Run(ref work, memory.Count, threads);
    }

    // The velocity starts as zeros, so that the first step with a share of 1 sets it to g.
    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Rate;
        public float Factor;
        public float Decay;
        public float Momentum;
        public float Share;
        public bool Nesterov;

        public readonly void Run(int part)
        {
            float* w = Memory.Parameters;
            float* velocity = Memory.State;
            Vector<float> factor = new(Factor), decay = new(Decay), negativeRate = new(-Rate),
                momentum = new(Momentum), share = new(Share);
            int end = (int)Cut(Memory.Count).End(part);
            for (int i = (int)Cut(Memory.Count).First(part); i < end; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> g = Vector.MultiplyAddEstimate(weight, decay, Vector.Load(Memory.Gradients + i) * factor);
                if (Momentum != 0)
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
