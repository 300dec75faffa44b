using System.Diagnostics;

namespace NormTools.Run;

/// <summary>One program of tests; <paramref name="Skipped"/> says why it cannot be run here, if it cannot.</summary>
internal sealed record Suite(
    string Name, string Program, string[] Arguments, (string Name, string Value)[] Settings, string? Skipped = null)
{
    /// <summary>Every suite; the paths are from the repository's root, which is the current folder.</summary>
    public static IEnumerable<Suite> All()
    {
        foreach (string level in CpuLevels.Known)
        {
            yield return new($"Core-{level}", "dotnet", TestProgram("Core"), CpuLevels.JitSettings(level), Why(level));
        }

        string[] built = [.. CpuLevels.All.Where(level => Directory.Exists(CpuLevels.Folder(level)))];
        foreach (string level in built)
        {
            yield return new(
                $"Module-{level}", "dotnet", TestProgram("Module"), [("NORMTOOLS_LEVEL", level)], Why(level));
        }

        string fuzz = Path.Combine("tests", "Fuzz", "bin", "Release", "net10.0", "NormTools.Fuzz.dll");
        yield return new("Fuzz", "dotnet", ["exec", fuzz, "1000", "1", "both", "0"], []);

        string script = Path.Combine("tests", "Pester", "run.ps1");
        string pester = Path.Combine(AppContext.BaseDirectory, "Pester", "Pester.psd1");
        string[] arguments = ["-NoProfile", "-NonInteractive", "-File", script, "-Pester", pester, "-Xml"];
        yield return new("Pester", PowerShell.Command[0], [.. PowerShell.Command.Skip(1), .. arguments], []);
    }

    public Counts Run()
    {
        Console.WriteLine($"\n=== {Name} ===");
        if (Skipped is not null)
        {
            Console.WriteLine($"SKIPPED: {Skipped}.");
            return new(0, 0, 1);
        }

        string report = Path.GetFullPath(Path.Combine("out", "tests", Name + ".xml"));
        File.Delete(report);
        return Counts.Read(report, Start(Program, [.. Arguments, report], Settings));
    }

    private static string? Why(string level) =>
        CpuLevels.Supported().Contains(level) ? null : $"this CPU does not run {level}";

    private static string[] TestProgram(string project) =>
    [
        "exec", Path.Combine("tests", project, "bin", "Release", "net10.0", $"NormTools.{project}.Tests.dll"),
        "-noLogo", "-noColor", "-result-xml",
    ];

    private static int Start(string program, string[] arguments, (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new(program, arguments);
        start.Environment["NORMTOOLS_MODULE"] = Path.GetFullPath(CpuLevels.Module);
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
