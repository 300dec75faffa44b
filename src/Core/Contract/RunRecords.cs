using System.Runtime.InteropServices;

namespace NormTools.Contract;

/// <summary>Where a training run stands.</summary>
internal enum RunState
{
    /// <summary>The time slice is over, the epoch is not.</summary>
    Running = 0,

    /// <summary>An epoch and its validation are over, and its record can be read. More may follow.</summary>
    EpochFinished = 1,

    /// <summary>All epochs are done (returned by the call after the last EpochFinished).</summary>
    Finished = 2,

    /// <summary>Early stopping ended the run (returned by the call after the last EpochFinished).</summary>
    StoppedEarly = 3,

    /// <summary>The loss was not finite at Epoch and Step; the step was not taken.</summary>
    NotFinite = 4,

    /// <summary>nt_run_finish ended the run early.</summary>
    Stopped = 5,
}

/// <summary>The progress of a run, as nt_run_advance leaves it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RunProgress
{
    public RunState State;

    /// <summary>1 while the epoch's validation is under way, else 0.</summary>
    public int Validating;

    /// <summary>1 where the next call of nt_run_advance ends the run, else 0.</summary>
    public long Ending;

    /// <summary>1 where the run waits for the caller's metrics of the epoch that has ended (nt_run_give), else 0.</summary>
    public long Awaiting;

    /// <summary>The epoch that is under way or, after EpochFinished, the one that has ended; from 1.</summary>
    public long Epoch;

    /// <summary>The number of epochs asked for.</summary>
    public long Epochs;

    /// <summary>Training steps done in this epoch (for NotFinite: the number of the failing step, from 1).</summary>
    public long Step;

    public long StepsPerEpoch;

    /// <summary>Records that nt_run_record can give.</summary>
    public long Records;

    /// <summary>The epoch with the best monitored value, 0 as long as there is none.</summary>
    public long BestEpoch;

    /// <summary>The best monitored value; NaN as long as there is none.</summary>
    public double BestValue;

    /// <summary>Mean training loss of this epoch so far, weighted by batch size; NaN before its first step.</summary>
    public double RunningLoss;

    /// <summary>The loss of the last batch, before its step; NaN before the first.</summary>
    public double StepLoss;

    public double LearningRate;

    /// <summary>Steps skipped because their gradients could not be clipped: they were not finite.</summary>
    public long Skipped;

    /// <summary>The share of the penalised weights that were 0 after the last epoch; NaN where no weights are
    /// penalised.</summary>
    public double ZeroShare;

    /// <summary>The norm of all gradients of the last step, penalties included, before clipping; NaN where it was not asked for, and
    /// for a batch without a step of its own.</summary>
    public double GradientNorm;

    /// <summary>Seconds spent inside nt_run_advance, those before a restored checkpoint included.</summary>
    public double ElapsedSeconds;
}

/// <summary>What is kept of one epoch.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpochRecord
{
    /// <summary>From 1.</summary>
    public long Epoch;

    /// <summary>Mean over the epoch's batches, weighted by their size, each taken before its own step.</summary>
    public double TrainingLoss;

    /// <summary>NaN without validation data.</summary>
    public double ValidationLoss;

    /// <summary>The rate of the epoch's last step.</summary>
    public double LearningRate;

    /// <summary>Seconds spent inside nt_run_advance, validation included.</summary>
    public double Seconds;
}
