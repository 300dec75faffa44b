using System.Collections.Specialized;

namespace NormTools;

/// <summary>One number of training rows of a learning curve.</summary>
public sealed class LearningCurvePoint
{
    internal LearningCurvePoint(TrialScore score, LearningCurveTrial[] trials)
    {
        LearningCurveTrial[] done = trials.Where(trial => trial.Error is null).ToArray();
        Estimate judged = Estimate.Of(done.Select(trial => trial.Score)).Within(score.IsShare, score.Falls);
        Estimate training = Estimate.Of(done.Select(trial => trial.TrainingScore)).Within(score.IsShare, score.Falls);
        TrainingCount = trials[0].TrainingCount;
        Metric = score.Name;
        (Score, Low, High, StandardError) = (judged.Mean, judged.Low, judged.High, judged.Error);
        (TrainingScore, TrainingLow, TrainingHigh) = (training.Mean, training.Low, training.High);
        SeedCount = done.Length;
        Error = trials.FirstOrDefault(trial => trial.Error is not null)?.Error;
    }

    /// <summary>The number of rows that the models were trained on.</summary>
    public long TrainingCount { get; }

    /// <summary>The metric.</summary>
    public string Metric { get; }

    /// <summary>The mean over the seeds on the rows that no model was trained on.</summary>
    public double Score { get; }

    /// <summary>Where its interval of 95 % over the seeds begins; NaN for one seed.</summary>
    public double Low { get; }

    /// <summary>Where it ends.</summary>
    public double High { get; }

    /// <summary>The standard error of the mean over the seeds.</summary>
    public double StandardError { get; }

    /// <summary>The mean on the rows that were trained on.</summary>
    public double TrainingScore { get; }

    /// <summary>Where its interval begins.</summary>
    public double TrainingLow { get; }

    /// <summary>Where it ends.</summary>
    public double TrainingHigh { get; }

    /// <summary>The number of seeds with a model.</summary>
    public int SeedCount { get; }

    /// <summary>What went wrong with a seed; null for nothing.</summary>
    public string? Error { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TrainingCount} rows: {Metric} {NormTools.Text.Short(Score)}");
}

/// <summary>One model of a learning curve.</summary>
public sealed class LearningCurveTrial : ITrialResult
{
    internal LearningCurveTrial(long[] row, ulong seed)
    {
        Row = row;
        Seed = seed;
    }

    /// <summary>The number of rows that it was trained on.</summary>
    public long TrainingCount => Row.LongLength;

    /// <summary>The seed of the order of rows, the model and the run.</summary>
    public ulong Seed { get; }

    /// <summary>The metric on the rows that it was not trained on.</summary>
    public double Score { get; private set; } = double.NaN;

    /// <summary>The metric on the rows that it was trained on.</summary>
    public double TrainingScore { get; private set; } = double.NaN;

    /// <summary>The loss on the rows that it was not trained on.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The loss on the rows that it was trained on.</summary>
    public double TrainingLoss { get; private set; } = double.NaN;

    /// <summary>The epochs of its run.</summary>
    public int EpochCount { get; private set; }

    /// <summary>The time that its run took.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Why there is no model; null where there is one.</summary>
    public string? Error { get; internal set; }

    /// <summary>The numbers of its rows in the training part, from 0: the first of a longer list, so that Select-Dataset -Index
    /// gives the rows of each size.</summary>
    public long[] Row { get; }

    internal double RowError { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TrainingCount} rows, seed {Seed}: {Error ?? $"{NormTools.Text.Short(Score)}"}");

    internal void Take(TrialScore score, TrainingRun run, ModelTest training, ModelTest judged)
    {
        (Score, TrainingScore) = (score.Value(judged), score.Value(training));
        (Loss, TrainingLoss) = (judged.Loss, training.Loss);
        (EpochCount, Duration) = (run.EpochCount, run.Duration);
        RowError = score.RowError(judged);
    }

    double ITrialResult.Value => Score;

    void ITrialResult.Write(OrderedDictionary json)
    {
        (json["score"], json["training_score"], json["loss"], json["training_loss"]) = (Score, TrainingScore, Loss, TrainingLoss);
        (json["row_error"], json["epochs"], json["ticks"]) = (RowError, EpochCount, Duration.Ticks);
    }

    void ITrialResult.Read(Dictionary<string, object?> json)
    {
        (Score, TrainingScore) = (TrialReport.Real(json, "score"), TrialReport.Real(json, "training_score"));
        (Loss, TrainingLoss) = (TrialReport.Real(json, "loss"), TrialReport.Real(json, "training_loss"));
        (EpochCount, RowError) = (checked((int)RunJson.Count(json["epochs"])), TrialReport.Real(json, "row_error"));
        Duration = TimeSpan.FromTicks(RunJson.Count(json["ticks"]));
    }
}
