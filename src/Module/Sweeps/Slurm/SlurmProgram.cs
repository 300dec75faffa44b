using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace NormTools;

/// <summary>A program of Slurm that runs, and what it writes. Nobody waits for it: the controller may take its time, or not answer.</summary>
internal sealed class SlurmProgram : IDisposable
{
    private readonly string name;
    private readonly Process process;
    private readonly Task<string> output, error;

    /// <param name="name">As sbatch.</param>
    /// <param name="arguments">What it is given.</param>
    /// <exception cref="NormToolsException">SlurmNotFound.</exception>
    public SlurmProgram(string name, params string[] arguments)
    {
        this.name = name;
        var start = new ProcessStartInfo(name, string.Join(" ", arguments.Select(Quoted)))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw Errors.SlurmNotFound(name);
        }

        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Whether it has ended.</summary>
    public bool IsDone => process.HasExited && output.IsCompleted && error.IsCompleted;

    /// <summary>Whether it did what it was told; once it has ended.</summary>
    public bool IsFine => process.ExitCode == 0;

    /// <summary>What it wrote; once it has ended.</summary>
    public string Output => output.Result;

    /// <summary>What it complained of, as a part of a sentence; once it has ended.</summary>
    public string Complaint
    {
        get
        {
            string start = name + ": error: ";
            string text = string.Join("; ", (error.Result + "\n" + output.Result).Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries)
                .Select(line => (line.StartsWith(start, StringComparison.Ordinal) ? line.Substring(start.Length) : line).Trim().TrimEnd('.')));
            return text.Length > 0 ? text : FormattableString.Invariant($"{name} ended with {process.ExitCode} and said nothing");
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it came.</returns>
    public bool Wait(int milliseconds) => process.WaitForExit(milliseconds) && Task.WaitAll(new Task[] { output, error }, milliseconds);

    /// <exception cref="NormToolsException">SlurmNotFound: there is no program of this name.</exception>
    public static void ThrowIfMissing(string name)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        if (!folders.Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name))))
        {
            throw Errors.SlurmNotFound(name);
        }
    }

    /// <summary>Ends it where it runs still.</summary>
    public void Dispose()
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            // It has ended by now.
        }

        process.Dispose();
    }

    // As a command line is taken apart again: backslashes count before a quote only.
    private static string Quoted(string argument)
    {
        if (argument.Length > 0 && argument.All(symbol => !char.IsWhiteSpace(symbol) && symbol is not ('"' or '\\')))
        {
            return argument;
        }

        var quoted = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char symbol in argument)
        {
            quoted.Append('\\', symbol == '"' ? backslashes + 1 : 0).Append(symbol);
            backslashes = symbol == '\\' ? backslashes + 1 : 0;
        }

        return quoted.Append('\\', backslashes).Append('"').ToString();
    }
}
