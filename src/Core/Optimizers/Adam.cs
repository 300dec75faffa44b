using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adam, and AdamW with its decoupled decay.</summary>
/// <remarks>
/// Kingma and Ba 2014, algorithm 1; Loshchilov and Hutter 2017. At step t: m += (1 - b1)(g - m); v = b2 v + (1 - b2)
/// g^2; w -= rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps). Adam adds decay * w to g first, AdamW scales w
/// by 1 - rate * decay. amsgrad (Reddi et al. 2018) uses the largest v so far.
/// </remarks>
internal sealed unsafe class Adam : Optimizer
{
    private readonly double beta2;
    private readonly double eps;
    private readonly double decay;
    private readonly bool decoupled;
    private readonly bool amsgrad;
    private double beta1;

    public Adam(Arguments arguments, bool decoupled)
    {
        this.decoupled = decoupled;
        LearningRate = arguments.Number("lr", 1e-3, 0);
        (beta1, beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        eps = arguments.Number("eps", 1e-8, 0);
        decay = arguments.Number("weight_decay", decoupled ? 1e-2 : 0, 0);
        amsgrad = arguments.Flag("amsgrad", false);
    }

    public override IReadOnlyList<string> StateNames =>
        amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"];

    public override double? Momentum
    {
        get => beta1;
        set => beta1 = value ?? beta1;
    }

    [ModuleInitializer]
    internal static void Add()
    {
        Catalog.Add(
            "Adam", "the usual choice; betas, amsgrad", arguments => new Adam(arguments, decoupled: false));
        Catalog.Add(
            "AdamW", "Adam with decoupled weight decay (0.01)", arguments => new Adam(arguments, decoupled: true));
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new()
        {
            Memory = memory,
            Factor = gradientFactor,
            Decay = decoupled ? 0 : (float)decay,
            Shrink = decoupled ? (float)(1 - (rate * decay)) : 1,
            Gain1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Gain2 = (float)(1 - beta2),
            NegativeStep = (float)(-rate / (1 - Math.Pow(beta1, Steps))),
            RootFactor = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, Steps))),
            Eps = (float)eps,
            Amsgrad = amsgrad,
        };
        Run(ref work, memory.Count, threads);
    }

    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Factor;
        public float Decay;
        public float Shrink;
        public float Gain1;
        public float Beta2;
        public float Gain2;
        public float NegativeStep;
        public float RootFactor;
        public float Eps;
        public bool Amsgrad;

        public readonly void Run(int part)
        {
            float* w = Memory.Parameters;
            float* first = Memory.State;
            float* second = first + Memory.Stride;
            float* largest = second + Memory.Stride;
            Vector<float> factor = new(Factor), decay = new(Decay), shrink = new(Shrink), gain1 = new(Gain1);
            Vector<float> beta2 = new(Beta2), gain2 = new(Gain2), step = new(NegativeStep), root = new(RootFactor),
                eps = new(Eps);
            int end = Math.Min(Memory.Count, (part + 1) * Part);
            for (int i = part * Part; i < end; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> g = Vector.MultiplyAddEstimate(weight, decay, Vector.Load(Memory.Gradients + i) * factor);
                Vector<float> m = Vector.Load(first + i);
                m = Vector.MultiplyAddEstimate(g - m, gain1, m);
                m.Store(first + i);
                Vector<float> v = Vector.MultiplyAddEstimate(g * g, gain2, Vector.Load(second + i) * beta2);
                v.Store(second + i);
                if (Amsgrad)
                {
                    v = Vector.Max(v, Vector.Load(largest + i));
                    v.Store(largest + i);
                }

                Vector<float> divisor = Vector.MultiplyAddEstimate(Vector.SquareRoot(v), root, eps);
                Vector.MultiplyAddEstimate(m / divisor, step, weight * shrink).Store(w + i);
            }
        }
    }
}
