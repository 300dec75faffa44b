using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace NormTools.Commands;

/// <summary>The user's scripts in a run: -OnEpoch behind each epoch, -OnStep behind each step.</summary>
internal sealed class RunScripts
{
    private readonly NormToolsCommand command;
    private bool hasWarned;

    public RunScripts(NormToolsCommand command) => this.command = command;

    /// <summary>The script of -OnEpoch.</summary>
    public ScriptBlock? OnEpoch { get; set; }

    /// <summary>The script of -OnStep.</summary>
    public ScriptBlock? OnStep { get; set; }

    /// <summary>Calls -OnEpoch with the epoch's record; numbers in tables that it returns are metrics of the epoch.</summary>
    /// <returns>Whether the run goes on.</returns>
    /// <exception cref="NormToolsException">It returned something as a metric that is none.</exception>
    public bool EpochEnded(TrainingRun run, TrainingEpoch epoch)
    {
        bool goesOn = Call(OnEpoch!, epoch, run, out ICollection<PSObject> output);
        ScriptMetrics metrics = ScriptMetrics.Of(output);
        Show(metrics.Others);
        run.Give(epoch, metrics);
        if (run.Options.HasScriptMonitor && !metrics.Has(run.Options.Monitor) && goesOn && !hasWarned)
        {
            hasWarned = true;
            command.WriteWarning(Errors.NotReturned(run.Options.Monitor, epoch.Epoch, metrics.Names));
        }

        return goesOn && !run.StopRequested;
    }

    /// <summary>Calls -OnStep with the step.</summary>
    /// <returns>Whether the run goes on.</returns>
    public bool StepDone(TrainingRun run, TrainingStep step)
    {
        bool goesOn = Call(OnStep!, step, run, out ICollection<PSObject> output);
        Show(output);
        return goesOn;
    }

    // Whether the script did not leave the run with break.
    private bool Call(ScriptBlock block, object item, TrainingRun run, out ICollection<PSObject> output)
    {
        object? around = command.SessionState.PSVariable.Get("_")?.Value;
        output = Array.Empty<PSObject>();
        try
        {
            run.Claim!.IsPaused = true;
            command.SessionState.PSVariable.Set("_", item);
            output = OpenBlocks.Run(
                () => command.InvokeCommand.InvokeScript(HasParameters(block), block, null, item, run), Errors.ScriptsTooDeep);
            return true;
        }
        catch (BreakException) // break leaves the loop of epochs or steps, not a loop of the caller
        {
            return false;
        }
        catch (ContinueException)
        {
            return true;
        }
        finally
        {
            run.Claim!.IsPaused = false;
            command.SessionState.PSVariable.Set("_", around);
        }
    }

    // A block runs in the caller's scope, as ForEach-Object runs it, and can change its variables. One with parameters has a
    // scope of its own: they would be variables of the caller, and could not be set in a function that has others of that name.
    private static bool HasParameters(ScriptBlock block) => block.Ast is ScriptBlockAst { ParamBlock: not null };

    private void Show(ICollection<PSObject> output)
    {
        if (output.Count > 0)
        {
            command.InvokeCommand.InvokeScript("$args | Out-Host", useNewScope: true, PipelineResultTypes.None, null, output.Cast<object>().ToArray());
        }
    }
}
