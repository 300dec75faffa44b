using NormTools.Run;

// Runs the suites whose names start with an argument, or all of them. The last line is the sum.
Directory.CreateDirectory(Path.Combine("out", "tests"));
bool Wanted(Suite suite) =>
    args.Length == 0 || args.Any(name => suite.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));
Suite[] suites = [.. Suite.All().Where(Wanted)];
(Suite Suite, Counts Counts)[] results = [.. suites.Select(suite => (suite, suite.Run()))];

Console.WriteLine();
foreach ((Suite suite, Counts counts) in results)
{
    Console.WriteLine($"{suite.Name,-15} {counts}");
}

Counts sum = results.Aggregate(default(Counts), (total, result) => total + result.Counts);
Console.WriteLine(sum);
return sum.Failed == 0 && sum.Passed > 0 ? 0 : 1;
