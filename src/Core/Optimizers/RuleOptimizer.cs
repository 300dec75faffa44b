using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>The state of some neighbouring parameters.</summary>
internal struct RuleState
{
    public Vector<float> First;
    public Vector<float> Second;
    public Vector<float> Third;
}

/// <summary>How one step moves a parameter: a formula of its value, its gradient and its state.</summary>
internal interface IUpdateRule
{
    /// <summary>The parameter after the step.</summary>
    Vector<float> Move(Vector<float> weight, Vector<float> gradient, ref RuleState state);
}

/// <summary>An optimiser that applies one formula to every parameter, in one pass over all of them.</summary>
internal abstract unsafe class RuleOptimizer<T> : Optimizer
    where T : struct, IUpdateRule
{
    private T rule;

    /// <summary>The formula of this step.</summary>
    protected abstract T Rule(double rate);

    protected sealed override void Prepare(double rate) => rule = Rule(rate);

    protected sealed override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads)
    {
        Work work = new() { Memory = memory, Factor = gradientFactor, Vectors = StateNames.Count, Rule = rule };
        Run(ref work, memory.Count, threads);
    }

    private struct Work : IParallelWork
    {
        public OptimizerMemory Memory;
        public float Factor;
        public int Vectors;
        public T Rule;

        public readonly void Run(int part)
        {
            T rule = Rule;
            float* w = Memory.Parameters;
            float* first = Memory.State;
            float* second = first + Memory.Stride;
            float* third = second + Memory.Stride;
            Vector<float> factor = new(Factor);
            RuleState state = default;
            int end = Math.Min(Memory.Count, (part + 1) * Part);
            for (int i = part * Part; i < end; i += Vector<float>.Count)
            {
                state.First = Vector.Load(first + i);
                state.Second = Vectors > 1 ? Vector.Load(second + i) : default;
                state.Third = Vectors > 2 ? Vector.Load(third + i) : default;
                rule.Move(Vector.Load(w + i), Vector.Load(Memory.Gradients + i) * factor, ref state).Store(w + i);
                state.First.Store(first + i);
                if (Vectors > 1)
                {
                    state.Second.Store(second + i);
                }

                if (Vectors > 2)
                {
                    state.Third.Store(third + i);
                }
            }
        }
    }
}

/// <summary>Building blocks of rules.</summary>
internal static class Rules
{
    /// <summary>kept + (value - kept) * gain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Approach(Vector<float> kept, Vector<float> value, float gain) =>
        Vector.MultiplyAddEstimate(value - kept, new Vector<float>(gain), kept);

    /// <summary>kept * share + value^2 * (1 - share).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Square(Vector<float> kept, Vector<float> value, float share, float gain) =>
        Vector.MultiplyAddEstimate(value * value, new Vector<float>(gain), kept * share);

    /// <summary>gradient + decay * weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Decay(Vector<float> gradient, Vector<float> weight, float decay) =>
        Vector.MultiplyAddEstimate(weight, new Vector<float>(decay), gradient);

    /// <summary>1, -1, or 0 for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sign(Vector<float> value) =>
        Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), Vector<float>.One,
            Vector.ConditionalSelect(Vector.LessThan(value, Vector<float>.Zero), -Vector<float>.One, Vector<float>.Zero));
}
