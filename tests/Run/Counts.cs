using System.Xml;
using System.Xml.Linq;

namespace NormTools.Run;

internal readonly record struct Counts(int Passed, int Failed, int Skipped)
{
    public static Counts operator +(Counts a, Counts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);

    /// <summary>What a suite wrote; to end before that, or to fail beside its tests, is a failure.</summary>
    public static Counts Read(string report, int exitCode)
    {
        XElement[] assemblies = Assemblies(report);
        if (assemblies.Length == 0)
        {
            Console.WriteLine($"It ended with {Ending.Describe(exitCode)} and without a report.");
            return new(0, 1, 0);
        }

        int Sum(string name) => assemblies.Sum(a => (int?)a.Attribute(name) ?? 0);
        Counts counts = new(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped"));
        if (exitCode == 0 || counts.Failed > 0)
        {
            return counts;
        }

        Console.WriteLine($"Its tests passed, but it ended with {Ending.Describe(exitCode)}.");
        return counts with { Failed = 1 };
    }

    // A suite that dies while it writes leaves half a report, which is none.
    private static XElement[] Assemblies(string report)
    {
        try
        {
            return File.Exists(report) ? [.. XDocument.Load(report).Descendants("assembly")] : [];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
