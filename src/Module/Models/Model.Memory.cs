using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>What the model remembers of its training data, and how a file keeps it (docs/formats.md).</content>
public sealed partial class Model
{
    private static readonly string[] MemoryKeys = { "class_names", "target_names", "preprocessor" };

    /// <summary>Takes over what raw rows have to go through, and what answers are called.</summary>
    internal void Remember(Dataset training)
    {
        ClassNames = training.ClassNames ?? ClassNames;
        TargetNames = training.TargetNames ?? TargetNames;
        Preprocessor = training.ForModel() ?? Preprocessor;
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
    }

    private void ReadMemory(bool allowScript)
    {
        ClassNames = Names("class_names", "InvalidClassNames");
        TargetNames = Names("target_names", "InvalidTargetNames");
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

        throw Errors.Data(id, $"The file's metadata has a '{key}' that is no list of texts in JSON.");
    }
}
