using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>Keeps gradients small: torch.nn.utils.clip_grad_norm_ and clip_grad_value_ over all parameters.</summary>
internal sealed unsafe class GradientClipping
{
    private const int Part = 1 << 14;

    private readonly double? norm;
    private readonly double? value;
    private double[] parts = [];

    public GradientClipping(Arguments arguments)
    {
        norm = arguments.NumberOrNull("clip_norm", null, double.Epsilon);
        value = arguments.NumberOrNull("clip_value", null, double.Epsilon);
    }

    /// <summary>Whether anything is clipped.</summary>
    public bool IsOn => norm is not null || value is not null;

    /// <summary>Clamps the values in place, then gives the factor that brings their Euclidean norm below the
    /// limit.</summary>
    public float Apply(float* gradients, int count, int threads)
    {
        if (!IsOn)
        {
            return 1;
        }

        int pieces = new SizedCut(count, Part).Parts;
        if (parts.Length < pieces)
        {
            parts = new double[pieces];
        }

        Work work = new()
        {
            Gradients = gradients,
            Count = count,
            Limit = (float)(value ?? double.PositiveInfinity),
            Squares = parts,
        };
        Workers.Run(ref work, pieces, threads);
        if (norm is not double limit)
        {
            return 1;
        }

        double squares = 0;
        foreach (double part in parts.AsSpan(0, pieces))
        {
            squares += part;
        }

        return (float)Math.Min(1, limit / (Math.Sqrt(squares) + 1e-6));
    }

    private struct Work : IParallelWork
    {
        public float* Gradients;
        public int Count;
        public float Limit;
        public double[] Squares;

        public readonly void Run(int part)
        {
            Vector<float> most = new(Limit);
            Vector<double> sum = Vector<double>.Zero;
            SizedCut cut = new(Count, Part);
            int end = (int)cut.End(part);
            for (int i = (int)cut.First(part); i < end; i += Vector<float>.Count)
            {
                Vector<float> g = Vector.Min(Vector.Max(Vector.Load(Gradients + i), -most), most);
                g.Store(Gradients + i);
                Vector.Widen(g, out Vector<double> low, out Vector<double> high);
                sum += (low * low) + (high * high);
            }

            Squares[part] = Vector.Sum(sum);
        }
    }
}
