using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Applies an activation, or its derivative, to memory.</summary>
internal static unsafe class ActivationPass
{
    /// <summary>Values of one part; a pass that has only one never wakes a helper thread.</summary>
    private const int Part = 1 << 14;

    /// <summary>y = f(x); y may be x.</summary>
    public static void Forward<T>(T activation, float* x, float* y, int count, int threads)
        where T : struct, IActivation
    {
        ForwardWork<T> work = new() { Activation = activation, X = x, Y = y, Count = count };
        Workers.Run(ref work, new SizedCut(count, Part).Parts, threads);
    }

    /// <summary>gradInput = gradOutput * f'; gradInput may be gradOutput.</summary>
    /// <param name="saved">x or y, as the activation's <see cref="IActivation.DerivativeOfInput"/> says.</param>
    public static void Backward<T>(
        T activation, float* saved, float* gradOutput, float* gradInput, int count, int threads)
        where T : struct, IActivation
    {
        BackwardWork<T> work = new()
        {
            Activation = activation,
            Saved = saved,
            GradOutput = gradOutput,
            GradInput = gradInput,
            Count = count,
        };
        Workers.Run(ref work, new SizedCut(count, Part).Parts, threads);
    }

    private struct ForwardWork<T> : IParallelWork
        where T : struct, IActivation
    {
        public T Activation;
        public float* X;
        public float* Y;
        public int Count;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, Part);
            int end = (int)cut.End(part);
            int i = (int)cut.First(part);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Activation.Value(Vector.Load(X + i)).Store(Y + i);
            }

            if (i < end)
            {
                // The rest goes through a whole vector too, so that its values are computed in the same way.
                float* rest = stackalloc float[Vector<float>.Count];
                uint bytes = (uint)(end - i) * sizeof(float);
                Unsafe.CopyBlockUnaligned(rest, X + i, bytes);
                Activation.Value(Vector.Load(rest)).Store(rest);
                Unsafe.CopyBlockUnaligned(Y + i, rest, bytes);
            }
        }
    }

    private struct BackwardWork<T> : IParallelWork
        where T : struct, IActivation
    {
        public T Activation;
        public float* Saved;
        public float* GradOutput;
        public float* GradInput;
        public int Count;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, Part);
            int end = (int)cut.End(part);
            int i = (int)cut.First(part);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Activation.Gradient(Vector.Load(Saved + i), Vector.Load(GradOutput + i)).Store(GradInput + i);
            }

            if (i < end)
            {
                float* saved = stackalloc float[Vector<float>.Count];
                float* gradient = stackalloc float[Vector<float>.Count];
                uint bytes = (uint)(end - i) * sizeof(float);
                Unsafe.CopyBlockUnaligned(saved, Saved + i, bytes);
                Unsafe.CopyBlockUnaligned(gradient, GradOutput + i, bytes);
                Activation.Gradient(Vector.Load(saved), Vector.Load(gradient)).Store(gradient);
                Unsafe.CopyBlockUnaligned(GradInput + i, gradient, bytes);
            }
        }
    }
}
