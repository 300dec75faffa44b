using System.Globalization;

namespace NormTools;

/// <summary>What to try against each verdict, the likeliest first.</summary>
internal static class FitRemedies
{
    private const double Decay = 0.01, Smoothing = 0.1, Dropout = 0.3;

    // Where two cost as much, what makes figures unbelievable comes before what makes them bad, and a cause before what follows from it.
    private static readonly string[] Order =
    {
        "Leak", "Shift", "UnscaledFeatures", "FewValuesPerStatistic", "RateTooHigh", "RateTooLow", "DeadUnits", "SaturatedUnits", "LabelNoise",
        "Overfitting", "Unstable", "Underfitting", "NotLearning", "Overconfident", "Good", "CannotTell",
    };

    public static int Rank(string verdict) => Array.IndexOf(Order, verdict);

    public static FitRemedy[] For(IReadOnlyList<FitVerdict> verdicts, FitExam exam) =>
        verdicts.SelectMany(verdict => Outputs(verdict.Name, exam).Concat(For(verdict.Name, exam)).Select(remedy => new FitRemedy(verdict.Name, remedy.Change, remedy.Why, remedy.Command)))
            .GroupBy(remedy => remedy.Change).Select(group => group.First()).ToArray();

    // What is wrong with any data and any verdict.
    private static IEnumerable<(string Change, string Why, string Command)> Outputs(string verdict, FitExam exam)
    {
        if (verdict is "NotLearning" or "Underfitting" or "RateTooLow" or "RateTooHigh" or "DeadUnits" && TargetSize.OfFar(exam.Subject) is not null)
        {
            yield return Target(exam);
        }

        if (verdict is not ("Leak" or "Shift") && OutputCheck.IsTwice(exam.Subject.Model, exam.Subject.Run.Options.LossSpecification))
        {
            yield return (
                $"Leave the last {exam.Subject.Model.Layers[exam.Subject.Model.Layers.Count - 1].Type} out", $"{exam.Subject.Run.Options.Loss} turns scores into probabilities itself",
                "New-Model without it; Invoke-Model -As Probability gives probabilities");
        }
    }

    private static IEnumerable<(string Change, string Why, string Command)> For(string verdict, FitExam exam)
    {
        TrainingOptions options = exam.Subject.Run.Options;
        bool hasRate = FitChange.LearningRate(options) is not null;
        string rate(double factor) => hasRate
            ? "Start-TrainingRun -LearningRate " + (FitChange.LearningRate(options)!.Value * factor).ToString("G2", CultureInfo.InvariantCulture)
            : "Find-LearningRate";
        ModelLayer? words = exam.Subject.Model.Layers.FirstOrDefault(layer => LayerEdits.IsEmbedding(layer.Type));
        string embedding(double factor) => $"{words!.Type} {Math.Max(4, (long)(factor * words.OutputShape[words.OutputShape.Length - 1]))}";
        string widths(double factor) => words is not null ? $"New-Model {{ {embedding(factor)}; ... }}"
            : exam.Subject.Model.Layers.FirstOrDefault(layer => layer.Type == "Linear" && layer.OutputShape.Length == 1) is { } layer
            ? $"New-Model {{ Linear {Math.Max(4, (long)(factor * layer.OutputShape[0]))}; ... }}"
            : "New-Model with other widths";
        switch (verdict)
        {
            case "Leak":
                yield return ("Take the rows or columns out that tell the answer", "a score that rests on them will not be there tomorrow", "Test-Dataset $split; Import-Dataset -ExcludeProperty; Split-Dataset -Group");
                break;
            case "Shift" when exam.IsShifted:
                yield return (
                    "Find out which rows belong together, or what changed", "what training rows say does not hold for the others: of other persons, of other days",
                    "Split-Dataset -Group or -Time, and judge by that; Test-Dataset $split");
                break;
            case "Shift":
                yield return ("Split at random, or train on rows like those to come", "the model is judged on other rows than it learnt from", "Test-Dataset $split -Check ColumnShift; Split-Dataset -Seed 0");
                break;
            case "UnscaledFeatures" when exam.ScalesTarget:
                yield return Target(exam);
                break;
            case "UnscaledFeatures":
                yield return ("Standardise the features", "each weight then gets steps of the same size", ScalingCommand.Of(exam.Subject.Train, target: false));
                yield return ("Batch norm as the first layer", "it scales what comes in", "New-Model { BatchNorm; ... }");
                break;
            case "RateTooHigh":
                yield return ("A smaller learning rate", "steps jump over what they are to find", rate(exam.RateFactor < 1 ? exam.RateFactor : 0.1));
                yield return ("Clip the gradients", "no step is longer than the norm allows", "Start-TrainingRun -ClipNorm 1");
                break;
            case "RateTooLow" when exam.Has("UnscaledFeatures"):
                break; // what is scaled wants another rate than what is not: that is looked for once it is
            case "RateTooLow":
                yield return ("A larger learning rate", "the same epochs go further", rate(exam.RateFactor > 1 ? exam.RateFactor : 10));
                yield return ("The rate that this data wants", "it tries rates from small to large", "$model | Find-LearningRate $split");
                break;
            case "DeadUnits":
                foreach ((string Change, string Why, string Command) less in HeldBack(exam))
                {
                    yield return less;
                }

                yield return ("Start anew, with weights for ReLU and biases of 0", "a unit that is zero for every row is never trained again", "$model | Initialize-Model Kaiming");
                yield return ("LeakyReLU in place of ReLU", "its gradient is never 0", "New-Model { Linear 64; LeakyReLU; ... }");
                yield return ("A smaller learning rate", "one long step can push a unit below zero for all rows", rate(0.1));
                break;
            case "SaturatedUnits":
                yield return ("Start anew, with Xavier's weights", "outputs then begin where the activation is steep", "$model | Initialize-Model Xavier");
                if (!exam.Subject.HasWordNumbers)
                {
                    yield return ("Standardise the features", "large inputs drive units to their ends", ScalingCommand.Of(exam.Subject.Train, target: false));
                }

                break;
            case "FewValuesPerStatistic":
                yield return ("Larger batches", "a mean and a variance of 16 values and more say something", "Start-TrainingRun -BatchSize 32");
                yield return ("Group or layer norm", "their statistics do not depend on the batch", "$model | Convert-BatchNorm; New-Model { Linear 64; LayerNorm; ... }");
                break;
            case "LabelNoise":
                yield return ("Look at the labels", "no training mends what is wrong in the data", "(Test-Dataset $split -Check SuspiciousLabel, ConflictingLabel).Finding");
                yield return ("Early stopping", "the right labels are learnt before the wrong ones", "Start-TrainingRun -EarlyStopping 5");
                yield return ("Label smoothing", "a wrong label then pulls less", $"Start-TrainingRun -LabelSmoothing {Smoothing.ToString(CultureInfo.InvariantCulture)}");
                break;
            case "Overfitting":
                if (IsLinearBetter(exam))
                {
                    yield return ("A linear model", "it does better on rows that it has not seen", "New-Model { Linear }");
                }

                yield return ("More training rows", "what holds for all rows then outweighs what is true of a few", "Measure-LearningCurve { ... } -Data $split");
                yield return ("Early stopping", "it ends where rows that are not trained on are served best", "Start-TrainingRun -EarlyStopping 5");
                yield return ("Weight decay", "it keeps weights small", $"Start-TrainingRun -Optimizer AdamW -WeightDecay {Decay.ToString(CultureInfo.InvariantCulture)}");
                yield return ("Dropout", "no unit can rely on another", $"New-Model {{ {(words is not null ? embedding(1) : "Linear; ReLU")}; Dropout {Dropout.ToString(CultureInfo.InvariantCulture)}; ... }}");
                yield return ("Fewer units", "there is less to learn by heart with", widths(0.25));
                if (!exam.Subject.HasWordNumbers)
                {
                    yield return ("Fewer features", "components keep what most columns say together", "Split-Dataset -Preprocessor { Standardize; PrincipalComponent 10 }");
                }

                break;
            case "Unstable":
                yield return ("Several seeds", "the mean of some tells more than the best of them", "0..4 | ForEach-Object { New-Model -Seed $_ ... | Start-TrainingRun -Seed $_ ... }");
                yield return ("More units", "wide layers depend less on how they begin", widths(4));
                yield return ("Batch norm", "it keeps what reaches a layer in bounds from the first step", "New-Model { Linear 64; BatchNorm; ReLU; ... }");
                break;
            case "Underfitting":
                yield return ("More epochs", "the loss may not be at its end", $"Start-TrainingRun -Epoch {4L * options.Epoch}");
                yield return ("More units, or a further layer with an activation", "a linear model cannot bend", exam.Subject.Model.Layers.Any(layer => layer.Type == "ReLU") ? widths(4) : "New-Model { Linear 64; ReLU; Linear }");
                foreach ((string Change, string Why, string Command) less in HeldBack(exam))
                {
                    yield return less;
                }

                break;
            case "NotLearning":
                foreach ((string Change, string Why, string Command) less in HeldBack(exam))
                {
                    yield return less;
                }

                yield return ("The signal of each layer", "it shows where gradients vanish", "$model | Measure-SignalPropagation $split -Loss " + options.Loss);
                yield return ("The rate that this data wants", "it tries rates from small to large", "$model | Find-LearningRate $split");
                break;
            case "Overconfident":
                yield return ("Early stopping by the loss", "the loss sees what the accuracy does not", "Start-TrainingRun -EarlyStopping 5");
                yield return ("Label smoothing", "it asks for less than full certainty", $"Start-TrainingRun -LabelSmoothing {Smoothing.ToString(CultureInfo.InvariantCulture)}");
                break;
            case "Good":
                if (exam.Subject.Train.ClassCounts is { Count: > 1 } && options.Loss == "CrossEntropy" && !options.LossSpecification.Contains("weight")
                    && exam.Usual is { } usual && (exam.Subject.OfHeld!.Beyond(usual).Low <= 0 || ClassShare.Least(exam.Subject) is not null))
                {
                    yield return ("Class weights", "rare classes then count as much as frequent ones", "Start-TrainingRun -ClassWeight Balanced -Metric BalancedAccuracy");
                }

                if (exam.Subject.Test is not null && exam.Subject.Validation is not null)
                {
                    yield return ("Judge it by the test part, once", "the validation rows chose it", "$model | Test-Model $split.Test");
                }

                break;
        }
    }

    private static (string Change, string Why, string Command) Target(FitExam exam) => (
        "Scale features and target", "outputs begin around 0, and steps are made for weights near 1", ScalingCommand.Of(exam.Subject.Train, target: true));

    // Whether the best of the usual models is linear, and better beyond chance than one with hidden layers.
    private static bool IsLinearBetter(FitExam exam) => exam.IsBeaten && exam.Yardsticks!.Best.Name == Yardsticks.LinearName
        && LayerEdits.Hidden(exam.Subject.Model.Specification()) > 0;

    // What the run has that holds a network back.
    private static IEnumerable<(string Change, string Why, string Command)> HeldBack(FitExam exam)
    {
        TrainingOptions options = exam.Subject.Run.Options;
        if (options.EarlyStopping is { } patience && exam.Subject.Run.State == TrainingState.StoppedEarly)
        {
            yield return ("More patience", $"it ended after {exam.Subject.Run.EpochCount:N0} of {options.Epoch:N0} epochs", $"Start-TrainingRun -EarlyStopping {Math.Max(10, 4L * patience)}");
        }

        if (options.Freeze.Count > 0)
        {
            yield return ("Let frozen layers learn", "what is frozen stays as it began", $"Start-TrainingRun without -Freeze {string.Join(", ", options.Freeze)}");
        }

        if (exam.Subject.Model.Layers.Any(layer => layer.Type.IndexOf("Dropout", StringComparison.Ordinal) >= 0))
        {
            yield return ("Less dropout", "what is dropped cannot be learnt from", "New-Model with a smaller p, or without Dropout");
        }

        string[] penalties = new[]
        {
            options.OptimizerArguments["weight_decay"] is object decay && Convert.ToDouble(decay, CultureInfo.InvariantCulture) > 0 ? "-WeightDecay" : string.Empty,
            options.L1 > 0 ? "-L1" : string.Empty,
            options.L2 > 0 ? "-L2" : string.Empty,
        }.Where(name => name.Length > 0).ToArray();
        if (penalties.Length > 0)
        {
            yield return ("A smaller penalty", "it pulls all weights towards 0", $"Start-TrainingRun with a tenth of {string.Join(", ", penalties)}");
        }
    }
}
