using System.Xml.Linq;

namespace NormTools.Run;

internal readonly record struct Counts(int Passed, int Failed, int Skipped)
{
    public static Counts operator +(Counts a, Counts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    /// <summary>What a suite wrote; to end before that, or to fail beside its tests, is a failure.</summary>
    public static Counts Read(string report, int exitCode)
    {
        if (!File.Exists(report))
        {
            Console.WriteLine($"It ended with exit code {exitCode} and without a report.");
            return new(0, 1, 0);
        }

        XElement[] assemblies = [.. XDocument.Load(report).Descendants("assembly")];
        int Sum(string name) => assemblies.Sum(a => (int?)a.Attribute(name) ?? 0);
        Counts counts = new(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped"));
        return exitCode != 0 && counts.Failed == 0 ? counts with { Failed = 1 } : counts;
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
