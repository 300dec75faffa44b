using System.Management.Automation;

namespace NormTools;

/// <content>Of Slurm.</content>
internal static partial class Errors
{
    public static NormToolsException SlurmNotFound(string program) => new NormToolsException(
        "SlurmNotFound",
        ErrorCategory.ObjectNotFound,
        $"-Engine Slurm calls {program}, and there is none on PATH: run the command on a machine of the cluster that submits jobs, such as its login node (module load slurm may be needed), "
        + "or leave -Engine out.");

    public static NormToolsException SlurmArgument(string argument) => Invalid(
        "InvalidArgument", $"-ArgumentList has '{argument}', and options of sbatch are wanted, as in '--partition=cpu', '--time=10'.");

    public static NormToolsException SlurmRefused(string words, string root) => new NormToolsException(
        "SlurmRefused",
        ErrorCategory.InvalidOperation,
        $"Slurm did not take the job: {words}. The sweep is kept: with another -ArgumentList, Resume-TrainingSweep {RunStore.Quote(root)} -Engine Slurm goes on.");

    public static NormToolsException SlurmEnded(string job, int open, int trials, string? why, string root) => new NormToolsException(
        "SlurmEnded",
        ErrorCategory.OperationStopped,
        FormattableString.Invariant($"The tasks of Slurm's job {job} have ended, and {open:N0} of {Text.Count(trials, "trial")} {(open == 1 ? "is" : "are")} not done. ")
        + (why is null ? string.Empty : $"Task {why} ")
        + $"Resume-TrainingSweep {RunStore.Quote(root)} goes on here, with -Engine Slurm by another job.");
}
