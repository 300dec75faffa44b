using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Training;

namespace NormTools.Core.Abi;

/// <remarks>What the caller sees of a run's epochs and steps, and what it measures itself.</remarks>
internal static unsafe partial class Exports
{
    /// <summary>Says what the caller wants to see of a run, from here on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="givesMetrics">1 where it gives metrics of its own behind each epoch, else 0: the run waits for nt_run_give then. A
    /// call of nt_run_advance instead goes on without.</param>
    /// <param name="measuresGradients">1 where each step is to measure the norm of its gradients, else 0.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_observe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunObserve(nint run, int givesMetrics, int measuresGradients)
    {
        try
        {
            ObjectHandle.Get<TrainingRun>(run).Observe(givesMetrics != 0, measuresGradients != 0);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Gives a run the caller's metrics of the epoch that has ended. They stand in its history, and where early stopping or a
    /// schedule follows one of them it decides now.</summary>
    /// <param name="run">A run that waits (Awaiting of its progress).</param>
    /// <param name="values">A JSON object of numbers, of texts (NaN, Infinity, -Infinity) where they are not finite; empty for
    /// none.</param>
    /// <param name="length">Length of values, in bytes.</param>
    /// <param name="progress">Receives the run's progress.</param>
    /// <returns>InvalidArgument: InvalidGivenMetric. InvalidState: RunFinished, NoEpochToGive.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_give", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunGive(nint run, byte* values, long length, RunProgress* progress)
    {
        try
        {
            *progress = ObjectHandle.Get<TrainingRun>(run).Give(GivenMetrics.Read(Utf8.Read(values, length)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The caller's metrics of record number <paramref name="index"/> (from 0), as nt_run_give takes them; those of other epochs
    /// are NaN.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_run_given", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RunGiven(nint run, long index, byte* buffer, long capacity, long* length)
    {
        try
        {
            TrainingRun source = ObjectHandle.Get<TrainingRun>(run);
            *length = Utf8.Copy(source.GivenOf(RecordOf(source, index)), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static EpochResult RecordOf(TrainingRun run, long index) => index >= 0 && index < run.History.Count
        ? run.History[(int)index]
        : throw CoreException.Argument("RecordOutOfRange", $"There is no record {index}: there are {run.History.Count}.");
}
