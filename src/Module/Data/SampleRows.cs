using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>Samples of a data set as rows with names, to which predictions are added.</summary>
internal static class SampleRows
{
    /// <summary>The raw columns if they are known, and the target if there is one.</summary>
    public static IReadOnlyList<object> Of(Dataset data)
    {
        Dataset raw = data.Raw;
        float[] values = Floats(raw);
        int width = checked((int)TensorShape.Count(raw.FeatureShape));
        string[] names = raw.FeatureNames?.Length == width ? raw.FeatureNames
            : raw.StepNames is { Length: > 0 } columns && width % columns.Length == 0 ? OfSteps(columns, width / columns.Length)
            : Enumerable.Range(1, width).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();
        string[]?[] texts = Array.ConvertAll(names, name =>
            raw.Categories is not null && raw.Categories.TryGetValue(name, out string[] known) ? known : null);
        (string Name, Func<int, object?> Value)[] targets = Targets(raw);
        (string Name, object[] Values)[] labels = (raw.Windows?.Labels ?? Array.Empty<WindowLabel>()).Select(label => (label.Name, label.In(raw))).ToArray();
        string[] called = RowNames.Of(labels.Select(label => label.Name).Concat(names).Concat(targets.Select(target => target.Name)).ToArray());
        var rows = new List<object>();
        for (int row = 0; row < raw.Count; row++)
        {
            var entry = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < labels.Length; i++)
            {
                entry[called[i]] = labels[i].Values[row];
            }

            for (int i = 0; i < width; i++)
            {
                float value = values[(row * width) + i];
                entry[called[labels.Length + i]] = float.IsNaN(value) ? null : texts[i] is string[] known ? known[(int)value] : (object)value;
            }

            for (int i = 0; i < targets.Length; i++)
            {
                entry[called[labels.Length + width + i]] = targets[i].Value(row);
            }

            rows.Add(entry);
        }

        return rows;
    }

    /// <summary>The same as objects with a property a column.</summary>
    public static IEnumerable<PSObject> Objects(Dataset data)
    {
        foreach (OrderedDictionary entry in Of(data))
        {
            var row = new PSObject();
            foreach (DictionaryEntry cell in entry)
            {
                row.Properties.Add(new PSNoteProperty((string)cell.Key, cell.Value));
            }

            yield return row;
        }
    }

    // As in sales-2, sales-1: what the column was two rows, and one row, before the end of the window.
    private static string[] OfSteps(string[] columns, int steps) => Enumerable.Range(0, steps)
        .SelectMany(step => columns.Select(name => FormattableString.Invariant($"{name}-{steps - step}"))).ToArray();

    private static float[] Floats(Dataset data)
    {
        using Tensor stored = data.StoredRowsOf();
        return (float[])stored.To(DType.Float32).ToArray();
    }

    private static (string Name, Func<int, object?> Value)[] Targets(Dataset data)
    {
        if (data.Target is not Tensor target)
        {
            return Weights(data).ToArray();
        }

        Array values = target.ToArray();
        int width = checked((int)data.TargetWidth);
        string[] names = data.TargetNames?.Length == width ? data.TargetNames
            : width == 1 ? new[] { "Target" }
            : Enumerable.Range(1, width).Select(i => FormattableString.Invariant($"Target{i}")).ToArray();
        return names.Select((name, i) => (name, (Func<int, object?>)(row => data.ClassNames is string[] classes
            ? classes[(long)values.GetValue(row)!]
            : values.GetValue((row * width) + i)))).Concat(Weights(data)).ToArray();
    }

    // The column of the rows' weights.
    private static IEnumerable<(string Name, Func<int, object?> Value)> Weights(Dataset data)
    {
        if (data.WeightColumn is string name && data.SampleWeight?.ToArray() is { } weights)
        {
            yield return (name, row => weights.GetValue(row));
        }
    }
}
