using System.Diagnostics;
using System.Globalization;

namespace NormTools.Fuzz;

/// <summary>Runs cases in a process of their own, and starts another behind the case that ended one.</summary>
internal sealed class Supervisor(string kind, long seed)
{
    // The limit of memory of a worker in KB, as a container has one: what does not fit is to be an error.
    private const int AddressSpace = 12 << 20;
    private const int LinesOfDeath = 6; // of what a process says when it ends before its time
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StartUp = TimeSpan.FromMinutes(5); // the module and the cases' seeds, on a busy machine

    /// <returns>How many findings there were.</returns>
    public int Run(long first, long end)
    {
        string folder = Scratch.Create("state-");
        string state = Path.Combine(folder, "state");
        int findings = 0;
        HashSet<string> ids = [];
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            for (long next = first; next < end;)
            {
                File.WriteAllText(state, "-1");
                int code = RunWorker(next, end, state, line =>
                {
                    if (line.StartsWith(Worker.Met, StringComparison.Ordinal))
                    {
                        ids.Add(line);
                        return;
                    }

                    findings += line.StartsWith("FOUND", StringComparison.Ordinal) ? 1 : 0;
                    Console.WriteLine(line);
                });
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

    private int RunWorker(long from, long until, string state, Action<string> tell)
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
        Lock turn = new();
        DateTime heard = DateTime.UtcNow;
        long seen = -1;
        int said = 0;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                lock (turn)
                {
                    tell(text);
                }
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (turn)
            {
                if (line.Data is { Length: > 0 } text && said++ < LinesOfDeath)
                {
                    tell("  " + text);
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
            else if (DateTime.UtcNow - heard > (reached < from ? StartUp : Silence))
            {
                process.Kill(entireProcessTree: true); // its own watchdog did not get a turn
                break;
            }
        }

        process.WaitForExit();
        return process.ExitCode;
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
