using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormTools.Bench;

/// <summary>What the machine allows, measured: operations a second, and bytes read and written a second.</summary>
internal sealed unsafe record Limits(double Arithmetic, double Bandwidth)
{
    private const long CopyBytes = 64 << 20;

    public static Limits Measure(int threads) => new(Best(threads, MultiplyAdd), Best(threads, Copy));

    /// <summary>The best rate of all threads together, each doing the same.</summary>
    private static double Best(int threads, Func<double> workOfOne)
    {
        double best = 0;
        for (int round = 0; round < 8; round++)
        {
            using Barrier together = new(threads);
            double[] work = new double[threads];
            long[] starts = new long[threads], ends = new long[threads];
            Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
            {
                workOfOne(); // warm
                together.SignalAndWait();
                starts[i] = Stopwatch.GetTimestamp();
                for (int repeat = 0; repeat < 4; repeat++)
                {
                    work[i] += workOfOne();
                }

                ends[i] = Stopwatch.GetTimestamp();
            }))];
            Array.ForEach(all, thread => thread.Start());
            Array.ForEach(all, thread => thread.Join());
            best = Math.Max(best, work.Sum() / Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalSeconds);
        }

        return best;
    }

    private static double MultiplyAdd() =>
        Vector512.IsHardwareAccelerated ? MultiplyAdd512() : Vector256.IsHardwareAccelerated ? MultiplyAdd256()
            : MultiplyAdd128();

    private static double MultiplyAdd512()
    {
        const int Steps = 1 << 20;
        Vector512<float> f = Vector512.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, f);
            b = Vector512.FusedMultiplyAdd(b, f, f);
            c = Vector512.FusedMultiplyAdd(c, f, f);
            d = Vector512.FusedMultiplyAdd(d, f, f);
            e = Vector512.FusedMultiplyAdd(e, f, f);
            g = Vector512.FusedMultiplyAdd(g, f, f);
            h = Vector512.FusedMultiplyAdd(h, f, f);
            i = Vector512.FusedMultiplyAdd(i, f, f);
            j = Vector512.FusedMultiplyAdd(j, f, f);
            k = Vector512.FusedMultiplyAdd(k, f, f);
            l = Vector512.FusedMultiplyAdd(l, f, f);
            m = Vector512.FusedMultiplyAdd(m, f, f);
        }

        Keep(Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m));
        return 2.0 * 12 * 16 * Steps;
    }

    private static double MultiplyAdd256()
    {
        const int Steps = 1 << 20;
        Vector256<float> f = Vector256.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, f);
            b = Vector256.FusedMultiplyAdd(b, f, f);
            c = Vector256.FusedMultiplyAdd(c, f, f);
            d = Vector256.FusedMultiplyAdd(d, f, f);
            e = Vector256.FusedMultiplyAdd(e, f, f);
            g = Vector256.FusedMultiplyAdd(g, f, f);
            h = Vector256.FusedMultiplyAdd(h, f, f);
            i = Vector256.FusedMultiplyAdd(i, f, f);
            j = Vector256.FusedMultiplyAdd(j, f, f);
            k = Vector256.FusedMultiplyAdd(k, f, f);
            l = Vector256.FusedMultiplyAdd(l, f, f);
            m = Vector256.FusedMultiplyAdd(m, f, f);
        }

        Keep(Vector256.Sum(a + b + c + d + e + g + h + i + j + k + l + m));
        return 2.0 * 12 * 8 * Steps;
    }

    private static double MultiplyAdd128()
    {
        const int Steps = 1 << 20;
        Vector128<float> f = Vector128.Create(0.999f), a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f,
            k = f, l = f, m = f;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector128.MultiplyAddEstimate(a, f, f);
            b = Vector128.MultiplyAddEstimate(b, f, f);
            c = Vector128.MultiplyAddEstimate(c, f, f);
            d = Vector128.MultiplyAddEstimate(d, f, f);
            e = Vector128.MultiplyAddEstimate(e, f, f);
            g = Vector128.MultiplyAddEstimate(g, f, f);
            h = Vector128.MultiplyAddEstimate(h, f, f);
            i = Vector128.MultiplyAddEstimate(i, f, f);
            j = Vector128.MultiplyAddEstimate(j, f, f);
            k = Vector128.MultiplyAddEstimate(k, f, f);
            l = Vector128.MultiplyAddEstimate(l, f, f);
            m = Vector128.MultiplyAddEstimate(m, f, f);
        }

        Keep(Vector128.Sum(a + b + c + d + e + g + h + i + j + k + l + m));
        return 2.0 * 12 * 4 * Steps;
    }

    [ThreadStatic]
    private static nint copyMemory;

    private static double kept;

    private static void Keep(double value) => Volatile.Write(ref kept, value);

    // Each thread copies between halves of memory of its own, with streaming stores where there are any.
    private static double Copy()
    {
        if (copyMemory == 0)
        {
            copyMemory = (nint)NativeMemory.AlignedAlloc((nuint)(2 * CopyBytes), 64);
            NativeMemory.Clear((void*)copyMemory, (nuint)(2 * CopyBytes));
        }

        byte* source = (byte*)copyMemory;
        byte* target = source + CopyBytes;
        for (long i = 0; i < CopyBytes; i += Vector<byte>.Count)
        {
            Vector.StoreAlignedNonTemporal(Vector.LoadAligned(source + i), target + i);
        }

        return 2.0 * CopyBytes;
    }
}
