using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What every cmdlet here does with a failure: one error record, the pipeline goes on.</summary>
public abstract class NormToolsCommand : PSCmdlet
{
    /// <summary>Runs the work of one input object; a failure becomes a non-terminating error with it as target.</summary>
    internal void Guard(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (NormToolsException failure)
        {
            WriteError(failure.ToErrorRecord(target));
        }
        catch (ObjectDisposedException)
        {
            WriteError(Errors.Disposed().ToErrorRecord(target));
        }
    }

    /// <summary>Ends the cmdlet with an error record where there is nothing to go on with.</summary>
    internal void GuardTerminating(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (NormToolsException failure)
        {
            ThrowTerminatingError(failure.ToErrorRecord(target));
        }
        catch (ObjectDisposedException)
        {
            ThrowTerminatingError(Errors.Disposed().ToErrorRecord(target));
        }
    }
}
