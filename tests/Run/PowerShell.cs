using System.ComponentModel;
using System.Diagnostics;

namespace NormTools.Run;

/// <summary>The PowerShell that scripts run in: pwsh of PATH from 7.4 on, or else the tool of .config.</summary>
public static class PowerShell
{
    private static readonly Version Oldest = new(7, 4);

    private static readonly Lazy<string[]> Found = new(Find);

    /// <summary>The program and its first arguments; what pwsh takes comes after them.</summary>
    public static IReadOnlyList<string> Command => Found.Value;

    private static string[] Find()
    {
        string[] version = ["-NoProfile", "-NonInteractive", "-Command", "\"$($PSVersionTable.PSVersion)\""];
        if (Version.TryParse(Answer("pwsh", version)?.Split('-')[0], out Version? found) && found >= Oldest)
        {
            return ["pwsh"];
        }

        // The manifest is looked for from the program's folder upwards, whatever the current folder is.
        _ = Answer("dotnet", "tool", "restore");
        string[] place = ["tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-Command", "$PSHOME"];
        return Answer("dotnet", place) is string home
            ? ["dotnet", "exec", Path.Combine(home, "pwsh.dll")]
            : throw new InvalidOperationException(
                "There is no pwsh 7.4 or later on PATH, and `dotnet tool restore` brought none.");
    }

    private static string? Answer(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        try
        {
            using Process process = Process.Start(start)!;
            string answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
