using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Element-wise passes over arrays, split into parts of a fixed size.</summary>
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

    /// <summary>y = the sum of the arrays, added in order; y may be any of them.</summary>
    public static void Sum(float** parts, int partCount, float* y, int count, int threads)
    {
        if (partCount == 2)
        {
            Add(parts[0], parts[1], y, count, threads);
            return;
        }

        SumWork work = new() { Parts = parts, PartCount = partCount, Y = y, Count = count };
        Workers.Run(ref work, (count + Part - 1) / Part, threads);
    }

    private struct SumWork : IParallelWork
    {
        public float** Parts;
        public int PartCount;
        public float* Y;
        public int Count;

        public readonly void Run(int part)
        {
            int end = Math.Min(Count, (part + 1) * Part);
            int i = part * Part;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> sum = Vector.Load(Parts[0] + i);
                for (int k = 1; k < PartCount; k++)
                {
                    sum += Vector.Load(Parts[k] + i);
                }

                sum.Store(Y + i);
            }

            for (; i < end; i++)
            {
                float sum = Parts[0][i];
                for (int k = 1; k < PartCount; k++)
                {
                    sum += Parts[k][i];
                }

                Y[i] = sum;
            }
        }
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
