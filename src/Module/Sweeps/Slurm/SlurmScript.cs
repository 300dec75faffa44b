using System.Diagnostics;
using System.Globalization;

namespace NormTools;

/// <summary>The submission script of a sweep, which a user can read, and submit by hand.</summary>
internal static class SlurmScript
{
    private const int MostThreads = 64; // of Set-NormToolsOption

    // A task is named by the array and its place: the SLURM_JOB_ID of the last one is the array's own, and would requeue them all.
    private const string Form =
        """
        #!/bin/bash
        # Does the trials of a sweep as an array job of Slurm: each task takes trials that nobody has, until none is left for it.
        # NormTools wrote it. By hand: sbatch {script}
        #SBATCH --job-name={name}
        #SBATCH --array=1-{tasks}
        #SBATCH --chdir={location}
        #SBATCH --output={output}
        #SBATCH --open-mode=append
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@60
        {arguments}
        # A minute before the task's time is over Slurm sends USR1, and a file of this name tells the task to stop.
        task="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
        export stop={stop}"$task"
        rm -f "$stop"
        trap 'touch "$stop"' USR1

        # The instruction level that the sweep began with: another one would give other last digits.
        export NORMTOOLS_LEVEL={level}
        pwsh=({powershell})
        [[ -x $pwsh ]] || pwsh=(pwsh)
        export threads=$((SLURM_CPUS_ON_NODE < {threads} ? SLURM_CPUS_ON_NODE : {threads}))
        "${pwsh[@]}" -NoProfile -NonInteractive -Command "{work}" &
        worker=$!
        wait $worker
        code=$?
        if [[ -e $stop ]]; then
            wait $worker # the signal ended the first wait
            code=$?
        fi

        # Its runs have kept their checkpoints. Where they had come on, they do so again: the task goes back into the queue.
        if [[ -e $stop && $code == 0 ]]; then
            rm "$stop"
            exec scontrol requeue "$task"
        fi
        rm -f "$stop"
        exit $code

        """;

    /// <param name="root">The sweep's folder.</param>
    /// <param name="location">The current folder of the sweep's script.</param>
    /// <param name="level">The instruction level that computes the trials.</param>
    /// <param name="tasks">How many tasks the array has.</param>
    /// <param name="arguments">Options for sbatch, which come behind the script's own: the last one of a name counts.</param>
    /// <param name="powerShell">The program, and its first arguments.</param>
    public static string Write(string root, string location, string level, int tasks, IReadOnlyList<string> arguments, IReadOnlyList<string> powerShell)
    {
        var folder = new SlurmFolder(root);
        string module = Path.Combine(FolderWork.ModuleFolder, "NormTools.psd1");
        var parts = new Dictionary<string, string>
        {
            ["script"] = Word(folder.ScriptFile),
            ["name"] = Directive(Path.GetFileName(root) is { Length: > 0 } name ? name : "sweep"),
            ["level"] = Word(level),
            ["tasks"] = tasks.ToString(CultureInfo.InvariantCulture),
            ["location"] = Directive(location),
            ["output"] = Directive(folder.OutputPattern),
            ["arguments"] = string.Concat(Lines(arguments).Select(line => $"#SBATCH {line}\n")),
            ["stop"] = Word(folder.StopPrefix),
            ["powershell"] = string.Join(" ", powerShell.Select(Word)),
            ["threads"] = MostThreads.ToString(CultureInfo.InvariantCulture),
            ["work"] = Inside(FolderWork.Line(root, module, 0, "Set-NormToolsOption -Thread $env:threads", "-StopPath $env:stop")),
        };
        return System.Text.RegularExpressions.Regex.Replace(Form, "{([a-z]+)}", part => parts[part.Groups[1].Value]);
    }

    /// <summary>The PowerShell that this process is, and the other machines are to run.</summary>
    /// <param name="home">$PSHOME.</param>
    public static string[] PowerShell(string home)
    {
        using Process self = Process.GetCurrentProcess();
        string program = self.MainModule!.FileName, tool = Path.Combine(home, "pwsh.dll");
        return Path.GetFileNameWithoutExtension(program) switch
        {
            "pwsh" or "pwsh-preview" => new[] { program },
            "dotnet" when File.Exists(tool) => new[] { program, "exec", tool },
            _ => new[] { "pwsh" }, // a program that hosts PowerShell
        };
    }

    // A value behind its option, as in '--partition', 'cpu', belongs into its line.
    private static IEnumerable<string> Lines(IReadOnlyList<string> arguments)
    {
        string? line = null;
        foreach (string argument in arguments)
        {
            if (argument.Length == 0 || argument.Any(symbol => symbol is '\r' or '\n'))
            {
                throw Errors.SlurmArgument(argument);
            }

            if (argument[0] != '-')
            {
                line = line is null ? throw Errors.SlurmArgument(argument) : $"{line} {Directive(argument)}";
                continue;
            }

            if (line is not null)
            {
                yield return line;
            }

            int value = argument.IndexOf('=');
            line = value < 0 ? argument : argument.Substring(0, value + 1) + Directive(argument.Substring(value + 1));
        }

        if (line is not null)
        {
            yield return line;
        }
    }

    // As one word of bash.
    private static string Word(string text) => "'" + text.Replace("'", "'\\''") + "'";

    // Between bash's double quotes.
    private static string Inside(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[\\\\\"$`]", "\\$0");

    // A value of an #SBATCH line.
    private static string Directive(string text) =>
        text.All(symbol => char.IsLetterOrDigit(symbol) || "-_./:,%=+@[]()*".IndexOf(symbol) >= 0) ? text : "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
