using NormTools.Run;

const int MostAtOnce = 4;

// Runs the suites whose names start with an argument, or all of them. The last line is the sum.
Directory.CreateDirectory(Path.Combine("out", "tests"));
bool Wanted(Suite suite) =>
    args.Length == 0 || args.Any(name => suite.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));
Suite[] suites = [.. Suite.All().Where(Wanted)];
Counts[] counts = new Counts[suites.Length];
int next = 0;
for (; next < suites.Length && !suites[next].Shares; next++)
{
    counts[next] = suites[next].Run();
}

// Those that share keep one processor busy most of the time, so there are as many at once; one starts as another ends.
using SemaphoreSlim processors = new(Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce));
await Task.WhenAll(Enumerable.Range(next, suites.Length - next).Select(async i =>
{
    await processors.WaitAsync();
    counts[i] = await Task.Run(suites[i].Run);
    processors.Release();
}));

Console.WriteLine();
for (int i = 0; i < suites.Length; i++)
{
    Console.WriteLine($"{suites[i].Name,-24} {counts[i]}");
}

Counts sum = counts.Aggregate(default(Counts), (total, one) => total + one);
Console.WriteLine(sum);
return sum.Failed == 0 && sum.Passed > 0 ? 0 : 1;
