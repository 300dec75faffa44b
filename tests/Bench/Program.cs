using System.ComponentModel;
using NormTools.Bench;

if (args is ["--help" or "-h" or "-?" or "help", ..])
{
    Console.WriteLine(Options.Usage);
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (Exception failure) when (failure is ArgumentException or FileNotFoundException)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}

Peer? peer = null;
try
{
    peer = options.Peer is null ? null : Peer.Measure(options); // before our own, so that neither disturbs the other
}
catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
{
    Console.Error.WriteLine(failure.Message);
    return 3;
}

Library library;
try
{
    library = new(options.Library);
}
catch (Exception failure)
    when (failure is InvalidOperationException or DllNotFoundException or EntryPointNotFoundException)
{
    Console.Error.WriteLine($"--library: {failure.Message}");
    return 2;
}

library.SetThreads(options.Threads);
Limits limits = new(options.Threads, library);
Console.WriteLine(FormattableString.Invariant(
    $$"""
    {"library":"machine","threads":{{options.Threads}},"name":"limits",
    "gflops":{{limits.Arithmetic / 1e9:F0}},"copyGBs":{{limits.Bandwidth / 1e9:F1}}}
    """).ReplaceLineEndings(string.Empty));
Bench bench = new(options, library, limits);
Workloads.Products(bench);
Workloads.Norms(bench);
Workloads.Weights(bench);
Workloads.Training(bench);
Workloads.Data(bench);
Workloads.Rows(bench);
if (bench.Milliseconds.Count == 0)
{
    Console.Error.WriteLine($"--filter: no workload's name contains '{options.Filter}'.");
    return 2;
}

peer?.PrintRatios(bench.Milliseconds);
return 0;
