using System.Collections;
using System.Globalization;

namespace NormTools;

/// <summary>The remedies that -Try trains: what each changes, what it is for, and the line that applies it.</summary>
internal static class RemedyCatalog
{
    private const string Any = "Good CannotTell Overfitting Underfitting NotLearning Unstable LabelNoise Overconfident";
    private const string HeldBack = "Underfitting NotLearning Unstable Overconfident Good CannotTell";
    private const double Factor = 10; // of a penalty that is there
    private const double Decay = 0.1, L1 = 0.001, L2 = 0.003, Dropped = 0.3, Smoothing = 0.1, Kept = 0.99, Jitter = 0.2, Alpha = 0.2;
    private const int Moved = 1, Turned = 10; // pixels on each side, degrees
    private const int Patience = 5, MostComponents = 10, LeastColumns = 6;

    /// <summary>Those that fit the run, for what was said of it first.</summary>
    public static IEnumerable<(FitChange Change, FitRemedy Remedy)> Of(FitExam exam)
    {
        string[] verdicts = exam.Ranked.Select(verdict => verdict.Name).Append("Good").Distinct().ToArray(); // whatever is wrong, what usually helps
        return All(exam).Select(item => (item.Change, Item: item, For: verdicts.FirstOrDefault(item.Verdicts.Split(' ').Contains)))
            .Where(item => item.For is not null)
            .OrderBy(item => Array.IndexOf(verdicts, item.For))
            .Select(item => (item.Change, new FitRemedy(item.For!, Title(item.Change.Name), item.Item.Why, item.Item.Command)));
    }

    private static IEnumerable<(string Verdicts, FitChange Change, string Why, string Command)> All(FitExam exam) =>
        Data(exam).Concat(Courses(exam)).Concat(Penalties(exam)).Concat(Layers(exam));

    private static IEnumerable<(string Verdicts, FitChange Change, string Why, string Command)> Data(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        bool isTable = subject.Train.FeatureShape.Length == 1 && !subject.HasWordNumbers;
        if (isTable && !subject.Train.IsScaled && subject.Train.StoredFeature.DType == DType.Float32)
        {
            yield return ("UnscaledFeatures SaturatedUnits RateTooHigh RateTooLow " + Any, RemedyData.Standardized(exam.Trials.Train),
                "each weight then gets steps of the same size", ScalingCommand.Of(subject.Train, target: false));
        }

        if (isTable && TargetSize.OfFar(subject) is not null)
        {
            yield return ("UnscaledFeatures RateTooHigh RateTooLow DeadUnits SaturatedUnits " + Any, RemedyData.ScaledTarget(exam.Trials.Train, alone: subject.Train.IsScaled),
                "outputs begin around 0, and steps are made for weights near 1", ScalingCommand.Of(subject.Train, target: true));
        }

        if (isTable && subject.Train.FeatureShape[0] >= LeastColumns && LayerEdits.AreInLine(subject.Model.Specification()))
        {
            int count = (int)Math.Min(MostComponents, Math.Max(2, subject.Train.FeatureShape[0] / 2));
            yield return ("Overfitting LabelNoise", RemedyData.Components(exam.Trials.Train, count),
                "components keep what most columns say together", $"Split-Dataset -Preprocessor {{ Standardize; PrincipalComponent {count} }}");
        }
    }

    private static IEnumerable<(string Verdicts, FitChange Change, string Why, string Command)> Courses(FitExam exam)
    {
        TrainingOptions own = exam.Subject.Run.Options;
        if (FitChange.LearningRate(own) is double rate)
        {
            foreach (double factor in new[] { 0.1, 0.3, 3, 10, exam.RateFactor }.Distinct().Where(factor => factor != 1))
            {
                yield return ((factor < 1 ? "RateTooHigh Unstable DeadUnits " : "RateTooLow Underfitting ") + "NotLearning Good CannotTell", FitChange.Rate(factor),
                    factor < 1 ? "steps may jump over what they are to find" : "the same epochs go further",
                    "Start-TrainingRun -LearningRate " + (rate * factor).ToString("G2", CultureInfo.InvariantCulture));
            }
        }

        if (own.EarlyStopping is null)
        {
            yield return ("Overfitting LabelNoise Overconfident Good", new FitChange("early stopping")
            {
                StopsByHalves = true,
                Options = options =>
                {
                    (options.EarlyStopping, options.RestoresBest, options.Monitor) = (Patience, true, "ValidationLoss");
                },
            }, "it ends where rows that are not trained on are served best", $"Start-TrainingRun -EarlyStopping {Patience}");
        }

        yield return ("Underfitting NotLearning", new FitChange("four times the epochs") { Options = options => options.Epoch *= 4 },
            "the loss may not be at its end", $"Start-TrainingRun -Epoch {4L * own.Epoch}");
        if (own.Schedule is null && !Catalog.Optimizers.Find(own.Optimizer).TakesWholeData)
        {
            yield return ("RateTooHigh Unstable " + Any, new FitChange("a cosine schedule")
            {
                Options = options => options.ScheduleSpecification = Catalog.Schedules.Specify("CosineAnnealingLR", new Hashtable { ["T_max"] = options.Epoch }),
            }, "the last steps are short", $"Start-TrainingRun -Schedule CosineAnnealingLR -ScheduleArgument @{{ T_max = {own.Epoch} }}");
        }

        if (own.ClipNorm is null)
        {
            yield return ("RateTooHigh Unstable NotLearning", new FitChange("clipped gradients") { Options = options => options.ClipNorm = 1 },
                "no step is longer than the norm allows", "Start-TrainingRun -ClipNorm 1");
        }

        if (own.AverageDecay is null && own.AverageFrom is null)
        {
            yield return ("Overfitting LabelNoise Unstable Overconfident Good", new FitChange("averaged weights") { Options = options => options.AverageDecay = Kept },
                "the mean of many steps is less noisy than the last", Invariant($"Start-TrainingRun -AverageDecay {Kept}"));
        }

        yield return ("FewValuesPerStatistic", new FitChange("batches of 32") { Options = options => options.BatchSize = 32 },
            "a mean and a variance of 16 values and more say something", "Start-TrainingRun -BatchSize 32");
    }

    private static IEnumerable<(string Verdicts, FitChange Change, string Why, string Command)> Penalties(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        TrainingOptions own = subject.Run.Options;
        double decayed = own.OptimizerArguments["weight_decay"] is object given ? Convert.ToDouble(given, CultureInfo.InvariantCulture) : 0;
        if (own.Optimizer is "Adam" or "AdamW")
        {
            double more = Math.Max(Decay, Factor * decayed);
            yield return ("Overfitting LabelNoise Overconfident Good", Decayed(decayed > 0 ? "more weight decay" : "weight decay", more, "AdamW"),
                "it keeps weights small", Invariant($"Start-TrainingRun -Optimizer AdamW -WeightDecay {more:G4}"));
        }

        yield return ("Overfitting LabelNoise Overconfident", new FitChange(own.L2 > 0 ? "a larger L2 penalty" : "an L2 penalty") { Options = options => options.L2 = Math.Max(L2, Factor * own.L2) },
            "large weights cost", Invariant($"Start-TrainingRun -L2 {Math.Max(L2, Factor * own.L2):G4}"));
        yield return ("Overfitting LabelNoise", new FitChange(own.L1 > 0 ? "a larger L1 penalty" : "an L1 penalty") { Options = options => options.L1 = Math.Max(L1, Factor * own.L1) },
            "weights that hardly help become 0", Invariant($"Start-TrainingRun -L1 {Math.Max(L1, Factor * own.L1):G4}"));
        if (decayed > 0)
        {
            yield return (HeldBack, Decayed("less weight decay", decayed / Factor, null), "it may hold the weights back", Invariant($"Start-TrainingRun -WeightDecay {decayed / Factor:G4}"));
            yield return (HeldBack, Decayed("no weight decay", 0, null), "it may hold the weights back", "Start-TrainingRun -WeightDecay 0");
        }

        if (own.L1 > 0 || own.L2 > 0)
        {
            yield return (HeldBack, new FitChange("no penalty") { Options = options => (options.L1, options.L2) = (0, 0) },
                "it may hold the weights back", "Start-TrainingRun without -L1 and -L2");
        }

        if (own.Loss == "CrossEntropy" && !own.LossSpecification.Contains("label_smoothing"))
        {
            yield return ("Overfitting LabelNoise Overconfident Good", new FitChange("label smoothing")
            {
                Options = options => options.LossSpecification = FitChange.With(options.LossSpecification, "label_smoothing", Smoothing),
            }, "it asks for less than full certainty", Invariant($"Start-TrainingRun -LabelSmoothing {Smoothing}"));
        }

        if (own.Loss == "CrossEntropy" && !own.LossSpecification.Contains("weight") && IsUneven(subject.Train))
        {
            yield return (Any, new FitChange("class weights")
            {
                Options = options => options.LossSpecification = FitChange.With(options.LossSpecification, "weight", "balanced"),
            }, "rare classes count as much as frequent ones", "Start-TrainingRun -ClassWeight Balanced");
        }

        if (own.AugmentationSpecifications is null && subject.Train.FeatureShape.Length is 1 or 3 && !subject.HasWordNumbers)
        {
            yield return ("Overfitting LabelNoise", Augmented("noise on the samples", "Noise", "sigma", Jitter), "no row comes twice alike", Invariant($"Start-TrainingRun -Augment {{ Noise {Jitter} }}"));
            if (subject.Train.FeatureShape.Length == 3)
            {
                yield return ("Overfitting LabelNoise", Augmented("moved pictures", "RandomCrop", "padding", Moved), "a picture is the same a little aside", $"Start-TrainingRun -Augment {{ RandomCrop {Moved} }}");
                yield return ("Overfitting LabelNoise", Augmented("turned pictures", "RandomRotation", "degrees", Turned), "a picture is the same a little turned", $"Start-TrainingRun -Augment {{ RandomRotation {Turned} }}");
            }

            if (own.Loss == "CrossEntropy")
            {
                yield return ("Overfitting LabelNoise", Augmented("mixed samples", "Mixup", "alpha", Alpha), "rows between rows are learnt too", Invariant($"Start-TrainingRun -Augment {{ Mixup {Alpha} }}"));
            }
        }
    }

    private static IEnumerable<(string Verdicts, FitChange Change, string Why, string Command)> Layers(FitExam exam)
    {
        IReadOnlyList<object?> own = exam.Subject.Model.Specification();
        yield return ("DeadUnits SaturatedUnits NotLearning", new FitChange("Kaiming's weights") { Weights = RemedyData.Drawn("KaimingNormal") },
            "signals keep their size from layer to layer", "$model | Initialize-Model KaimingNormal");
        yield return ("SaturatedUnits NotLearning", new FitChange("Xavier's weights") { Weights = RemedyData.Drawn("XavierNormal") },
            "outputs begin where the activation is steep", "$model | Initialize-Model XavierNormal");
        if (!LayerEdits.AreInLine(own))
        {
            yield break;
        }

        if (LayerEdits.Hidden(own) > 0)
        {
            if (!LayerEdits.Has(own, "Dropout"))
            {
                yield return ("Overfitting LabelNoise Overconfident", Edit("dropout", layers => LayerEdits.AfterActivation(layers, LayerEdits.Layer("Dropout", ("p", Dropped)))),
                    "no unit can rely on another", Invariant($"New-Model {{ Linear 64; ReLU; Dropout {Dropped}; ... }}"));
            }

            if (exam.Subject.Train.FeatureShape.Length == 1 && !exam.Subject.HasWordNumbers)
            {
                yield return ("Overfitting LabelNoise", Edit("a linear model", LayerEdits.Linear), "there is next to nothing to learn by heart with", "New-Model { Linear }");
            }

            yield return ("Overfitting LabelNoise", Edit("a quarter of the units", layers => LayerEdits.Wider(layers, 0.25)),
                "there is less to learn by heart with", "New-Model with a quarter of the units in each hidden layer");
            yield return ("Underfitting Unstable", Edit("four times the units", layers => LayerEdits.Wider(layers, 4)),
                "more units can bend more", "New-Model with four times the units in each hidden layer");
            if (!LayerEdits.Has(own, "Norm"))
            {
                yield return ("Overfitting NotLearning Unstable DeadUnits Underfitting", Edit("batch norm", layers => LayerEdits.AfterWeights(layers, LayerEdits.Layer("BatchNorm"))),
                    "what reaches a layer stays in bounds", "New-Model { Linear 64; BatchNorm; ReLU; ... }");
                yield return ("Overfitting NotLearning Unstable DeadUnits", Edit("layer norm", layers => LayerEdits.AfterWeights(layers, LayerEdits.Layer("LayerNorm"))),
                    "what reaches a layer stays in bounds, whatever the batch", "New-Model { Linear 64; LayerNorm; ReLU; ... }");
            }

            if (LayerEdits.Has(own, "BatchNorm"))
            {
                yield return ("FewValuesPerStatistic", Edit("layer norm for batch norm", layers => LayerEdits.Exchanged(layers, "BatchNorm", "LayerNorm")),
                    "its statistics do not depend on the batch", "New-Model { Linear 64; LayerNorm; ReLU; ... }");
            }

            yield return ("DeadUnits", Edit("LeakyReLU for ReLU", layers => LayerEdits.Exchanged(layers, "ReLU", "LeakyReLU")),
                "its gradient is never 0", "New-Model { Linear 64; LeakyReLU; ... }");
        }

        yield return ("Underfitting", Edit("a further layer of 64 with ReLU", layers => LayerEdits.Deeper(layers, 64)),
            "a linear model cannot bend", "New-Model { ...; Linear 64; ReLU; Linear }");
        if (LayerEdits.Has(own, "Dropout"))
        {
            yield return (HeldBack, Edit("half of the dropout", LayerEdits.WithHalfDropout), "it may hold the network back", "New-Model with half of each p of Dropout");
            yield return (HeldBack, Edit("no dropout", layers => LayerEdits.WithoutType(layers, "Dropout")), "it may hold the network back", "New-Model without Dropout");
        }

        if (OutputCheck.IsTwice(exam.Subject.Model, exam.Subject.Run.Options.LossSpecification) && LayerEdits.EndsWith(own, "Softmax", "LogSoftmax", "Sigmoid"))
        {
            yield return (HeldBack + " Overfitting LabelNoise", Edit("scores as outputs", layers => layers.Take(layers.Count - 1).ToArray()),
                "the loss turns them into probabilities itself", "New-Model without its last layer; Invoke-Model -As Probability gives probabilities");
        }
    }

    private static FitChange Augmented(string name, string augmentation, string argument, double value) => new FitChange(name)
    {
        Options = options => options.AugmentationSpecifications = new object[] { Catalog.Augmentations.Specify(augmentation, new Hashtable { [argument] = value }) },
    };

    private static FitChange Decayed(string name, double decay, string? optimizer) => new FitChange(name)
    {
        Options = options => options.OptimizerSpecification =
            FitChange.With(optimizer is null ? options.OptimizerSpecification : FitChange.With(options.OptimizerSpecification, "type", optimizer), "weight_decay", decay),
    };

    private static FitChange Edit(string name, Func<IReadOnlyList<object?>, IReadOnlyList<object?>> layers) => new FitChange(name) { Layers = layers };

    private static bool IsUneven(Dataset data) => data.ClassCounts is { Count: > 1 } counts
        && counts.Values.Cast<object>().Select(Convert.ToDouble).ToArray() is var rows && rows.Max() > 3 * rows.Min();

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
