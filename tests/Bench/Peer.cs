using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NormTools.Run;

namespace NormTools.Bench;

/// <summary>What another library takes for the same workloads, by their names.</summary>
internal sealed class Peer
{
    private const int Skipped = 77; // the exit code of a program that has nothing to compare with, and has said why

    private readonly Dictionary<string, double> milliseconds = [];
    private bool isSkipped;

    private Peer()
    {
    }

    /// <summary>Reads a file of JSON lines, or runs a program that prints them.</summary>
    /// <exception cref="InvalidOperationException">The program failed, or there is no line for this number of
    /// threads.</exception>
    public static Peer Measure(Options options)
    {
        string path = Path.GetFullPath(options.Peer!);
        Peer peer = new();
        bool isFile = Path.GetExtension(path).ToLowerInvariant() is ".json" or ".jsonl" or ".txt";
        foreach (string line in isFile ? File.ReadLines(path) : peer.Run(path, options))
        {
            peer.Take(line, options.Threads);
        }

        return peer.milliseconds.Count > 0 || peer.isSkipped
            ? peer
            : throw new InvalidOperationException(
                $"--peer: '{path}' gave no line with a name, ms and {options.Threads} threads.");
    }

    /// <summary>A line for each workload that both have timed: how many times faster ours is.</summary>
    public void PrintRatios(IReadOnlyDictionary<string, double> ours)
    {
        if (milliseconds.Count == 0)
        {
            return;
        }

        Console.WriteLine();
        Console.WriteLine($"{"name",-40} {"peer ms",10} {"our ms",10} {"ratio",8}");
        foreach ((string name, double ms) in milliseconds.Where(pair => ours.ContainsKey(pair.Key)))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{name,-40} {ms,10:F4} {ours[name],10:F4} {ms / ours[name],8:F2}"));
        }
    }

    private IEnumerable<string> Run(string path, Options options)
    {
        string threads = options.Threads.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".ps1" => new(PowerShell.Command[0], [.. PowerShell.Command.Skip(1), "-NoProfile", "-File", path, threads]),
            ".dll" => new("dotnet", ["exec", path, threads]),
            _ => new(path, [threads]),
        };
        if (options.Filter.Length > 0)
        {
            start.ArgumentList.Add(options.Filter);
        }

        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is string line)
        {
            Console.WriteLine(line);
            yield return line;
        }

        process.WaitForExit();
        isSkipped = process.ExitCode == Skipped;
        if (process.ExitCode != 0 && !isSkipped)
        {
            throw new InvalidOperationException($"--peer: '{path}' ended with exit code {process.ExitCode}.");
        }
    }

    private void Take(string line, int threads)
    {
        if (!line.StartsWith('{'))
        {
            return;
        }

        JsonElement json;
        try
        {
            json = JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            return; // a program may say other things, too
        }

        if (json.TryGetProperty("name", out JsonElement name) && json.TryGetProperty("ms", out JsonElement ms)
            && json.TryGetProperty("threads", out JsonElement count))
        {
            if (name.ValueKind != JsonValueKind.String || ms.ValueKind != JsonValueKind.Number
                || count.ValueKind != JsonValueKind.Number)
            {
                throw new InvalidOperationException(
                    $"--peer: a name is a text, ms and threads are numbers; this line has others: {line}");
            }

            if (count.GetDouble() == threads)
            {
                milliseconds[name.GetString()!] = ms.GetDouble();
            }
        }
    }
}
