using System.Collections.Specialized;
using System.Text;

namespace NormTools;

/// <summary>The scores of models that were each trained on all folds but one, and judged by that one.</summary>
public sealed class CrossValidation : IDisplay
{
    private readonly TrialScore score;
    private readonly Estimate mean;
    private readonly Estimate training;

    internal CrossValidation(TrialScore score, CrossValidationFold[] folds, int foldCount)
    {
        this.score = score;
        Fold = folds;
        FoldCount = foldCount;
        CrossValidationFold[] done = folds.Where(fold => fold.Error is null).ToArray();
        double testShare = done.Length == 0 ? 0 : done.Average(fold => fold.Count / (double)fold.TrainingCount);
        mean = Estimate.OfFolds(done.Select(fold => fold.Score), testShare).Within(score.IsShare, score.Falls);
        training = Estimate.OfFolds(done.Select(fold => fold.TrainingScore), testShare).Within(score.IsShare, score.Falls);
        NaiveStandardError = Estimate.Of(done.Select(fold => fold.Score)).Error;
        Count = done.Length == 0 ? 0 : done.GroupBy(fold => fold.Seed).Max(seed => seed.Sum(fold => fold.Count));
    }

    /// <summary>One object for each fold: its scores and how its model was trained.</summary>
    public CrossValidationFold[] Fold { get; }

    /// <summary>The metric.</summary>
    public string Metric => score.Name;

    /// <summary>The mean of the folds' scores.</summary>
    public double Score => mean.Mean;

    /// <summary>Where the interval of 95 % of the score begins, by the corrected variance; NaN where there are not two
    /// scores.</summary>
    public double Low => mean.Low;

    /// <summary>Where it ends.</summary>
    public double High => mean.High;

    /// <summary>The standard error of the score: the variance of the folds times (1/n + test/training rows), because their training
    /// rows overlap (Nadeau and Bengio 2003).</summary>
    public double StandardError => mean.Error;

    /// <summary>The standard error as if folds were independent, which is too small.</summary>
    public double NaiveStandardError { get; }

    /// <summary>The mean score on the rows that were trained on.</summary>
    public double TrainingScore => training.Mean;

    /// <summary>The rows that the score rests on, each of them judged once a seed.</summary>
    public long Count { get; }

    /// <summary>The number of folds of one division.</summary>
    public int FoldCount { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metric} {score.Write(mean)}";

    /// <summary>The result as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        int seeds = Fold.Select(fold => fold.Seed).Distinct().Count(), failed = Fold.Count(fold => fold.Error is not null);
        var text = new StringBuilder();
        WrappedText.Append(text, "Cross-validation: ", FormattableString.Invariant($"{FoldCount} folds")
            + (seeds > 1 ? $" of {seeds} divisions" : string.Empty) + $", {Text.Count(Count, "row")}"
            + (failed > 0 ? $"; {Text.Count(failed, "fold")} failed" : string.Empty), 2, width);
        WrappedText.Append(text, $"  {Metric}: ", score.Write(mean.Mean) + (double.IsNaN(mean.Low) ? string.Empty
            : $", 95 % between {score.Write(mean.Low)} and {score.Write(mean.High)} (corrected for training rows that folds share)"), 4, width);
        WrappedText.Append(text, "  On rows trained on: ", score.Write(training.Mean), 4, width);
        string[] first = seeds > 1 ? new[] { ">Seed" } : Array.Empty<string>();
        var table = new TextTable(first.Concat(new[] { ">Fold", ">Trained", ">Judged", ">Training", ">" + Metric, ">Epochs", string.Empty }).ToArray());
        foreach (CrossValidationFold fold in Fold)
        {
            table.Add(first.Select(_ => FormattableString.Invariant($"{fold.Seed}")).Concat(new[]
            {
                FormattableString.Invariant($"{fold.Fold}"),
                FormattableString.Invariant($"{fold.TrainingCount:N0}"),
                FormattableString.Invariant($"{fold.Count:N0}"),
                score.Write(fold.TrainingScore),
                score.Write(fold.Score),
                fold.Error is null ? FormattableString.Invariant($"{fold.EpochCount}") : string.Empty,
                fold.Error ?? string.Empty,
            }).ToArray());
        }

        return text.AppendLine().Append(table.ToString(width, first.Length + 6)).ToString().TrimEnd();
    }
}

/// <summary>One fold of a cross-validation: the model that had not seen it, judged by it.</summary>
public sealed class CrossValidationFold : ITrialResult
{
    internal CrossValidationFold(int fold, ulong seed)
    {
        Fold = fold;
        Seed = seed;
    }

    /// <summary>The fold's number, from 1.</summary>
    public int Fold { get; }

    /// <summary>The seed of the division, the model and the run.</summary>
    public ulong Seed { get; }

    /// <summary>The number of rows that the model was trained on.</summary>
    public long TrainingCount { get; internal set; }

    /// <summary>The number of rows that it is judged by.</summary>
    public long Count { get; internal set; }

    /// <summary>The metric on the fold.</summary>
    public double Score { get; internal set; } = double.NaN;

    /// <summary>The metric on the rows that were trained on.</summary>
    public double TrainingScore { get; internal set; } = double.NaN;

    /// <summary>The loss on the fold.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>The epochs of its run.</summary>
    public int EpochCount { get; internal set; }

    /// <summary>The time that its run took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Why there is no score; null where there is one.</summary>
    public string? Error { get; internal set; }

    /// <summary>All that Test-Model says of the fold; null where it failed.</summary>
    public ModelTest? Test { get; internal set; }

    internal void Take(TrialScore score, TrainingRun run, ModelTest training, ModelTest judged)
    {
        TrainingScore = score.Value(training);
        Score = score.Value(judged);
        Loss = judged.Loss;
        EpochCount = run.EpochCount;
        Duration = run.Duration;
        Test = judged;
    }

    double ITrialResult.Value => Score;

    void ITrialResult.Write(OrderedDictionary json)
    {
        (json["score"], json["training_score"], json["loss"]) = (Score, TrainingScore, Loss);
        (json["epochs"], json["ticks"], json["test"]) = (EpochCount, Duration.Ticks, Test!.ToJson());
    }

    void ITrialResult.Read(Dictionary<string, object?> json)
    {
        (Score, TrainingScore, Loss) = (TrialReport.Real(json, "score"), TrialReport.Real(json, "training_score"), TrialReport.Real(json, "loss"));
        (EpochCount, Duration) = (checked((int)RunJson.Count(json["epochs"])), TimeSpan.FromTicks(RunJson.Count(json["ticks"])));
        Test = ModelTest.FromJson((Dictionary<string, object?>)json["test"]!);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Fold {Fold}: {Error ?? NormTools.Text.Short(Score)}");
}
