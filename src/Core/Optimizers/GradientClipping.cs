using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Optimizers;

/// <summary>Keeps gradients small: torch.nn.utils.clip_grad_norm_ and clip_grad_value_ over all parameters.</summary>
internal sealed unsafe class GradientClipping
{
    private const int Part = 1 << 14;

    private readonly double? norm;
    private readonly double order;
    private readonly double? value;
    private double[] parts = [];

    public GradientClipping(Arguments arguments)
        : this(
            arguments.NumberOrNull("clip_norm", null, double.Epsilon),
            arguments.IsText("clip_norm_type")
                ? arguments.OneOf("clip_norm_type", "inf", "inf") == "inf" ? double.PositiveInfinity : 2
                : arguments.Number("clip_norm_type", 2, 1),
            arguments.NumberOrNull("clip_value", null, double.Epsilon)) =>
        MostSkipped = arguments.Integer("skip_limit", 10, 0);

    /// <param name="norm">The largest norm; null for no limit.</param>
    /// <param name="order">The order of the norm: 2, infinity, or any other number of at least 1.</param>
    /// <param name="value">The largest absolute value; null for no limit.</param>
    public GradientClipping(double? norm, double order, double? value) =>
        (this.norm, this.order, this.value) = (norm, order, value);

    /// <summary>Whether anything is clipped.</summary>
    public bool IsOn => norm is not null || value is not null;

    /// <summary>How many steps in a row may be skipped because their gradients are not finite; one more ends the
    /// run.</summary>
    public long MostSkipped { get; }

    /// <summary>The norm of all gradients that <see cref="Apply"/> found, after values were clamped.</summary>
    public double Norm { get; private set; }

    /// <summary>Clamps the values in place, then returns the factor that brings their norm down to the limit.</summary>
    /// <remarks>As in torch, a norm of NaN gives a factor of NaN, an infinite one 0.</remarks>
    public float Apply(float* gradients, ReadOnlySpan<ParameterBlock> blocks, int threads)
    {
        if (!IsOn)
        {
            return 1;
        }

        double total = Total(gradients, blocks, threads, (float)(value ?? double.PositiveInfinity), order);
        Norm = order == 2 ? Math.Sqrt(total) : double.IsPositiveInfinity(order) ? total : Math.Pow(total, 1 / order);
        return norm is double limit ? (float)Math.Min(1, limit / (Norm + 1e-6)) : 1;
    }

    /// <summary>The norm of all gradients, which stay as they are.</summary>
    public double Measure(float* gradients, ReadOnlySpan<ParameterBlock> blocks, int threads) =>
        Math.Sqrt(Total(gradients, blocks, threads, float.PositiveInfinity, 2));

    private double Total(float* gradients, ReadOnlySpan<ParameterBlock> blocks, int threads, float most, double power)
    {
        double total = 0;
        foreach (ParameterBlock block in blocks)
        {
            int count = new SizedCut(block.Count, Part).Parts;
            if (parts.Length < count)
            {
                parts = new double[count];
            }

            Work work = new()
            {
                Gradients = gradients + block.Offset,
                Count = block.Count,
                Limit = most,
                Order = power,
                Sums = parts,
            };
            Workers.Run(ref work, count, threads);
            foreach (double part in parts.AsSpan(0, count))
            {
                total = double.IsPositiveInfinity(power) ? Math.Max(total, part) : total + part;
            }
        }

        return total;
    }

    private struct Work : IParallelWork
    {
        public float* Gradients;
        public int Count;
        public float Limit;
        public double Order;
        public double[] Sums;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, Part);
            int first = (int)cut.First(part), end = (int)cut.End(part);
            Sums[part] = Order == 2 ? Squares(first, end) : Powers(first, end);
        }

        private readonly double Squares(int first, int end)
        {
            Vector<float> most = new(Limit);
            Vector<double> sum = Vector<double>.Zero;
            for (int i = first; i < end; i += Vector<float>.Count)
            {
                Vector<float> g = Vector.Min(Vector.Max(Vector.Load(Gradients + i), -most), most);
                g.Store(Gradients + i);
                Vector.Widen(g, out Vector<double> low, out Vector<double> high);
                sum += (low * low) + (high * high);
            }

            return Vector.Sum(sum);
        }

        private readonly double Powers(int first, int end)
        {
            double sum = 0;
            for (int i = first; i < end; i++)
            {
                Gradients[i] = MathF.Min(MathF.Max(Gradients[i], -Limit), Limit);
                double size = Math.Abs((double)Gradients[i]);
                sum = double.IsPositiveInfinity(Order) ? Math.Max(sum, size)
                    : sum + (Order == 1 ? size : Math.Pow(size, Order));
            }

            return sum;
        }
    }
}
