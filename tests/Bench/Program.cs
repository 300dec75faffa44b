using System.Text.Json;
using NormTools.Bench;

Options options;
try
{
    options = Options.Parse(args);
}
catch (Exception failure) when (failure is ArgumentException or FormatException or FileNotFoundException)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}

Library library = new(options.Library);
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
Workloads.Training(bench);
Workloads.Convolutions(bench);
if (options.Peer is not null)
{
    PrintRatios(bench, options.Peer);
}

return 0;

static void PrintRatios(Bench bench, string path)
{
    Console.WriteLine();
    Console.WriteLine($"{"name",-40} {"peer ms",10} {"our ms",10} {"ratio",8}");
    foreach (string line in File.ReadLines(path).Where(line => line.StartsWith('{')))
    {
        JsonElement peer = JsonDocument.Parse(line).RootElement;
        string name = peer.GetProperty("name").GetString()!;
        if (bench.Milliseconds.TryGetValue(name, out double ours)
            && peer.GetProperty("threads").GetInt32() == bench.Options.Threads)
        {
            double theirs = peer.GetProperty("ms").GetDouble();
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-40} {theirs,10:G5} {ours,10:G5} {theirs / ours,8:F2}"));
        }
    }
}
