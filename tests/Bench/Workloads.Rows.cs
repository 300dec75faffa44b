using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NormTools.Run;

namespace NormTools.Bench;

/// <content>Rows of the pipeline, answered by a model in a real PowerShell: what is timed lies in predict-rows.ps1.</content>
internal static unsafe partial class Workloads
{
    public static void Rows(Bench bench)
    {
        const string Name = "predict-rows";
        string? module = ModuleOf(bench.Options.Library);
        if (module is null || !bench.Wants(Name))
        {
            return;
        }

        string script = Path.Combine(AppContext.BaseDirectory, "predict-rows.ps1");
        string threads = bench.Options.Threads.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new(
            PowerShell.Command[0], [.. PowerShell.Command.Skip(1), "-NoProfile", "-File", script, module, threads])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["NORMTOOLS_LEVEL"] = bench.Options.Level;
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is string line)
        {
            Console.WriteLine(line);
            JsonElement json = JsonDocument.Parse(line).RootElement;
            bench.Milliseconds[json.GetProperty("name").GetString()!] = json.GetProperty("ms").GetDouble();
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}.");
        }
    }

    // The module that a library lies in; null of one that was given by itself.
    private static string? ModuleOf(string library)
    {
        string? folder = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(library)));
        return folder is not null && File.Exists(Path.Combine(folder, "NormTools.psd1")) ? folder : null;
    }
}
