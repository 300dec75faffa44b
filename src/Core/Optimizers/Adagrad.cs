using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.Adagrad.</summary>
/// <remarks>
/// Duchi et al. 2011. g += decay * w; s += g^2; w -= rate / (1 + (t - 1) lr_decay) * g / (sqrt(s) + eps).
/// </remarks>
internal sealed unsafe class Adagrad : Optimizer
{
    private readonly double rateDecay;
    private readonly float decay;
    private readonly float initial;
    private readonly float eps;

    public Adagrad(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1e-2, 0);
        rateDecay = arguments.Number("lr_decay", 0, 0);
        decay = (float)arguments.Number("weight_decay", 0, 0);
        initial = (float)arguments.Number("initial_accumulator_value", 0, 0);
        eps = (float)arguments.Number("eps", 1e-10, 0);
    }

    public override IReadOnlyList<string> StateNames => ["sum"];

    protected override float InitialState(int vector) => initial;

    [ModuleInitializer]
    internal static void Add()
    {
        Catalog.Add(
            "Adagrad",
            "a rate per parameter, larger for rare features; rates only fall",
            arguments => new Adagrad(arguments));
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new()
        {
            Memory = memory,
            Factor = gradientFactor,
            Decay = decay,
            Eps = eps,
            NegativeRate = (float)(-rate / (1 + ((Steps - 1) * rateDecay))),
        };
        Run(ref work, memory.Count, threads);
    }

    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Factor;
        public float Decay;
        public float Eps;
        public float NegativeRate;

        public readonly void Run(int part)
        {
            float* w = Memory.Parameters;
            float* sum = Memory.State;
            Vector<float> factor = new(Factor), decay = new(Decay), eps = new(Eps), negativeRate = new(NegativeRate);
            int end = Math.Min(Memory.Count, (part + 1) * Part);
            for (int i = part * Part; i < end; i += Vector<float>.Count)
            {
                Vector<float> weight = Vector.Load(w + i);
                Vector<float> g = Vector.MultiplyAddEstimate(weight, decay, Vector.Load(Memory.Gradients + i) * factor);
                Vector<float> s = Vector.MultiplyAddEstimate(g, g, Vector.Load(sum + i));
                s.Store(sum + i);
                Vector.MultiplyAddEstimate(g / (Vector.SquareRoot(s) + eps), negativeRate, weight).Store(w + i);
            }
        }
    }
}
