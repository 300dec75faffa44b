using System.Management.Automation;
using System.Management.Automation.Host;
using NormTools.Contract;

namespace NormTools.Commands;

/// <summary>Drives a run for a cmdlet: time slices with progress, scripts after epochs, a clean end.</summary>
internal sealed class RunDriver
{
    private readonly NormToolsCommand command;
    private readonly RunScripts scripts;
    private readonly string stop; // what ends it, as it is told

    public RunDriver(NormToolsCommand command, RunScripts scripts, string stop = "Ctrl+C")
    {
        this.command = command;
        this.scripts = scripts;
        this.stop = stop;
    }

    /// <summary>-CheckpointPath as the user gave it.</summary>
    public string? CheckpointPath { get; set; }

    /// <summary>Whether -Force was given.</summary>
    public bool Force { get; set; }

    /// <summary>What follows the epochs for a sweep; null where nobody does.</summary>
    public EpochWatch? Watch { get; set; }

    /// <summary>The same for the cmdlet of a job, which has no scripts.</summary>
    public RunDriver For(NormToolsCommand other, string ending) =>
        new RunDriver(other, new RunScripts(other), ending) { CheckpointPath = CheckpointPath, Force = Force };

    /// <summary>The file of -CheckpointPath, after checking that it can be written; null if it was not given.</summary>
    /// <param name="isOwn">Whether an existing checkpoint is the run's own.</param>
    /// <param name="isRead">Whether the run resumes from it.</param>
    /// <param name="isNamed">Whether the run has a name, which -Force may be for.</param>
    /// <exception cref="NormToolsException">It cannot be written, or there is another file.</exception>
    public string? Checkpoint(Func<string, bool> isOwn, bool isRead = false, bool isNamed = false)
    {
        if (CheckpointPath is null)
        {
            return Force && !isNamed
                ? throw Errors.Invalid("ParameterHasNoEffect", "-Force has an effect only with -Name or -CheckpointPath.")
                : null;
        }

        string file = PathResolver.ForWriting(command, CheckpointPath, force: true);
        command.Interruptible(() => CheckpointFile.Prepare(file, replaces: Force || isOwn(file), isRead));
        return file;
    }

    /// <summary>Trains to the end, and writes the run.</summary>
    public void Drive(TrainingRun run, string? checkpoint, TrainingClaim claim, RunFolder? folder)
    {
        if (folder is not null)
        {
            command.Interruptible(() => run.KeepIn(folder.Folder));
        }

        if (run.ResumedFrom is not null)
        {
            Say($"Goes on from {run.ResumedFrom}{(folder is null ? string.Empty : $" of '{run.Name}'")}.");
        }

        using IDisposable? place = checkpoint is null ? null : CheckpointFile.Claim(checkpoint, run);
        claim.Place = () => (run.Progress.Epoch, run.Options.Epoch);
        run.Claim = claim;
        run.Begin();
        run.Checkpoint = checkpoint ?? run.Checkpoint;
        run.Observe(scripts.OnEpoch is not null, scripts.OnStep is not null);
        try
        {
            folder?.Begin(run);
            Train(run, checkpoint, folder);
        }
        catch (Exception failure) when (run.State == TrainingState.Running)
        {
            run.Interrupt(failure switch
            {
                PipelineStoppedException => $"It was stopped ({stop}).",
                FlowControlException => "A script of the run left it with exit.",
                _ => "An error interrupted it: " + failure.Message,
            });
            if (checkpoint is not null)
            {
                run.Save(checkpoint);
            }

            folder?.Save(run);
            if (failure is PipelineStoppedException)
            {
                Watch?.BrokenOff(run);
                SayHowToGoOn(run, checkpoint);
            }

            throw;
        }
    }

    private void Train(TrainingRun run, string? checkpoint, RunFolder? folder)
    {
        var progress = new TrainingProgress(run);
        string who = scripts.OnEpoch is null ? "$run.Stop()" : "The script of -OnEpoch";
        RunState state = run.AwaitsScript && scripts.OnEpoch is not null ? RunState.EpochFinished : RunState.Running; // its script had not come to its end
        long steps = run.StepCount;
        while (true)
        {
            bool hasStep = run.StepCount > steps && state is (RunState.Running or RunState.EpochFinished);
            if (hasStep && scripts.OnStep is not null && !scripts.StepDone(run, new TrainingStep(run.Progress)))
            {
                Stop(FormattableString.Invariant($"The script of -OnStep ended it in epoch {run.Progress.Epoch}, step {run.Progress.Step}."));
                return;
            }

            steps = run.StepCount;
            if (state == RunState.EpochFinished && !EndEpoch(run, checkpoint, folder))
            {
                Stop($"{who} ended it after epoch {run.EpochCount}.");
                return;
            }

            if (state == RunState.EpochFinished && Watch?.EpochEnded(run) is string reason)
            {
                Stop(reason);
                return;
            }

            if (state is not (RunState.Running or RunState.EpochFinished))
            {
                End(run, state, folder);
                command.WriteProgress(progress.Completed());
                return;
            }

            if (command.IsStopping)
            {
                throw new PipelineStoppedException();
            }

            run.Model.ThrowIfDisposed(); // a script of the run may have disposed of it
            state = command.Interruptible(() => run.Advance(scripts.OnStep is null ? TrainingRun.SliceMilliseconds : 0));
            if (progress.IsDue || state == RunState.EpochFinished)
            {
                command.WriteProgress(progress.Next());
            }
        }

        void Stop(string reason)
        {
            folder?.SaveState(run);
            End(run, TrainingState.StoppedByScript, reason, folder);
            command.WriteProgress(progress.Completed());
        }
    }

    /// <summary>Says a line at the prompt, as Write-Host does.</summary>
    private void Say(string line) =>
        command.WriteInformation(new HostInformationMessage { Message = line }, new[] { "PSHOST" });

    // Ctrl+C has closed the cmdlet's own streams; the console is there still.
    private void SayHowToGoOn(TrainingRun run, string? checkpoint)
    {
        string resume = run.Name is null ? "Get-TrainingRun -State Interrupted -Last 1 | Resume-TrainingRun"
            : $"Resume-TrainingRun {RunStore.Quote(run.Name)}";
        string later = checkpoint is null ? string.Empty
            : $" (in another session: the same Start-TrainingRun with -CheckpointPath {RunStore.Quote(CheckpointPath!)} -Resume)";
        try
        {
            command.Host?.UI?.WriteWarningLine(
                FormattableString.Invariant($"Stopped in epoch {Math.Max(run.Progress.Epoch, 1)} of {run.Options.Epoch}. To go on: ") + Text.Line(resume + later));
        }
        catch (Exception failure) when (failure is HostException or InvalidOperationException or NotImplementedException or IOException)
        {
            // A host without a console: nobody sits there.
        }
    }

    private bool EndEpoch(TrainingRun run, string? checkpoint, RunFolder? folder)
    {
        TrainingEpoch epoch = run.History[run.EpochCount - 1];
        bool goesOn = true;
        if (scripts.OnEpoch is not null)
        {
            Save(run, checkpoint); // the script may take long, or fail
            folder?.BeforeScript(run);
            goesOn = scripts.EpochEnded(run, epoch);
        }

        command.WriteVerbose(epoch.ToString());
        Save(run, checkpoint);
        folder?.EpochEnded(run);
        return goesOn && !run.StopRequested;
    }

    private static void Save(TrainingRun run, string? checkpoint)
    {
        if (checkpoint is not null)
        {
            run.Save(checkpoint);
        }
    }

    private void End(TrainingRun run, RunState state, RunFolder? folder)
    {
        RunProgress progress = run.Progress;
        switch (state)
        {
            case RunState.StoppedEarly:
                string restored = run.Options.RestoresBest ? $"; the weights of epoch {progress.BestEpoch} were restored" : string.Empty;
                End(run, TrainingState.StoppedEarly, $"{run.Options.Monitor} did not improve for {Text.Count(run.Options.EarlyStopping ?? 0, "epoch")}{restored}.", folder);
                break;
            case RunState.NotFinite:
                string what = run.Divergence is null ? "The loss was not finite"
                    : run.Divergence.Id == "GradientNotFinite" ? "The gradients were not finite"
                    : "A running variance became infinite";
                End(run, TrainingState.NotFinite, $"{what} in epoch {progress.Epoch}, step {progress.Step}.", folder);
                command.WriteError(Errors.Diverged(run.Divergence, progress, LossMemory.CauseOfNaN(run.Options.LossSpecification)).ToErrorRecord(run));
                break;
            default:
                End(run, TrainingState.Finished, run.Options.Epoch == 1 ? "The epoch is done." : $"All {run.Options.Epoch} epochs are done.", folder);
                break;
        }
    }

    private void End(TrainingRun run, TrainingState state, string reason, RunFolder? folder)
    {
        run.Finish(state, reason);
        folder?.Write(run);
        folder?.Dispose();
        run.Claim?.Dispose(); // the next command in the pipeline may train the model further
        run.IsShownInList(false);
        command.WriteObject(run);
    }
}
