using NormTools.Core.Checkpoints;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <remarks>What tells whether a checkpoint is this run's: model, options, data.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private string? trainingData;
    private string? validationData;

    /// <summary>How many rows there are, and hashes of them, by their names in a checkpoint.</summary>
    /// <exception cref="CoreException">RunFinished.</exception>
    public Dictionary<string, string> Data => HasEnded && trainingData is null ? throw Ended() : new(StringComparer.Ordinal)
    {
        ["training_rows"] = FormattableString.Invariant($"{training.Count}"),
        ["validation_rows"] = FormattableString.Invariant($"{validation?.Count ?? 0}"),
        ["training_data"] = trainingData ??= DataFingerprint.Of(training),
        ["validation_data"] = validationData ??= DataFingerprint.Of(validation),
    };

    private Dictionary<string, string> CheckpointMetadata => new(Data)
    {
        [CheckpointReader.VersionKey] = CheckpointReader.Version,
        ["specification"] = model.Specification,
        ["options"] = options.Json,
    };

    // What is kept in memory is for the same data as a rule: looking at all rows again would take longer than a short run.
    private Dictionary<string, string> KeptMetadata => new(StringComparer.Ordinal)
    {
        [CheckpointReader.VersionKey] = CheckpointReader.Version,
        ["specification"] = model.Specification,
        ["options"] = options.Json,
        ["training_rows"] = FormattableString.Invariant($"{training.Count}"),
        ["validation_rows"] = FormattableString.Invariant($"{validation?.Count ?? 0}"),
        ["training_data"] = DataFingerprint.OfSample(training),
        ["validation_data"] = DataFingerprint.OfSample(validation),
    };

    private void CheckIdentity(CheckpointReader file, Dictionary<string, string> metadata)
    {
        foreach ((string key, string value) in metadata)
        {
            if (!file.Metadata.TryGetValue(key, out string? other))
            {
                throw file.Invalid($"\"{key}\" is missing");
            }

            bool isVersion = key == CheckpointReader.VersionKey; // it has been looked at, and may be an older one
            if (!isVersion && value != other && Difference(key, value, other, file) is { } difference)
            {
                throw CoreException.Argument(
                    "CheckpointMismatch", $"The run is not the one that \"{file.Path}\" was written by: {difference}.");
            }
        }
    }

    private string? Difference(string key, string now, string then, CheckpointReader file)
    {
        try
        {
            return key switch
            {
                "specification" => "the model has another input shape, or other layers",
                "training_rows" => $"the training data has {now} rows and had {Excerpt.Of(then)}",
                "validation_rows" => $"the validation data has {now} rows and had {Excerpt.Of(then)}",
                "training_data" => "the training data has other values, another order or another scale",
                "validation_data" => "the validation data has other values, another order or another scale",
                _ => options.DifferenceTo(then, file.IsVersion1),
            };
        }
        catch (CoreException failure)
        {
            throw file.Invalid(failure.Message.TrimEnd('.'));
        }
    }
}
