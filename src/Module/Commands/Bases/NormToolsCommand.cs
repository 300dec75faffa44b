using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>The base of every cmdlet: a failure becomes one error record, and Ctrl+C stops a long call.</summary>
public abstract class NormToolsCommand : PSCmdlet
{
    // The stop flag: not 0 once Ctrl+C was pressed. The core checks it during a long call.
    private readonly int[] stop = new int[1];

    private bool looked; // whether the next command in the pipeline was checked
    private bool lookedBack; // whether the one before was

    internal bool IsStopping => Volatile.Read(ref stop[0]) != 0;

    protected override void BeginProcessing() => ValidateSetSpelling.Restore(this);

    protected override void StopProcessing() => Volatile.Write(ref stop[0], 1);

    /// <summary>Whether Ctrl+C may stop its work anywhere; otherwise the cmdlet itself decides where.</summary>
    internal virtual bool CanBreakOffAnywhere => true;

    /// <summary>Runs work that Ctrl+C may stop halfway, because nobody sees an incomplete result.</summary>
    /// <exception cref="PipelineStoppedException">The work was stopped.</exception>
    internal T Interruptible<T>(Func<T> work) => StopFlag.Use(stop, work);

    /// <inheritdoc cref="Interruptible{T}(Func{T})"/>
    internal void Interruptible(Action work) => Interruptible(() =>
    {
        work();
        return true;
    });

    /// <summary>Whether the cmdlet has -As Row, which gives an object for each row.</summary>
    private protected virtual bool AnswersRows => false;

    /// <summary>Whether steps for raw data can be given to the cmdlet itself, in -Preprocessor.</summary>
    private protected virtual bool TakesSteps => false;

    /// <summary>Writes to the pipeline. This cmdlet's stop flag does not apply to the cmdlets after it, which have
    /// their own.</summary>
    protected internal new void WriteObject(object? value) => WriteObject(value, enumerateCollection: false);

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

    /// <summary>Runs the work for one input object; a failure becomes a non-terminating error with that object as its
    /// target.</summary>
    internal void Guard(object? target, Action work)
    {
        if (!lookedBack && target is Dataset or PSObject { BaseObject: Dataset })
        {
            lookedBack = true;
            if (SelectPipeline.Before(MyInvocation) is string warning)
            {
                WriteWarning(warning);
            }
        }

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
            WriteError((TakesSteps ? Errors.WithOwnPreprocessor(failure) : failure).ToErrorRecord(target));
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

    /// <summary>Takes a row of many, as <see cref="Guard"/> does, without what only long work needs.</summary>
    internal void GuardRow(object row, Action<object> take)
    {
        try
        {
            take(row);
        }
        catch (NormToolsException failure)
        {
            WriteError(failure.ToErrorRecord(row));
        }
        catch (ObjectDisposedException)
        {
            WriteError(Errors.Disposed().ToErrorRecord(row));
        }
        catch (OutOfMemoryException)
        {
            WriteError(Errors.NoMemory().ToErrorRecord(row));
        }
    }

    /// <summary>Runs work without which the cmdlet cannot continue; a failure becomes a terminating error.</summary>
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
