using System.Diagnostics;

namespace NormTools.Bench;

/// <summary>What the work of a workload counts, and so which limit of the machine it is held against.</summary>
internal enum Bound
{
    /// <summary>Floating-point operations, against the multiply-add peak.</summary>
    Arithmetic,

    /// <summary>Bytes read and written, against the copy bandwidth.</summary>
    Memory,
}

/// <summary>Times workloads and prints a JSON object a line.</summary>
internal sealed unsafe class Bench(Options options, Library library, Limits limits)
{
    public Options Options => options;

    public Library Library => library;

    public Dictionary<string, double> Milliseconds { get; } = [];

    /// <summary>Memory for a workload's operands, of random values in [0, 1).</summary>
    public float* Random(long count, int seed)
    {
        float* memory = library.Rent(count);
        Random random = new(seed);
        for (long i = 0; i < count; i++)
        {
            memory[i] = random.NextSingle();
        }

        return memory;
    }

    public void Free(float* memory) => library.Return(memory);

    /// <summary>Whether the filter may choose the workload, or some of those whose names begin with this.</summary>
    public bool Wants(string name) =>
        name.Contains(options.Filter, StringComparison.Ordinal)
            || options.Filter.StartsWith(name, StringComparison.Ordinal);

    /// <summary>Times one workload.</summary>
    /// <param name="work">What a call does, in the unit of its limit: operations or bytes.</param>
    /// <param name="shown">What the line reports of a call's work, if that is something else (samples, values).</param>
    public void Report(string name, Bound bound, double work, string unit, Action action, double? shown = null,
        double seconds = 1)
    {
        if (!name.Contains(options.Filter, StringComparison.Ordinal))
        {
            return;
        }

        // Others use the memory too, and what they leave changes by the second: it is measured before and behind.
        double rate = bound == Bound.Arithmetic ? limits.Arithmetic : limits.MeasureBandwidth();
        double best = Best(action, seconds);
        double limit = work / (bound == Bound.Arithmetic ? rate : Math.Max(rate, limits.MeasureBandwidth()));
        Milliseconds[name] = best * 1e3;
        Console.WriteLine(FormattableString.Invariant(
            $$"""
            {"library":"normtools","level":"{{options.Level}}","threads":{{options.Threads}},"name":"{{name}}",
            "ms":{{best * 1e3:G6}},"work":{{(shown ?? work) / best / 1e9:G5}},"unit":"{{unit}}",
            "limit":{{limit / best:F3}}}
            """).ReplaceLineEndings(string.Empty));
    }

    /// <summary>Times what another library does for the same workload; gives its milliseconds.</summary>
    public double Compare(string name, string library, Action action, double shown, double seconds)
    {
        double best = Best(action, seconds);
        Console.WriteLine(FormattableString.Invariant(
            $$"""
            {"library":"{{library}}","threads":{{options.Threads}},"name":"{{name}}","ms":{{best * 1e3:G6}},
            "work":{{shown / best / 1e9:G5}},"unit":"GB/s"}
            """).ReplaceLineEndings(string.Empty));
        return best * 1e3;
    }

    /// <summary>Best of repeated calls, after a warm-up: the least disturbed call on a shared machine.</summary>
    private static double Best(Action action, double seconds)
    {
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        double best = double.MaxValue;
        var total = Stopwatch.StartNew();
        for (int n = 0; total.Elapsed.TotalSeconds < seconds || n < 5; n++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
