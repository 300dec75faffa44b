using System.Management.Automation;
using System.Reflection;

namespace NormTools.Commands;

/// <content>The options that the parameters make.</content>
public abstract partial class TrainingOptionCommand
{
    private ICollection<string> taken = Array.Empty<string>(); // the parameters that -Option gave values

    /// <summary>The options of a run that have parameters of the cmdlet's own.</summary>
    private protected virtual string[] OwnOptions => Array.Empty<string>();

    /// <summary>The parameters that are options of a run.</summary>
    private protected PropertyInfo[] OptionParameters => GetType().GetProperties()
        .Where(property => property.IsDefined(typeof(ParameterAttribute)) && property.Name != nameof(Option)
            && (property.DeclaringType == typeof(TrainingOptionCommand) || OwnOptions.Contains(property.Name)))
        .ToArray();

    /// <summary>Takes what -Option has for parameters that were not given.</summary>
    internal void TakeOption()
    {
        if (Option is not null)
        {
            taken = RunOptionTable.Apply(Option, this, OptionParameters);
        }
    }

    /// <summary>Checks of the data that the options say nothing of.</summary>
    /// <exception cref="NormToolsException">There is one class only, or the classes or targets of the validation data are others.</exception>
    internal static void CheckTargets(Model model, TrainingOptions options, Dataset training, Dataset? validation)
    {
        TargetAgreement.Check("The training data", training, "the model", model.TrainedLoss is null ? null : model.TargetNames);
        if (validation is not null)
        {
            TargetAgreement.Check("The validation data", validation, "the training data", training.TargetNames);
        }

        if (!Catalog.Losses.Find(options.Loss).IsOfClasses)
        {
            return;
        }

        if (training.ClassNames is { Length: 1 } only)
        {
            throw Errors.OneClass(only[0]);
        }

        ClassAgreement.Check("The validation data", validation?.ClassNames, "the training data", training.ClassNames);
    }

    /// <summary>Warnings about a run that would train, but probably not as intended.</summary>
    internal static IEnumerable<string> Warnings(Model model, TrainingOptions options, Dataset training) =>
        OutputCheck.Warnings(model, options.LossSpecification)
            .Concat(NormalizationAudit.Warnings(model, Math.Min(options.BatchSize, training.Count)))
            .Concat(RunWarnings.Of(model, training, Catalog.Losses.Find(options.Loss), options.AugmentationSpecifications is not null));

    /// <summary>The options of a run, without seed, generator and threads.</summary>
    internal TrainingOptions MakeOptions(Model model, Dataset training, Dataset? validation)
    {
        bool validates = validation is { Count: > 0 };
        MonitorName monitor = ReadMonitor(validates);
        Refuse(EarlyStopping is null, "EarlyStopping", nameof(MinimumChange), nameof(KeepLastWeight), nameof(StartEpoch), nameof(Baseline));
        Refuse(EarlyStopping is null && !KnowsBestEpoch, "EarlyStopping", nameof(Monitor));
        Refuse(Freeze is null && Group is null, "Freeze", nameof(FreezeStatistics));
        Refuse(AverageFrom is null, "AverageFrom", nameof(AverageEvery));
        Refuse(L1 is null && Group is null, "L1", nameof(Proximal));
        Refuse(!validates, "Validation", nameof(DrawForValidation));
        Refuse(ClipNorm is null, "ClipNorm", nameof(ClipNormType));
        Refuse(ClipNorm is null && ClipValue is null, "ClipNorm or -ClipValue", nameof(SkipLimit));
        bool takesAll = !IsGiven(nameof(BatchSize)) && Catalog.Optimizers.Find(Optimizer).TakesWholeData;
        int batch = takesAll ? (int)Math.Max(1, training.Count) : BatchSize;
        Refuse(Schedule is null, "Schedule", nameof(ScheduleArgument));
        return new TrainingOptions
        {
            LossSpecification = LossSpecification.From(
                LossSpecification.Item(Loss, training), LossArgument, ClassWeight, LabelSmoothing, training, model.OutputCount),
            MetricSpecifications = Metric?.Select(Catalog.Metrics.Specify).ToArray(),
            OptimizerSpecification = OptimizerSpecification.From(
                Optimizer, OptimizerArgument, LearningRate, Momentum, WeightDecay, Nesterov),
            ScheduleSpecification = ScheduleSpecification.From(Schedule, ScheduleArgument, Epoch, batch, DropLast, training.Count),
            Epoch = Epoch,
            BatchSize = batch,
            Shuffle = !NoShuffle,
            DropLast = DropLast,
            EarlyStopping = EarlyStopping,
            MinimumChange = MinimumChange,
            Monitor = monitor.Name,
            MonitorMode = monitor.Falls is bool falls ? (falls ? "Minimum" : "Maximum") : null,
            HasOwnMonitor = EarlyStopping is null && KnowsBestEpoch && monitor.Name != MonitorName.Usual(validates),
            RestoresBest = EarlyStopping is not null && !KeepLastWeight,
            StartEpoch = StartEpoch,
            Baseline = Baseline,
            ClipNorm = ClipNorm,
            ClipValue = ClipValue,
            ClipNormType = ClipNormType ?? 2,
            SkipLimit = SkipLimit ?? 10,
            GroupSpecifications = Group?.Select(group => GroupSpecification.From(Optimizer, group)).ToArray(),
            Frozen = Freeze,
            DecayTarget = DecayTarget,
            L1 = L1 ?? 0,
            L2 = L2 ?? 0,
            Proximal = Proximal,
            MaximumNorm = MaximumNorm,
            AverageDecay = AverageDecay,
            Accumulate = Accumulate,
            AverageFrom = AverageFrom,
            AverageEvery = AverageEvery,
            Oversample = Oversample,
            FreezeStatistics = FreezeStatistics,
            AugmentationSpecifications = AugmentationSpecification.From(Augment, Notice),
            OrderSeed = OrderSeed,
            DrawForValidation = DrawForValidation,
        };
    }

    /// <summary>Whether the best epoch is told without early stopping, too.</summary>
    private protected virtual bool KnowsBestEpoch => false;

    /// <summary>The result that decides on the best epoch.</summary>
    private protected virtual MonitorName ReadMonitor(bool validates) => MonitorName.Of(Monitor, Metric, validates);

    /// <summary>Tells a warning about the options.</summary>
    private protected virtual void Notice(string warning) => WriteWarning(warning);

    /// <summary>Whether the user gave a parameter, at the prompt or with -Option.</summary>
    private protected virtual bool IsGiven(string parameter) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) || taken.Contains(parameter);

    /// <summary>Refuses parameters that were given without the one that they belong to.</summary>
    private void Refuse(bool isMissing, string partner, params string[] parameters)
    {
        string? given = parameters.FirstOrDefault(name => MyInvocation.BoundParameters.TryGetValue(name, out object? value)
            && value is not null and not SwitchParameter { IsPresent: false });
        if (isMissing && given is not null)
        {
            throw Errors.NoEffect(given, partner);
        }
    }
}
