using System.Collections.Specialized;

namespace NormTools;

/// <summary>One combination of values of a validation curve.</summary>
public sealed class ValidationCurvePoint
{
    internal ValidationCurvePoint(TrialScore score, ParameterChoice choice, ValidationCurveTrial[] trials)
    {
        ValidationCurveTrial[] done = trials.Where(trial => trial.Error is null).ToArray();
        Estimate judged = Estimate.Of(done.Select(trial => trial.Score)).Within(score.IsShare, score.Falls);
        Estimate training = Estimate.Of(done.Select(trial => trial.TrainingScore)).Within(score.IsShare, score.Falls);
        Parameter = choice.Values.AsReadOnly();
        Text = choice.Text;
        Metric = score.Name;
        (Score, Low, High, StandardError) = (judged.Mean, judged.Low, judged.High, judged.Error);
        (TrainingScore, TrainingLow, TrainingHigh) = (training.Mean, training.Low, training.High);
        SeedCount = done.Length;
        ParameterCount = done.Select(trial => trial.ParameterCount).FirstOrDefault();
        Error = trials.FirstOrDefault(trial => trial.Error is not null)?.Error;
        double rows = done.Select(trial => trial.RowError).Where(error => !double.IsNaN(error)).DefaultIfEmpty(double.NaN).Average();
        double seeds = double.IsNaN(StandardError) ? 0 : StandardError;
        ChoiceError = double.IsNaN(rows) ? StandardError : Math.Sqrt((rows * rows) + (seeds * seeds));
    }

    /// <summary>The values by name.</summary>
    public OrderedDictionary Parameter { get; }

    /// <summary>The values as text, as in "Width 8, LearningRate 0.01".</summary>
    public string Text { get; }

    /// <summary>The number of trainable values of the model.</summary>
    public long ParameterCount { get; }

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

    /// <summary>The standard error that the choice is made with: over the seeds, and of the number of rows judged by.</summary>
    public double ChoiceError { get; }

    /// <summary>The mean on the rows that were trained on.</summary>
    public double TrainingScore { get; }

    /// <summary>Where its interval begins.</summary>
    public double TrainingLow { get; }

    /// <summary>Where it ends.</summary>
    public double TrainingHigh { get; }

    /// <summary>The number of seeds with a model.</summary>
    public int SeedCount { get; }

    /// <summary>Whether its mean score is the best.</summary>
    public bool IsBest { get; internal set; }

    /// <summary>Whether it is the first within one standard error of the best.</summary>
    public bool IsChoice { get; internal set; }

    /// <summary>What went wrong with a seed; null for nothing.</summary>
    public string? Error { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Text}: {Metric} {NormTools.Text.Short(Score)}");
}

/// <summary>One model of a validation curve.</summary>
public sealed class ValidationCurveTrial : ITrialResult
{
    internal ValidationCurveTrial(ParameterChoice choice, ulong seed)
    {
        Choice = choice;
        Parameter = choice.Values.AsReadOnly();
        Seed = seed;
    }

    /// <summary>The values by name.</summary>
    public OrderedDictionary Parameter { get; }

    /// <summary>The seed of the model and the run.</summary>
    public ulong Seed { get; }

    /// <summary>The metric on the rows that it was not trained on.</summary>
    public double Score { get; private set; } = double.NaN;

    /// <summary>The metric on the rows that it was trained on.</summary>
    public double TrainingScore { get; private set; } = double.NaN;

    /// <summary>The loss on the rows that it was not trained on.</summary>
    public double Loss { get; private set; } = double.NaN;

    /// <summary>The loss on the rows that it was trained on.</summary>
    public double TrainingLoss { get; private set; } = double.NaN;

    /// <summary>The number of trainable values of the model.</summary>
    public long ParameterCount { get; private set; }

    /// <summary>The epochs of its run.</summary>
    public int EpochCount { get; private set; }

    /// <summary>The time that its run took.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Why there is no model; null where there is one.</summary>
    public string? Error { get; internal set; }

    internal ParameterChoice Choice { get; }

    internal double RowError { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Choice.Text}, seed {Seed}: {Error ?? $"{NormTools.Text.Short(Score)}"}");

    internal void Take(TrialScore score, Model model, TrainingRun run, ModelTest training, ModelTest judged)
    {
        (Score, TrainingScore) = (score.Value(judged), score.Value(training));
        (Loss, TrainingLoss) = (judged.Loss, training.Loss);
        (EpochCount, Duration, ParameterCount) = (run.EpochCount, run.Duration, model.ParameterCount);
        RowError = score.RowError(judged);
    }

    double ITrialResult.Value => Score;

    void ITrialResult.Write(OrderedDictionary json)
    {
        (json["score"], json["training_score"], json["loss"], json["training_loss"]) = (Score, TrainingScore, Loss, TrainingLoss);
        (json["row_error"], json["epochs"], json["parameters"], json["ticks"]) = (RowError, EpochCount, ParameterCount, Duration.Ticks);
    }

    void ITrialResult.Read(Dictionary<string, object?> json)
    {
        (Score, TrainingScore) = (TrialReport.Real(json, "score"), TrialReport.Real(json, "training_score"));
        (Loss, TrainingLoss) = (TrialReport.Real(json, "loss"), TrialReport.Real(json, "training_loss"));
        (EpochCount, ParameterCount) = (checked((int)RunJson.Count(json["epochs"])), RunJson.Count(json["parameters"]));
        (RowError, Duration) = (TrialReport.Real(json, "row_error"), TimeSpan.FromTicks(RunJson.Count(json["ticks"])));
    }
}
