using System.Diagnostics;
using System.Globalization;

namespace NormTools.Fuzz;

/// <summary>Runs cases in a process of their own, and starts another behind the case that ended one.</summary>
internal sealed class Supervisor(string kind, long seed)
{
    // The limit of memory of a worker in KB, as a container has one: what does not fit is to be an error.
    private const int AddressSpace = 12 << 20;
    private const int LinesOfDeath = 6; // of what a process says when it ends before its time
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <returns>How many findings there were.</returns>
    public int Run(long first, long end)
    {
        string folder = Directory.CreateTempSubdirectory("NormTools-fuzz-").FullName;
        string state = Path.Combine(folder, "state");
        int findings = 0;
        HashSet<string> ids = [];
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            for (long next = first; next < end;)
            {
                File.WriteAllText(state, "-1");
                (int code, string[] lines) = RunWorker(next, end, state);
                ids.UnionWith(lines.Where(line => line.StartsWith(Worker.Met, StringComparison.Ordinal)));
                foreach (string line in lines.Where(line => !line.StartsWith(Worker.Met, StringComparison.Ordinal)))
                {
                    Console.WriteLine(line);
                }

                findings += lines.Count(line => line.StartsWith("FOUND", StringComparison.Ordinal));
                long reached = long.Parse(File.ReadAllText(state), CultureInfo.InvariantCulture);
                if (code == 0)
                {
                    break;
                }

                if (code != Worker.Handled)
                {
                    findings++;
                    Console.WriteLine($"FOUND {kind} seed {seed} case {reached}: the process ended with {code}");
                }

                if (reached < next)
                {
                    Console.WriteLine("No case was begun: the module cannot be used.");
                    return findings + 1;
                }

                next = reached + 1;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Console.WriteLine(
            $"{end - first:N0} {kind}, seed {seed}, cases {first} to {end - 1}: {findings} findings, "
            + $"errors of {ids.Count} ids, {clock.Elapsed.TotalSeconds:N0} s");
        return findings;
    }

    private (int Code, string[] Lines) RunWorker(long from, long until, string state)
    {
        string[] worker =
        [
            "exec", typeof(Supervisor).Assembly.Location, "--worker", kind, $"{from}", $"{until}", $"{seed}", state,
        ];
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new("dotnet", worker)
            : new("/bin/sh", ["-c", $"ulimit -c 0; ulimit -v {AddressSpace}; exec dotnet \"$@\"", "sh", .. worker]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetDirectoryName(state)!;
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x80000000"; // 2 GB: else the collector reserves 256 GB of addresses
        start.Environment["DOTNET_GCgen0size"] = "0x1000000";
        using Process process = Process.Start(start)!;
        List<string> lines = [];
        DateTime heard = DateTime.UtcNow;
        long seen = -1;
        int said = 0;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                lock (lines)
                {
                    lines.Add(text);
                }
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
            {
                if (line.Data is { Length: > 0 } text && said++ < LinesOfDeath)
                {
                    lines.Add("  " + text);
                }
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.WaitForExit(500))
        {
            long reached = Reached(state);
            if (reached != seen)
            {
                (seen, heard) = (reached, DateTime.UtcNow);
            }
            else if (DateTime.UtcNow - heard > Silence)
            {
                process.Kill(entireProcessTree: true); // its own watchdog did not get a turn
                break;
            }
        }

        process.WaitForExit();
        lock (lines)
        {
            return (process.ExitCode, [.. lines]);
        }
    }

    private static long Reached(string state)
    {
        using FileStream file = new(state, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return long.TryParse(reader.ReadToEnd(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long reached)
            ? reached
            : -1;
    }
}
