using System.ComponentModel;
using System.Diagnostics;

namespace NormTools.Run;

/// <summary>One program of tests; <paramref name="Skipped"/> says why it cannot be run here, if it cannot.</summary>
internal sealed record Suite(
    string Name, string Program, string[] Arguments, string? Level = null, string? Skipped = null)
{
    /// <summary>Every suite; the paths are from the repository's root, which is the current folder.</summary>
    public static IEnumerable<Suite> All()
    {
        yield return new("Core", "dotnet", TestProgram("Core"));

        string[] built = [.. CpuLevels.All.Where(level => Directory.Exists(CpuLevels.Folder(level)))];
        foreach (string level in built)
        {
            string? skipped = CpuLevels.Supported().Contains(level) ? null : $"this CPU does not run {level}";
            yield return new($"Module-{level}", "dotnet", TestProgram("Module"), level, skipped);
        }

        string script = Path.Combine("tests", "Pester", "run.ps1");
        yield return new("Pester", "pwsh", ["-NoProfile", "-File", script, "-Xml"], Skipped: WhyNoPester(script));
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
        return Counts.Read(report, Start(Program, [.. Arguments, report], Level));
    }

    private static string[] TestProgram(string project) =>
    [
        "exec", Path.Combine("tests", project, "bin", "Release", "net10.0", $"NormTools.{project}.Tests.dll"),
        "-noLogo", "-noColor", "-result-xml",
    ];

    private static string? WhyNoPester(string script)
    {
        try
        {
            int exitCode = Start("pwsh", ["-NoProfile", "-File", script, "-Probe"], level: null);
            return exitCode == 0 ? null : "Pester 5 is not installed";
        }
        catch (Win32Exception)
        {
            return "pwsh is not on PATH";
        }
    }

    private static int Start(string program, string[] arguments, string? level)
    {
        ProcessStartInfo start = new(program, arguments);
        start.Environment["NORMTOOLS_MODULE"] = Path.GetFullPath(CpuLevels.Module);
        if (level is not null)
        {
            start.Environment["NORMTOOLS_LEVEL"] = level;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
