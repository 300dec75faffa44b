using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>What every cmdlet here does with a failure: one error record, the pipeline goes on.</summary>
public abstract class NormToolsCommand : PSCmdlet
{
    // Not 0 once Ctrl+C was pressed. The core reads it between the parts of a long call.
    private readonly int[] stop = new int[1];

    private bool looked; // for what is behind it in the pipeline

    internal bool IsStopping => Volatile.Read(ref stop[0]) != 0;

    protected override void BeginProcessing() => ValidateSetSpelling.Restore(this);

    protected override void StopProcessing() => Volatile.Write(ref stop[0], 1);

    /// <summary>Whether Ctrl+C may break its work off anywhere; else it says itself where.</summary>
    internal virtual bool CanBreakOffAnywhere => true;

    /// <summary>Runs calls of the core that Ctrl+C breaks off in their middle: those whose half-done work nobody
    /// sees.</summary>
    /// <exception cref="PipelineStoppedException">They were broken off.</exception>
    internal T Interruptible<T>(Func<T> work) => StopFlag.Use(stop, work);

    /// <inheritdoc cref="Interruptible{T}(Func{T})"/>
    internal void Interruptible(Action work) => Interruptible(() =>
    {
        work();
        return true;
    });

    /// <summary>Whether the cmdlet can give an object a row where it is asked to.</summary>
    private protected virtual bool AnswersRows => false;

    /// <summary>Writes to the pipeline. What the cmdlets behind this one do there is theirs to break off.</summary>
    protected new void WriteObject(object? value) => WriteObject(value, enumerateCollection: false);

    /// <inheritdoc cref="WriteObject(object)"/>
    protected new void WriteObject(object? value, bool enumerateCollection)
    {
        if (value is Tensor && !looked)
        {
            looked = true;
            if (CsvPipeline.WriterBehind(MyInvocation) is string writer)
            {
                WriteWarning(Errors.TensorIntoCsv(writer, AnswersRows));
            }
        }

        if (value is LayerSpecification or PreprocessingStep)
        {
            BlockItems.Add();
        }

        StopFlag.Whole(() => base.WriteObject(value, enumerateCollection));
    }

    /// <summary>Runs the work of one input object; a failure becomes a non-terminating error with it as
    /// target.</summary>
    internal void Guard(object? target, Action work)
    {
        try
        {
            Do(work);
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
        catch (OutOfMemoryException)
        {
            WriteError(Errors.NoMemory().ToErrorRecord(target));
        }
    }

    /// <summary>Ends the cmdlet with an error record where there is nothing to go on with.</summary>
    internal void GuardTerminating(object? target, Action work)
    {
        try
        {
            Do(work);
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
        catch (OutOfMemoryException)
        {
            ThrowTerminatingError(Errors.NoMemory().ToErrorRecord(target));
        }
    }

    private void Do(Action work)
    {
        if (CanBreakOffAnywhere)
        {
            Interruptible(work);
        }
        else
        {
            work();
        }
    }
}
