using System.Collections.Specialized;
using System.Diagnostics;

namespace NormTools;

/// <summary>Hands the trials of a sweep to its workers, round by round, and within a round rung by rung.</summary>
internal sealed class SweepQueue
{
    public const int LookMilliseconds = 100; // for those that others have, and for the end

    private readonly SweepPlan plan;
    private readonly SweepTrial?[] done;
    private readonly Action<SweepTrial> close;
    private readonly Queue<SweepTask> waiting = new Queue<SweepTask>(); // others have them
    private readonly IEnumerator<SweepRound> rounds;
    private readonly Stopwatch sinceNews = Stopwatch.StartNew();
    private SweepRound round;
    private int rung;
    private int[] trials = Array.Empty<int>(); // of the rung
    private OrderedDictionary[]? learnt; // the values of the round's trials
    private double[][] medians = Array.Empty<double[]>(); // of the earlier trials, a curve a repetition
    private int next;
    private int open;
    private bool ended;

    /// <param name="plan">What is to be done.</param>
    /// <param name="done">The trials that are done, or wait for the next rung; <see cref="Finish"/> fills it.</param>
    /// <param name="close">Is told of each trial that does not go on.</param>
    public SweepQueue(SweepPlan plan, SweepTrial?[] done, Action<SweepTrial> close)
    {
        this.plan = plan;
        this.done = done;
        this.close = close;
        rounds = plan.Rounds().GetEnumerator();
        lock (done)
        {
            GoOn();
        }
    }

    /// <summary>How long somebody waits who may be spare: owners of trials that died are noticed sooner.</summary>
    public static double SpareSeconds { get; set; } = 45;

    /// <summary>Whether those who have waited for long leave what is left to others, where these are enough for it.</summary>
    public bool IsLeft { get; set; }

    /// <summary>The next trial, after waiting for those before it; null when there is none.</summary>
    public SweepTask? Take()
    {
        lock (done)
        {
            while (!ended && !IsSpare)
            {
                if (next < trials.Length)
                {
                    sinceNews.Restart();
                    return Task(trials[next++]);
                }

                bool isOthers = waiting.Count > 0;
                Monitor.Wait(done, LookMilliseconds);
                if (isOthers && waiting.Count > 0 && !ended)
                {
                    return waiting.Dequeue();
                }
            }

            return null;
        }
    }

    /// <summary>All trials that are open, after a while; null when there will be none.</summary>
    /// <param name="milliseconds">How long, where the same ones are open.</param>
    public SweepTask[]? TakeAll(int milliseconds)
    {
        lock (done)
        {
            if (next == trials.Length && !ended)
            {
                Monitor.Wait(done, milliseconds);
            }

            while (next < trials.Length)
            {
                waiting.Enqueue(Task(trials[next++]));
            }

            SweepTask[] all = waiting.ToArray();
            waiting.Clear();
            return ended ? null : all;
        }
    }

    /// <summary>Whether there is no trial left to be done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Gives a trial back that another process has.</summary>
    public void Return(SweepTask task)
    {
        lock (done)
        {
            waiting.Enqueue(task);
        }
    }

    /// <summary>Takes a trial that is done, or has come to the end of its rung.</summary>
    public void Finish(SweepTrial trial)
    {
        lock (done)
        {
            done[trial.Trial - 1] = trial;
            sinceNews.Restart();
            if (--open == 0 && !ended)
            {
                GoOn();
            }
        }
    }

    /// <summary>Ends it: nobody is given a trial any more.</summary>
    public void End()
    {
        lock (done)
        {
            ended = true;
            Monitor.PulseAll(done);
        }
    }

    // Whether those who have the open trials are enough for all that come later.
    private bool IsSpare => IsLeft && next == trials.Length && sinceNews.Elapsed.TotalSeconds > SpareSeconds
        && open >= Math.Max(rung < round.Promotions ? SweepBracket.Kept(trials.Length, plan.Pruning!.Factor) : 0,
            plan.Rounds().Where(later => later.First > round.First).Select(later => later.Count).DefaultIfEmpty().Max());

    private void GoOn()
    {
        if (rung < round.Promotions && Promote() is { Length: > 0 } promoted)
        {
            rung++;
            trials = promoted;
        }
        else if (rounds.MoveNext())
        {
            Begin(rounds.Current);
        }
        else
        {
            ended = IsDone = true;
        }

        (next, open) = (0, trials.Length);
        Monitor.PulseAll(done);
    }

    private void Begin(SweepRound begun)
    {
        round = begun;
        rung = 0;
        trials = Enumerable.Range(round.First, round.Count).ToArray();
        learnt = plan.IsLearnt(round)
            ? Array.ConvertAll(ParzenSampler.Propose(plan.Space, plan.Seed, Earlier(), round.First, round.Count), plan.Space.At) : null;
        medians = plan.Pruning?.HasRungs == false ? Medians() : Array.Empty<double[]>();
    }

    private SweepTask Task(int trial) => new SweepTask(trial, learnt?[trial - round.First] ?? plan.Values(trial))
    {
        Rung = rung,
        Pause = rung < round.Promotions ? plan.Pruning!.PauseOf(round, rung) : (long?)null,
        Medians = medians,
    };

    // The best of the rung; the others end here. Of equal ones the earlier is the better, and those that failed go nowhere.
    private int[] Promote()
    {
        int kept = SweepBracket.Kept(trials.Length, plan.Pruning!.Factor);
        int[] best = trials.Where(trial => ScoreAt(trial) is not null)
            .OrderBy(trial => (plan.Measure.Falls ? 1 : -1) * ScoreAt(trial)).ThenBy(trial => trial).Take(kept).OrderBy(trial => trial).ToArray();
        foreach (int trial in trials.Except(best).Where(trial => done[trial]!.Outcome.IsOpen))
        {
            close(done[trial]!);
        }

        return best;
    }

    // A trial that came to its own end before has its last score.
    private double? ScoreAt(int trial) => done[trial]!.Outcome is { } outcome && rung < outcome.Rungs.Count ? outcome.Rungs[rung]
        : done[trial]!.State == SweepTrialState.Completed ? done[trial]!.Score : null;

    // The best first, of equal ones the earlier one: behind those that were completed those that were pruned, the later the better, and those
    // that failed.
    private OrderedDictionary[] Earlier() => done.Take(round.First)
        .OrderBy(trial => trial!.State == SweepTrialState.Completed ? 0 : trial.State == SweepTrialState.Pruned ? 1 : 2)
        .ThenBy(trial => trial!.State == SweepTrialState.Pruned ? -trial.Epoch : null)
        .ThenBy(trial => (plan.Measure.Falls ? 1 : -1) * trial!.Score)
        .Select(trial => trial!.Parameter).ToArray();

    // Of the trials that were not pruned, where they are enough.
    private double[][] Medians()
    {
        SweepOutcome[] complete = done.Take(round.First).Where(trial => trial!.State == SweepTrialState.Completed).Select(trial => trial!.Outcome).ToArray();
        return complete.Length < SweepPruning.Startup ? Array.Empty<double[]>()
            : Enumerable.Range(0, plan.Repeats).Select(repeat => MedianWatch.Medians(complete.Select(outcome => outcome.Curves[repeat]).ToArray())).ToArray();
    }
}
