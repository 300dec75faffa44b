using System.Collections.Specialized;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <content>What the model remembers of its training data, and how it is saved (docs/formats.md).</content>
public sealed partial class Model
{
    private const int MostTrained = 8; // data sets whose rows are known again

    private const string LossKey = "normtools_loss";
    private static readonly string[] MemoryKeys = { "class_names", "target_names", "preprocessor", LossKey };

    /// <summary>The loss that it was trained with last, with its arguments; null for a model that was not.</summary>
    internal OrderedDictionary? TrainedLoss { get; set; }

    /// <summary>The rows that it was trained on in this session, an entry for each data set; the last ones of many.</summary>
    internal IReadOnlyList<TrainedRows> Trained { get; private set; } = Array.Empty<TrainedRows>();

    /// <summary>Takes over the preprocessor for raw rows, the names of classes and targets, and the loss.</summary>
    internal void Remember(Dataset training, OrderedDictionary loss)
    {
        TrainedLoss = loss;
        AwaitsTraining = false;
        ClassNames = training.ClassNames ?? ClassNames;
        TargetNames = training.TargetNames ?? TargetNames;
        Preprocessor = training.ForModel() ?? Preprocessor;
        Trained = Trained.Skip(Math.Max(0, Trained.Count + 1 - MostTrained)).Append(TrainedRows.Of(training)).ToArray();
    }

    /// <summary>Whether the model was made for data (New-Model -Data) and has not learnt of it yet how its columns are prepared.</summary>
    internal bool AwaitsTraining { get; set; }

    /// <summary>Whether the outputs of prepared samples are scaled as their targets are, for the model was not trained and has no scaling of its own.</summary>
    internal bool IsUnitOf(Dataset samples) => Preprocessor is null && samples.TargetScaling is not null;

    /// <summary>Outputs in the unit of the targets: of a model that was trained on scaled ones, or to give their logarithms.</summary>
    /// <param name="outputs">What came out.</param>
    /// <param name="samples">What went in: it has the unit of a model that has none.</param>
    internal Tensor InUnit(Tensor outputs, Dataset? samples = null)
    {
        if ((Preprocessor is null ? samples?.TargetScaling : Preprocessor.Target) is { } scaling)
        {
            return scaling.ToUnit(outputs);
        }

        return TrainedLoss is { } loss && LossMemory.IsOfLogarithms(loss)
            ? TensorReader.Read(Array.ConvertAll((float[])outputs.ToArray(), value => (float)Math.Exp(value)), DType.Float32).Reshape(outputs.Dimensions)
            : outputs;
    }

    /// <summary>What is wrong with the model for samples; of texts it is told in their terms.</summary>
    internal NormToolsException Told(NormToolsException failure, Dataset samples) => samples.Raw.TextColumn is null ? failure
        : Errors.StepsOfTexts(failure, Layers.Any(layer => layer.Type.StartsWith("Embedding", StringComparison.Ordinal)));

    /// <summary>The error of rows for a model that knows no columns, or takes windows of them.</summary>
    internal NormToolsException RefusalOfRows() => Preprocessor?.StepNames is not null
        ? Errors.RowsForWindows(inputShape[0], Preprocessor.RowSteps?.TextColumn.Any() == true)
        : Errors.RowsWithoutNames(InputShape, TrainedLoss is not null);

    // The columns that raw rows need, and what is predicted; empty if the model knows neither.
    private string MemoryLines(int width)
    {
        var text = new StringBuilder();
        if (Preprocessor is { IsTable: true, HasNames: true })
        {
            Line("Takes:", $"raw rows with {Listed(Preprocessor.Column.Except(Preprocessor.Absent).ToArray())}"
                + (Preprocessor.HasCoreSteps || Preprocessor.Scaling is not null ? "; the model has its preprocessor with it." : "."));
        }
        else if (Preprocessor is { Step.Length: > 0 })
        {
            Line("Takes:", "raw samples; the model has its preprocessor with it.");
        }

        if ((ClassNames ?? TargetNames) is string[] names)
        {
            string logarithm = TrainedLoss is { } loss && LossMemory.IsOfLogarithms(loss) ? "the logarithm of " : string.Empty;
            Line("Gives:", ClassNames is null ? logarithm + Listed(names) + "." : $"the classes {Listed(names)}.");
        }

        return text.Length == 0 ? string.Empty : Environment.NewLine + text.ToString().TrimEnd();

        void Line(string name, string value) => WrappedText.Append(text, "  " + name + " ", value, 9, width);
    }

    private static string Listed(string[] names)
    {
        const int Most = 12;
        string first = Text.Shown(string.Join(", ", names.Take(Most).Select(Text.Shorten)));
        return first + (names.Length > Most ? FormattableString.Invariant($", ... ({names.Length} in all)") : string.Empty);
    }

    private void WriteMemory(OrderedDictionary metadata)
    {
        if (ClassNames is not null)
        {
            metadata.Add("class_names", Json.Write(ClassNames));
        }

        if (TargetNames is not null)
        {
            metadata.Add("target_names", Json.Write(TargetNames));
        }

        if (Preprocessor is not null)
        {
            metadata.Add("preprocessor", PreprocessorDocument.Write(Preprocessor));
        }

        if (TrainedLoss is not null)
        {
            metadata.Add(LossKey, Json.Write(TrainedLoss));
        }
    }

    private void ReadMemory(bool allowScript)
    {
        ClassNames = Names("class_names", "InvalidClassNames");
        TargetNames = Names("target_names", "InvalidTargetNames");
        TrainedLoss = Metadata.TryGetValue(LossKey, out string? loss) ? LossMemory.Read(loss) : null;
        Preprocessor = Metadata.TryGetValue("preprocessor", out string? text) ? PreprocessorDocument.Read(text, allowScript) : null;
        if (Preprocessor is { IsTable: true } && Preprocessor.Output.Length != InputCount)
        {
            throw Errors.InvalidModelPreprocessor(
                $"it makes {Text.Count(Preprocessor.Output.Length, "column")}, and the model takes {InputCount}.");
        }

        if (Preprocessor?.Target is { } target && !target.Fits(OutputCount))
        {
            throw Errors.InvalidModelPreprocessor(
                $"it scales {Text.Count(target.Count, "target")}, and the model has {Text.Count(OutputCount, "output")}.");
        }
    }

    private string[]? Names(string key, string id)
    {
        if (!Metadata.TryGetValue(key, out string? text))
        {
            return null;
        }

        try
        {
            if (Json.Read(text) is List<object?> names && names.All(name => name is string))
            {
                return names.Cast<string>().ToArray();
            }
        }
        catch (FormatException)
        {
        }

        throw Errors.Data(id, $"The file's metadata has a '{key}' that is not a JSON list of texts.");
    }
}
