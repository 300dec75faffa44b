using System.Diagnostics;

namespace NormTools.Module.Tests;

/// <summary>A Slurm cluster of two nodes on this machine for the time of a class' tests, where Slurm is installed. This process' PATH gets a
/// pwsh, which the jobs run.</summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");
    private readonly string? path = Environment.GetEnvironmentVariable("PATH"), configuration = Environment.GetEnvironmentVariable("SLURM_CONF");

    public SlurmCluster()
    {
        Missing = OperatingSystem.IsLinux() ? null : "Slurm runs on Linux.";
        if (Missing is null && Call("bash", Script, "start", folder) is (not 0, var words))
        {
            Missing = words.Trim();
        }

        if (Missing is null)
        {
            AddPowerShell(folder);
            Environment.SetEnvironmentVariable("PATH", folder + Path.PathSeparator + path);
            Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(folder, "slurm.conf"));
        }
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public string? Missing { get; }

    private static string Script => Path.Combine(BuiltModule.Repository, "tests", "Module", "Sweeps", "Slurm", "slurm.sh");

    /// <summary>Makes a pwsh in a folder, which is the PowerShell of these tests.</summary>
    public static void AddPowerShell(string folder)
    {
        string pwsh = Path.Combine(folder, "pwsh");
        string[] command = [Call("which", Run.PowerShell.Command[0]).Output.Trim(), .. Run.PowerShell.Command.Skip(1)]; // not the one that is made here
        File.WriteAllText(pwsh, $"#!/bin/sh\nexec {string.Join(" ", command.Select(part => $"'{part}'"))} \"$@\"\n");
        Call("chmod", "+x", pwsh);
    }

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output) Call(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    public void Dispose()
    {
        if (Missing is null)
        {
            Call("bash", Script, "stop", folder);
        }

        Environment.SetEnvironmentVariable("PATH", path);
        Environment.SetEnvironmentVariable("SLURM_CONF", configuration);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
