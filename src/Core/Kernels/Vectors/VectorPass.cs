using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Passes over whole vectors of memory, split in parts of a fixed size.</summary>
internal static unsafe class VectorPass
{
    private const int Part = 1 << 14;

    /// <summary>y = a + b; y may be either.</summary>
    public static void Add(float* a, float* b, float* y, int count, int threads)
    {
        AddWork work = new() { A = a, B = b, Y = y, Count = count };
        Workers.Run(ref work, new SizedCut(count, Part).Parts, threads);
    }

    /// <summary>y = a * b; y may be either.</summary>
    public static void Multiply(float* a, float* b, float* y, int count, int threads)
    {
        MultiplyWork work = new() { A = a, B = b, Y = y, Count = count };
        Workers.Run(ref work, new SizedCut(count, Part).Parts, threads);
    }

    private struct AddWork : IParallelWork
    {
        public float* A;
        public float* B;
        public float* Y;
        public int Count;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, Part);
            int end = (int)cut.End(part);
            int i = (int)cut.First(part);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                (Vector.Load(A + i) + Vector.Load(B + i)).Store(Y + i);
            }

            for (; i < end; i++)
            {
                Y[i] = A[i] + B[i];
            }
        }
    }

    private struct MultiplyWork : IParallelWork
    {
        public float* A;
        public float* B;
        public float* Y;
        public int Count;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, Part);
            int end = (int)cut.End(part);
            int i = (int)cut.First(part);
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                (Vector.Load(A + i) * Vector.Load(B + i)).Store(Y + i);
            }

            for (; i < end; i++)
            {
                Y[i] = A[i] * B[i];
            }
        }
    }
}
