using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Local response normalisation of [n, c, inner]: y = x / (k + alpha * average of x^2 over a window of channels)^beta.
/// </summary>
/// <remarks>
/// Krizhevsky, Sutskever and Hinton 2012, section 3.3, with torch's conventions: the window's sum is always divided by
/// size (channels outside the tensor count as zeros); a window of even size has size / 2 channels before and
/// size / 2 - 1 after. NaN spreads to every window that contains it.
/// </remarks>
internal static unsafe class LocalResponseNorm
{
    /// <param name="y">As long as x; must not share its memory.</param>
    /// <param name="size">Channels in a window, at least 1.</param>
    public static void Forward<T>(
        ReadOnlySpan<T> x, Span<T> y, int n, int c, int inner, int size, double alpha, double beta, double k,
        int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, py = y)
        {
            Run<T>(new(px, null, py, n, c, inner, size, alpha, beta, k), threads);
        }
    }

    /// <summary>The gradient of the input.</summary>
    /// <param name="gradInput">As long as x; must not share memory with x or gradOutput.</param>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, Span<T> gradInput, int n, int c, int inner,
        int size, double alpha, double beta, double k, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* px = x, pg = gradOutput, pd = gradInput)
        {
            Run<T>(new(px, pg, pd, n, c, inner, size, alpha, beta, k), threads);
        }
    }

    private static void Run<T>(Work<T> work, int threads)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Workers.Run(ref work, work.Parts, CacheBlocks.Threads(work.Length, threads));

    // A part is a block of positions of one sample, over all channels.
    private readonly struct Work<T>(
        T* x, T* g, T* result, int n, int c, int inner, int size, double alpha, double beta, double k) : IParallelWork
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly int block = Math.Clamp((1 << 16) / Math.Max(c, 1), 16, 256);

        public long Length => (long)n * c * inner;

        public int Parts => c == 0 ? 0 : checked(n * Cut.Parts);

        private SizedCut Cut => new(inner, block);

        public void Run(int part)
        {
            (int sample, int place) = Math.DivRem(part, Cut.Parts);
            (int start, int length) = ((int)Cut.First(place), (int)Cut.Length(place));
            nint at = ((nint)sample * c * inner) + start;
            T* scratch = (T*)NativePool.Rent((g is null ? 3L : 3L + c) * length * sizeof(T));
            try
            {
                if (g is null)
                {
                    Forward(at, length, scratch);
                }
                else
                {
                    Backward(at, length, scratch);
                }
            }
            finally
            {
                NativePool.Return(scratch);
            }
        }

        private void Forward(nint at, int length, T* scratch)
        {
            for (int channel = 0; channel < c; channel++, at += inner)
            {
                Scale(at, channel, length, scratch);
                Span<T> power = new(scratch + length, length);
                Power(new(scratch, length), power, new(scratch + (2 * length), length));
                TensorPrimitives.Divide(new ReadOnlySpan<T>(x + at, length), power, new Span<T>(result + at, length));
            }
        }

        // With s the scale of a position, y = x s^-beta, and x also enters the scale of every window that contains it:
        // dx = g s^-beta - (2 alpha beta / size) x * (sum over those windows of g x s^(-beta - 1)).
        private void Backward(nint at, int length, T* scratch)
        {
            T* shares = scratch + (3 * length); // g x s^(-beta - 1), [c, length]
            Span<T> scale = new(scratch, length), power = new(scratch + length, length);
            Span<T> sum = new(scratch + (2 * length), length);
            for (int channel = 0; channel < c; channel++)
            {
                nint here = at + ((nint)channel * inner);
                Span<T> share = new(shares + (channel * length), length), direct = new(result + here, length);
                Scale(here, channel, length, scratch);
                Power(scale, power, sum);
                TensorPrimitives.Divide(new ReadOnlySpan<T>(g + here, length), power, direct);
                TensorPrimitives.Multiply(direct, new ReadOnlySpan<T>(x + here, length), share);
                TensorPrimitives.Divide(share, scale, share);
            }

            T factor = T.CreateTruncating(-2 * alpha * beta / size);
            for (int channel = 0; channel < c; channel++)
            {
                nint here = at + ((nint)channel * inner);
                Span<T> direct = new(result + here, length);
                sum.Clear();
                int last = Math.Min(c - 1, channel + (size / 2));
                for (int other = Math.Max(0, channel - ((size - 1) / 2)); other <= last; other++)
                {
                    TensorPrimitives.Add(sum, new ReadOnlySpan<T>(shares + (other * length), length), sum);
                }

                TensorPrimitives.Multiply(sum, factor, sum);
                TensorPrimitives.MultiplyAdd(sum, new ReadOnlySpan<T>(x + here, length), direct, direct);
            }
        }

        // k + alpha / size * the sum of squares over the window.
        private void Scale(nint at, int channel, int length, T* into)
        {
            Span<T> scale = new(into, length);
            scale.Clear();
            int last = Math.Min(c - 1, channel + ((size - 1) / 2));
            for (int other = Math.Max(0, channel - (size / 2)); other <= last; other++)
            {
                ReadOnlySpan<T> row = new(x + at + ((nint)(other - channel) * inner), length);
                TensorPrimitives.MultiplyAdd(row, row, scale, scale);
            }

            TensorPrimitives.Multiply(scale, T.CreateTruncating(alpha / size), scale);
            TensorPrimitives.Add(scale, T.CreateTruncating(k), scale);
        }

        private void Power(ReadOnlySpan<T> scale, Span<T> power, Span<T> scratch)
        {
            if (beta == 0.75) // the default: s^(1/2) s^(1/4)
            {
                TensorPrimitives.Sqrt(scale, power);
                TensorPrimitives.Sqrt(power, scratch);
                TensorPrimitives.Multiply(power, scratch, power);
            }
            else
            {
                TensorPrimitives.Pow(scale, T.CreateTruncating(beta), power);
            }
        }
    }
}
