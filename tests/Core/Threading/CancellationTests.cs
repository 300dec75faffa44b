using NormTools.Contract;
using NormTools.Core.Models;
using NormTools.Core.Threading;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Calls that are ended early by their caller's flag.</summary>
public sealed unsafe class CancellationTests
{
    private const string Options =
        """{"loss":"CrossEntropy","epochs":3,"batch_size":64,"seed":5,"clip_norm":1,"optimizer":{"type":"Adam","lr":1e-2}}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Parts_that_have_not_begun_are_left_out(int threads)
    {
        int flag = 0;
        int begun = 0;
        int late = 0;
        Cancellation.Use(&flag);
        try
        {
            StopAfter work = new() { Flag = &flag, Begun = &begun, Late = &late, Parts = 10 };
            CoreException failure = Assert.Throws<CoreException>(() => Workers.Run(ref work, 100_000, threads));
            Assert.Equal(Status.Cancelled, failure.Status);
            Assert.InRange(late, 0, threads - 1); // each other thread may have been about to begin one
        }
        finally
        {
            Cancellation.Use(null);
        }

        Assert.False(Cancellation.IsRequested);
    }

    [Fact]
    public void What_is_deferred_is_not_broken_off()
    {
        int flag = 1;
        Cancellation.Use(&flag);
        int* deferred = Cancellation.Defer();
        Cancellation.ThrowIfRequested();
        Cancellation.Use(deferred);
        Assert.Throws<CoreException>(Cancellation.ThrowIfRequested);
        Cancellation.Use(null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_that_is_broken_off_in_its_steps_ends_with_the_same_bits(int threads)
    {
        using Model whole = Net();
        using TrainingRun straight = Run(whole, threads);
        TrainingRuns.ToEnd(straight);

        using Model model = Net();
        using TrainingRun run = Run(model, threads);
        int takenBack = BreakOff(run);
        Assert.True(takenBack > 0, $"Only {takenBack} steps were broken off.");
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(model));
        Assert.Equal(straight.History.Select(Losses), run.History.Select(Losses));
    }

    [Fact]
    public void A_step_that_was_taken_back_leaves_no_trace()
    {
        using Model model = Net();
        using TrainingRun run = Run(model, 1);
        run.Advance(0);
        float[] before = TrainingRuns.State(model);
        int flag = 1;
        Cancellation.Use(&flag);
        RunProgress progress = run.Advance(1000);
        Cancellation.Use(null);
        Assert.Equal(1, progress.Step);
        Assert.Equal(before, TrainingRuns.State(model));
        Assert.Equal(2, run.Advance(0).Step);
    }

    private static (double, double, double, double) Losses(EpochResult epoch) =>
        (epoch.TrainingLoss, epoch.TrainingMetrics[0], epoch.ValidationLoss, epoch.ValidationMetrics[0]);

    private static Model Net() => TrainingRuns.Model(
        "64", "Linear:out_features=256 BatchNorm ReLU Dropout:p=0.3 Linear:out_features=256 GELU Linear:out_features=4");

    private static TrainingRun Run(Model model, int threads) => TrainingRuns.Run(
        model, Options.Replace("\"seed\"", $"\"threads\":{threads},\"seed\"", StringComparison.Ordinal),
        Samples.Balls(2000, 64, 4, 1), Samples.Balls(700, 64, 4, 2));

    // Another thread raises the flag at any moment; it is lowered for the next slice. Where no step is as short as the
    // waits, they grow until one is.
    private static int BreakOff(TrainingRun run)
    {
        const int Patience = 200;
        int longest = 4_000;
        int standing = 0;
        int* flag = stackalloc int[1];
        nint address = (nint)flag;
        bool ended = false;
        Thread other = new(() =>
        {
            System.Random random = new(1);
            while (!Volatile.Read(ref ended))
            {
                Thread.SpinWait(random.Next(Volatile.Read(ref longest)));
                Volatile.Write(ref *(int*)address, 1);
            }
        });
        other.Start();
        Cancellation.Use(flag);
        int takenBack = 0;
        RunProgress progress = default;
        try
        {
            do
            {
                RunProgress before = progress;
                Volatile.Write(ref *flag, 0);
                progress = run.Advance(1000);
                bool stands = before.Epoch == progress.Epoch && before.Step == progress.Step;
                standing = stands && before.Validating == progress.Validating ? standing + 1 : 0;
                if (standing == Patience)
                {
                    standing = 0;
                    Volatile.Write(ref longest, longest * 2);
                }

                takenBack += stands && progress.Validating == 0 ? 1 : 0;
            }
            while (progress.State is RunState.Running or RunState.EpochFinished);
        }
        finally
        {
            Cancellation.Use(null);
            Volatile.Write(ref ended, true);
            other.Join();
        }

        return takenBack;
    }

    private struct StopAfter : IParallelWork
    {
        public int* Flag;
        public int* Begun;
        public int* Late;
        public int Parts;

        public readonly void Run(int part)
        {
            if (Volatile.Read(ref *Flag) != 0)
            {
                Interlocked.Increment(ref *Late);
            }

            if (Interlocked.Increment(ref *Begun) == Parts)
            {
                Volatile.Write(ref *Flag, 1);
            }
        }
    }
}
