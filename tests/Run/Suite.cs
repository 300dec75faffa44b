using System.Diagnostics;
using System.Text;

namespace NormTools.Run;

/// <summary>One program of tests; <paramref name="Skipped"/> says why it cannot be run here, if it cannot.</summary>
internal sealed record Suite(
    string Name, string Program, string[] Arguments, (string Name, string Value)[] Settings, string? Skipped = null)
{
    private const string PesterEnding = ".Tests.ps1";
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1), ShortWait = TimeSpan.FromSeconds(2);

    /// <summary>Whether it leaves processors idle, so that others like it may run at the same time.</summary>
    public bool Shares { get; init; }

    /// <summary>Every suite; the paths are from the repository's root, which is the current folder.</summary>
    public static IEnumerable<Suite> All()
    {
        foreach (string level in CpuLevels.Known)
        {
            yield return new($"Core-{level}", "dotnet", TestProgram("Core", Once(level == CpuLevels.Known[0])), CpuLevels.JitSettings(level), Why(level));
        }

        string[] built = [.. CpuLevels.All.Where(level => Directory.Exists(CpuLevels.Folder(level)))];
        foreach (string level in built)
        {
            yield return new(
                $"Module-{level}", "dotnet", TestProgram("Module", Once(level == built[0])), [("NORMTOOLS_LEVEL", level)], Why(level));
        }

        string fuzz = Path.Combine("tests", "Fuzz", "bin", "Release", "net10.0", "NormTools.Fuzz.dll");
        yield return new("Fuzz", "dotnet", ["exec", fuzz, "1000", "1", "both", "0"], []);

        string folder = Path.Combine("tests", "Pester");
        string pester = Path.Combine(AppContext.BaseDirectory, "Pester", "Pester.psd1");
        string[] arguments = ["-NoProfile", "-NonInteractive", "-File", Path.Combine(folder, "run.ps1"), "-Pester", pester];
        foreach (string file in Directory.GetFiles(folder, "*" + PesterEnding).Order(StringComparer.Ordinal))
        {
            string name = "Pester-" + Path.GetFileName(file)[..^PesterEnding.Length];
            string[] all = [.. PowerShell.Command.Skip(1), .. arguments, "-Path", file, "-Xml"];
            yield return new(name, PowerShell.Command[0], all, []) { Shares = true };
        }
    }

    public Counts Run()
    {
        if (Skipped is not null)
        {
            Console.WriteLine($"\n=== {Name} ===\nSKIPPED: {Skipped}.");
            return new(0, 0, 1);
        }

        if (!Shares)
        {
            Console.WriteLine($"\n=== {Name} ===");
        }

        string report = Path.GetFullPath(Path.Combine("out", "tests", Name + ".xml"));
        File.Delete(report);
        return Counts.Read(report, Start(Program, [.. Arguments, report], Settings));
    }

    // What asks sources, pages, files, folders, text or lifetimes alone answers the same on each level: no vector is in it.
    private static string[] Once(bool isFirst) => isFirst ? [] : ["-trait-", "Levels=Once"];

    private static string? Why(string level) =>
        CpuLevels.Supported().Contains(level) ? null : $"this CPU does not run {level}";

    private static string[] TestProgram(string project, params string[] more) =>
    [
        "exec", Path.Combine("tests", project, "bin", "Release", "net10.0", $"NormTools.{project}.Tests.dll"),
        "-noLogo", "-noColor", .. more, "-result-xml",
    ];

    private int Start(string program, string[] arguments, (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = Shares };
        start.Environment["NORMTOOLS_MODULE"] = Path.GetFullPath(CpuLevels.Module);
        start.Environment["TERM"] = "xterm-256color"; // what tests of a terminal speak to, wherever they were started
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        if (!Shares)
        {
            process.WaitForExit();
            return process.ExitCode;
        }

        // All of it at once, for the lines of suites that run at the same time would mix. What a suite leaves running may
        // hold its output open; that is not waited for.
        StringBuilder written = new();
        using ManualResetEventSlim ended = new();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ended.Set();
                return;
            }

            lock (written)
            {
                written.AppendLine(line.Data);
            }
        };
        process.BeginOutputReadLine();
        while (!process.WaitForExit(LongWait))
        {
        }

        ended.Wait(ShortWait);
        lock (written)
        {
            Console.WriteLine($"\n=== {Name} ===\n{written.ToString().TrimEnd()}");
        }

        return process.ExitCode;
    }
}
