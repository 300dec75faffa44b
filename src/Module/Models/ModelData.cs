using System.Collections;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>What -Data of a cmdlet with a model was given, brought to what the model takes: data sets, parts of splits, rows
/// as of Import-Csv, and tensors where nothing is to be predicted.</summary>
internal static class ModelData
{
    /// <summary>Samples with what is to be predicted of them.</summary>
    /// <param name="model">Whose columns, classes and scaling the rows are read by.</param>
    /// <param name="value">What the user gave; of a split the training part is taken.</param>
    /// <param name="warn">Takes what is odd about it.</param>
    /// <exception cref="NormToolsException">It is something else, or has columns that do not fit.</exception>
    public static Dataset ForTraining(Model model, object? value, Action<string> warn) =>
        Kept(model, ModelInput.Prepare(model, Rows(model, value, warn) ?? Dataset.ForTraining(value), warn), value, warn);

    // A word where the steps of the data give way to those of the model.
    private static Dataset Kept(Model model, Dataset prepared, object? value, Action<string> warn)
    {
        object? basic = Unwrapped.Of(value);
        Dataset? given = (basic as DatasetSplit)?.Train ?? basic as Dataset;
        if (given?.Preprocessor is not null && model.Preprocessor is not null && !ReferenceEquals(given, prepared))
        {
            warn(Errors.KeptPreprocessor);
        }

        return prepared;
    }

    /// <summary>The same, of a split the test part.</summary>
    public static Dataset ForTest(Model model, object? value, Action<string> warn)
    {
        object? basic = Unwrapped.Of(value);
        Dataset data = basic is DatasetSplit split ? split.Test ?? throw Errors.EmptyPart("Test")
            : Rows(model, value, warn) ?? basic as Dataset ?? throw Errors.NotADataset(value, basic is Tensor);
        return ModelInput.Prepare(model, data, warn);
    }

    /// <summary>Samples to send through, of a split those of the training part; targets are taken where there are
    /// any.</summary>
    public static Dataset Samples(Model model, object value, Action<string> warn)
    {
        object basic = Unwrapped.Of(value)!;
        return (basic as DatasetSplit)?.Train is { } part ? ModelInput.Prepare(model, part, warn)
            : (basic as Dataset ?? Rows(model, value, warn, needsTargets: false)) is { } data ? ModelInput.Prepare(model, data, warn)
            : model.Preprocessor is null ? Dataset.Samples(TensorReader.ReadAny(basic, "Data"))
            : ModelInput.Prepare(model, TensorReader.ReadAny(basic, "Data"), warn, "-Data");
    }

    // Null where the value is no rows.
    private static Dataset? Rows(Model model, object? value, Action<string> warn, bool needsTargets = true)
    {
        object? basic = Unwrapped.Of(value);
        basic = DataTableRows.Of(basic) ?? basic;
        bool isCopy = value is PSObject { TypeNames: { Count: > 0 } names } && names[0].StartsWith("Deserialized.NormTools.", StringComparison.Ordinal);
        bool areRows = !isCopy && basic is not (Dataset or DatasetSplit or Tensor or Model or null)
            && (basic is IEnumerable list && basic is not (string or IDictionary) ? RecordReader.HoldsRecords(list) : RecordReader.IsRecord(basic));
        if (!areRows)
        {
            return null;
        }

        if (model.Preprocessor is not { IsTable: true, HasNames: true } preprocessor)
        {
            throw model.RefusalOfRows();
        }

        object?[] records = basic is IEnumerable several && basic is not IDictionary ? several.Cast<object?>().ToArray() : new[] { value };
        var collector = new RowCollector(preprocessor);
        foreach (object? record in StopFlag.Each(records))
        {
            collector.Add(record ?? throw Errors.NothingGiven("A row"));
        }

        string[] further = collector.Further(records[0]!)
            .Except(model.TargetNames ?? Array.Empty<string>(), StringComparer.OrdinalIgnoreCase).ToArray();
        if (further.Length > 0)
        {
            warn(Errors.IgnoredColumns(further));
        }

        collector.Warn(warn);
        Dataset rows = collector.Take().Data;
        Tensor? target = RowTargets.Of(model, records, needsTargets, warn);
        Tensor? weight = needsTargets ? RowTargets.Weights(preprocessor, records, warn) : null;
        return target is null ? rows : rows.With(target, weight, model.ClassNames, model.TargetNames);
    }
}
