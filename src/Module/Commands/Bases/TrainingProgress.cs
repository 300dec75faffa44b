using System.Diagnostics;
using System.Management.Automation;
using NormTools.Contract;

namespace NormTools.Commands;

/// <summary>The progress records of a run: epoch, step, loss, samples per second, time left.</summary>
internal sealed class TrainingProgress
{
    private const double Milliseconds = 40; // a little less than a time slice

    private readonly TrainingRun run;
    private readonly double startSeconds;
    private readonly double startSteps;
    private readonly Stopwatch sinceShown = new Stopwatch();

    public TrainingProgress(TrainingRun run)
    {
        this.run = run;
        startSeconds = run.Progress.ElapsedSeconds;
        startSteps = run.StepCount;
    }

    /// <summary>Whether the last record is old enough for another one.</summary>
    public bool IsDue => !sinceShown.IsRunning || sinceShown.Elapsed.TotalMilliseconds >= Milliseconds;

    public ProgressRecord Next()
    {
        sinceShown.Restart();
        RunProgress now = run.Progress;
        double all = (double)now.Epochs * now.StepsPerEpoch;
        double done = run.StepCount;
        double seconds = now.ElapsedSeconds - startSeconds;
        double rate = seconds > 0 ? (done - startSteps) / seconds : 0;
        string doing = now.Validating != 0 ? "validating"
            : FormattableString.Invariant($"step {now.Step} of {now.StepsPerEpoch}");
        string loss = double.IsNaN(now.RunningLoss) ? string.Empty : ", loss " + Text.Loss(now.RunningLoss);
        string speed = FormattableString.Invariant($", {rate * run.Options.BatchSize:N0} samples/s");
        string judged = run.LastEpoch is TrainingEpoch last ? last.Judged() : string.Empty;
        return new ProgressRecord(0, "Training", $"Epoch {Math.Max(now.Epoch, 1)} of {now.Epochs}, {doing}{loss}{judged}{speed}")
        {
            PercentComplete = all > 0 ? (int)Math.Min(100, 100 * done / all) : 0,
            SecondsRemaining = rate > 0 ? (int)Math.Ceiling((all - done) / rate) : -1,
        };
    }

    public ProgressRecord Completed() => new ProgressRecord(0, "Training", "Done") { RecordType = ProgressRecordType.Completed };
}
