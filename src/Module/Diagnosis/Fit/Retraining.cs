using System.Diagnostics;
using NormTools.Native;

namespace NormTools;

/// <summary>Trains new models as the run did, or with one thing changed, on the same rows and from several seeds.</summary>
internal sealed class Retraining
{
    /// <summary>How many seeds a change is tried with.</summary>
    public const int Seeds = 4;

    private const double MostWork = 3e10; // multiplications of one trial: some seconds at worst
    private const double Nothing = 0.01; // points of the score by which a seed may be on the other side
    private const double JudgeShare = 0.2; // of the training rows, where there is no validation part
    private readonly FitSubject subject;
    private readonly Dataset train;
    private readonly Dataset? judge;
    private readonly Dataset? test;
    private readonly Action<string> report;
    private readonly FitBudget? budget;
    private readonly IReadOnlyList<object?> layers;
    private readonly Dictionary<(FitChange Change, int Seed), FitTrial> trials = new Dictionary<(FitChange, int), FitTrial>();

    /// <param name="subject">The run.</param>
    /// <param name="isWished">Whether models may be trained.</param>
    /// <param name="budget">What they may take; null where nobody asked for them, so that they may not take long.</param>
    /// <param name="report">Told what is under way.</param>
    public Retraining(FitSubject subject, bool isWished, FitBudget? budget, Action<string> report)
    {
        this.subject = subject;
        this.budget = budget;
        (train, judge) = (subject.Train, subject.Validation);
        test = budget is not null && subject.Test is { StoredTarget: not null } ? subject.Test : null;
        if (judge is null && train.Count >= 10)
        {
            var random = new Random(4); // the test part judges nothing that is chosen
            long[] order = Enumerable.Range(0, (int)train.Count).OrderBy(_ => random.Next()).Select(row => (long)row).ToArray();
            int count = (int)(JudgeShare * order.Length);
            (train, judge) = (train.Part(order.Skip(count).ToArray()), train.Part(order.Take(count).ToArray()));
        }

        this.report = report;
        layers = subject.Model.Specification();
        double work = subject.Model.Layers.Sum(layer => layer.ParameterCount * Positions(layer)) * 3.0 * train.Count * Math.Max(1, subject.Run.EpochCount);
        Reason = !isWished ? "-NoTrial was given"
            : subject.OfHeld is null || judge is null ? "there is no score of rows that the model has not seen"
            : work > MostWork && budget is null ? "training is long"
            : null;
    }

    /// <summary>Why nothing is tried; null where trials are made.</summary>
    public string? Reason { get; private set; }

    public bool IsPossible => Reason is null;

    /// <summary>Tries nothing more: the time is over.</summary>
    public void End() => Reason = FitBudget.Spent;

    /// <summary>Models trained so far.</summary>
    public int Count => trials.Count;

    /// <summary>Whether the run's own settings and seeds gave its losses again: otherwise it began with other weights than New-Model's, or
    /// went on from another run.</summary>
    public bool Reproduces => reproduces ??= subject.Validation is not null && IsSame(Trial(FitChange.None, 0));

    private bool? reproduces;

    /// <summary>Whether the run is known to have begun with other weights than New-Model's.</summary>
    public bool BeganElsewhere => subject.Validation is not null && trials.TryGetValue((FitChange.None, 0), out FitTrial own) && !IsSame(own);

    /// <summary>The rows that judge a change, as they are called in a sentence.</summary>
    public string JudgeName => subject.Validation is not null ? "validation" : "set-aside training";

    /// <summary>The rows that a model is trained on.</summary>
    public Dataset Train => train;

    /// <summary>Trains one model.</summary>
    /// <param name="change">What differs.</param>
    /// <param name="seed">0 for the run's own seeds, 1 for the next ones and so on.</param>
    /// <exception cref="TimeoutException">The budget's time is over.</exception>
    public FitTrial Trial(FitChange change, int seed)
    {
        if (trials.TryGetValue((change, seed), out FitTrial known))
        {
            return known;
        }

        budget?.ThrowIfSpent();
        report(change.Name);
        var clock = Stopwatch.StartNew();
        TrainingOptions options = subject.Run.Options.Copy();
        options.GoesOn = false;
        options.Seed = options.Generator is not null ? (ulong)seed : options.Seed + (ulong)seed;
        options.Generator = null;
        options.Epoch = subject.Run.State is TrainingState.StoppedByScript or TrainingState.Interrupted
            ? Math.Max(1, subject.Run.EpochCount)
            : options.Epoch;
        change.Options(options);
        FitTrial trial = change.StopsByHalves ? Halves(change, options, seed) : Once(change, options, seed, judge!, judge!);
        trial.Seconds = clock.Elapsed.TotalSeconds;
        trials.Add((change, seed), trial);
        return trial;
    }

    private FitTrial Once(FitChange change, TrainingOptions options, int seed, Dataset stop, Dataset rows)
    {
        Dataset learnt = change.Data(change.Rows(train, seed)), judged = change.Data(rows);
        using Model model = Model.Create(learnt.FeatureShape, change.Layers(layers), (subject.Run.ModelSeed ?? 0) + (ulong)seed);
        change.Weights(model);
        model.Preprocessor = learnt.ForModel() ?? subject.Model.Preprocessor;
        bool validates = subject.Validation is not null || options.EarlyStopping is not null;
        (TrainingRun run, bool isFinite) = QuietTraining.Train(model, options, learnt, validates ? change.Data(stop) : null, budget is null ? null : budget.ThrowIfSpent);
        return new FitTrial(RowOutcome.Of(model, learnt, subject.Mean)!, RowOutcome.Of(model, judged, subject.Mean)!, run.History, isFinite)
        {
            OnTest = test is null ? null : RowOutcome.Of(model, change.Data(test), subject.Mean)?.Scores,
        };
    }

    // What stops a run judges it too well: each half of the rows is judged by a model that the other half stopped.
    private FitTrial Halves(FitChange change, TrainingOptions options, int seed)
    {
        Dataset even = Every(0), odd = Every(1);
        FitTrial one = Once(change, options.Copy(), seed, odd, even), other = Once(change, options, seed, even, odd);
        return new FitTrial(one.OfTrain, RowOutcome.Joined(one.OfHeld, other.OfHeld, RowWeights.Of(judge!)), one.History, one.IsFinite && other.IsFinite)
        {
            OnTest = one.OnTest is null || other.OnTest is null ? null : one.OnTest.Zip(other.OnTest, (first, second) => (first + second) / 2).ToArray(),
        };

        Dataset Every(int first) => judge!.Part(StopFlag.Rows(judge.Count).Where(row => row % 2 == first).Select(row => (long)row).ToArray());
    }

    /// <summary>The change against the run's settings on the rows that judge, from all seeds: the mean difference of the scores, with an
    /// interval for the rows; where the seeds do not agree on what is better, for their spread as well.</summary>
    public FitInterval Gain(FitChange change, bool onTraining = false, double normal = RunScore.Normal) =>
        Gain(change, trial => (onTraining ? trial.OfTrain : trial.OfHeld).Scores, Ours(FitChange.None, onTraining).Weights, normal);

    private RowOutcome Ours(FitChange change, bool onTraining) => onTraining ? Trial(change, 0).OfTrain : Trial(change, 0).OfHeld;

    /// <summary>The same on the test part, for one change that has been chosen without it; null where there is no such part.</summary>
    public FitConfirmation? OnTest(FitChange change, FitRemedy remedy)
    {
        if (Enumerable.Range(0, Seeds).Any(seed => Trial(change, seed).OnTest is null || Trial(FitChange.None, seed).OnTest is null))
        {
            return null;
        }

        double[] weights = RowWeights.Of(test!);
        return new FitConfirmation(remedy, Mean(FitChange.None), Mean(change), Gain(change, trial => trial.OnTest!, weights, RunScore.Normal));

        double Mean(FitChange of) => Enumerable.Range(0, Seeds).Average(seed => RowWeights.Mean(Trial(of, seed).OnTest!, weights));
    }

    private FitInterval Gain(FitChange change, Func<FitTrial, double[]> scores, double[] weights, double normal)
    {
        double[][] differences = Enumerable.Range(0, Seeds).Select(seed =>
            scores(Trial(change, seed)).Zip(scores(Trial(FitChange.None, seed)), (own, others) => own - others).ToArray()).ToArray();
        double[] ofSeeds = Array.ConvertAll(differences, seed => RowWeights.Mean(seed, weights));
        double[] ofRows = StopFlag.Rows(differences[0].Length).Select(row => differences.Average(seed => seed[row])).ToArray();
        FitInterval rows = FitInterval.Paired(ofRows, weights, normal, subject.IsOfClasses);
        double mean = ofSeeds.Average();
        double spread = ofSeeds.Sum(value => (value - mean) * (value - mean)) / (Seeds - 1) / Seeds;
        bool agree = ofSeeds.All(value => value > -Nothing) || ofSeeds.All(value => value < Nothing);
        double half = agree ? rows.HalfWidth : Math.Sqrt((rows.HalfWidth * rows.HalfWidth) + (normal * normal * spread));
        return new FitInterval(mean, mean - half, mean + half, rows.Count);
    }

    /// <summary>The difference from one seed: what tells whether the others are worth their time.</summary>
    public double FirstGain(FitChange change) => Trial(change, 0).OfHeld.Score.Value - Trial(FitChange.None, 0).OfHeld.Score.Value;

    private static long Positions(ModelLayer layer) =>
        layer.OutputShape.Length > 1 ? layer.OutputShape.Skip(1).Aggregate(1L, (product, size) => product * size) : 1;

    private bool IsSame(FitTrial trial)
    {
        TrainingEpoch[] own = subject.Run.History;
        return own.Length == trial.History.Length && own.Zip(trial.History, (one, other) => one.TrainingLoss.Equals(other.TrainingLoss)).All(same => same);
    }
}

/// <summary>A model that was trained to see what a change brings.</summary>
internal sealed class FitTrial
{
    public FitTrial(RowOutcome ofTrain, RowOutcome ofHeld, TrainingEpoch[] history, bool isFinite)
    {
        OfTrain = ofTrain;
        OfHeld = ofHeld;
        History = history;
        IsFinite = isFinite;
    }

    public RowOutcome OfTrain { get; }

    public RowOutcome OfHeld { get; }

    /// <summary>The scores of the test rows, which choose nothing; null where there are none.</summary>
    public double[]? OnTest { get; set; }

    public TrainingEpoch[] History { get; }

    /// <summary>Whether the loss stayed finite.</summary>
    public bool IsFinite { get; }

    public double Seconds { get; set; }
}
