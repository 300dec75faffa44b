namespace NormTools.Core.Training;

/// <summary>What came out of one epoch.</summary>
/// <remarks>Epoch counts from 1; accuracies are NaN for a regression, validation results without validation
/// data.</remarks>
internal readonly record struct EpochResult(
    long Epoch,
    double TrainingLoss,
    double TrainingAccuracy,
    double ValidationLoss,
    double ValidationAccuracy,
    double LearningRate,
    double Seconds)
{
    /// <summary>The columns of a checkpoint's history behind "epoch", seconds last.</summary>
    public static IReadOnlyList<(string Name, Func<EpochResult, double> Value)> Columns { get; } =
    [
        ("training_loss", result => result.TrainingLoss),
        ("training_accuracy", result => result.TrainingAccuracy),
        ("validation_loss", result => result.ValidationLoss),
        ("validation_accuracy", result => result.ValidationAccuracy),
        ("learning_rate", result => result.LearningRate),
        ("seconds", result => result.Seconds),
    ];

    /// <summary>The reverse of <see cref="Columns"/>.</summary>
    public static EpochResult FromColumns(long epoch, double[] values) =>
        new(epoch, values[0], values[1], values[2], values[3], values[4], values[5]);
}

/// <summary>The result of an epoch that decisions go by.</summary>
internal sealed class MonitoredResult
{
    private static readonly string[] Names =
        ["ValidationLoss", "TrainingLoss", "ValidationAccuracy", "TrainingAccuracy"];

    private MonitoredResult(string name) => Name = name;

    public string Name { get; }

    /// <summary>Whether less is better.</summary>
    public bool Falls => Name.EndsWith("Loss", StringComparison.Ordinal);

    /// <summary>The default: the loss on the validation data if there are any, else on the training data.</summary>
    public static MonitoredResult Default(bool hasValidation) => new(Names[hasValidation ? 0 : 1]);

    /// <summary>The argument "monitor".</summary>
    /// <exception cref="CoreException">It is not a result, or there will be none of it.</exception>
    public static MonitoredResult Create(Arguments arguments, bool hasValidation)
    {
        string name = arguments.OneOf("monitor", Default(hasValidation).Name, Names);
        return hasValidation || name.StartsWith("Training", StringComparison.Ordinal)
            ? new MonitoredResult(name)
            : throw arguments.Invalid("monitor", $"cannot be {name}, because the run has no validation data");
    }

    public double Value(in EpochResult result) => Name switch
    {
        "ValidationLoss" => result.ValidationLoss,
        "TrainingLoss" => result.TrainingLoss,
        "ValidationAccuracy" => result.ValidationAccuracy,
        _ => result.TrainingAccuracy,
    };

    /// <summary>Whether a value is strictly better than another by more than <paramref name="minDelta"/>; NaN never
    /// is.</summary>
    public bool IsBetter(double value, double than, double minDelta) =>
        Falls ? value + minDelta < than : value - minDelta > than;
}
