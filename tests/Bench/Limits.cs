using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormTools.Bench;

/// <summary>What the machine allows, measured: operations a second, and bytes read and written a second.</summary>
internal sealed unsafe class Limits
{
    private const long CopyBytes = 64 << 20;
    private readonly int threads;
    private readonly byte*[] copies;

    public Limits(int threads, Library library)
    {
        this.threads = threads;
        copies = new byte*[threads];
        for (int i = 0; i < threads; i++)
        {
            copies[i] = (byte*)library.Rent(2 * CopyBytes / sizeof(float));
            NativeMemory.Clear(copies[i], (nuint)(2 * CopyBytes));
        }

        Arithmetic = Best(8, _ => MultiplyAdd());
        Bandwidth = MeasureBandwidth();
    }

    /// <summary>Floating-point operations a second.</summary>
    public double Arithmetic { get; }

    /// <summary>Bytes read and written a second, when the program began.</summary>
    public double Bandwidth { get; }

    /// <summary>Bytes read and written a second now: what is left of a memory that others use too.</summary>
    public double MeasureBandwidth() => Best(4, Copy);

    /// <summary>The best rate of all threads together, each doing the same.</summary>
    private double Best(int rounds, Func<int, double> workOfOne)
    {
        double best = 0;
        for (int round = 0; round < rounds; round++)
        {
            using Barrier together = new(threads);
            double[] work = new double[threads];
            long[] starts = new long[threads], ends = new long[threads];
            Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
            {
                workOfOne(i); // warm
                together.SignalAndWait();
                starts[i] = Stopwatch.GetTimestamp();
                for (int repeat = 0; repeat < 4; repeat++)
                {
                    work[i] += workOfOne(i);
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

    private static double kept;

    private static void Keep(double value) => Volatile.Write(ref kept, value);

    // Each thread copies between halves of memory of its own, with streaming stores where there are any.
    private double Copy(int thread)
    {
        byte* source = copies[thread];
        byte* target = source + CopyBytes;
        for (long i = 0; i < CopyBytes; i += Vector<byte>.Count)
        {
            Vector.StoreAlignedNonTemporal(Vector.LoadAligned(source + i), target + i);
        }

        return 2.0 * CopyBytes;
    }
}
