using System.Collections.Specialized;

namespace NormTools;

/// <summary>Samples of a data set or a tensor as rows with names, for answers beside them.</summary>
internal static class SampleRows
{
    /// <summary>The raw columns where they are known, and what the target is.</summary>
    public static IReadOnlyList<object> Of(Dataset data)
    {
        Dataset raw = data.Raw;
        float[] values = Floats(raw);
        int width = checked((int)TensorShape.Count(raw.FeatureShape));
        string[] names = raw.FeatureNames?.Length == width ? raw.FeatureNames
            : Enumerable.Range(1, width).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();
        string[]?[] texts = Array.ConvertAll(names, name =>
            raw.Categories is not null && raw.Categories.TryGetValue(name, out string[] known) ? known : null);
        Func<int, object?>? target = Target(raw);
        string targetName = raw.TargetNames?.FirstOrDefault() ?? "Target";
        var rows = new List<object>();
        for (int row = 0; row < raw.Count; row++)
        {
            var entry = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < width; i++)
            {
                float value = values[(row * width) + i];
                entry[names[i]] = float.IsNaN(value) ? null : texts[i] is string[] known ? known[(int)value] : (object)value;
            }

            if (target is not null)
            {
                entry[targetName] = target(row);
            }

            rows.Add(entry);
        }

        return rows;
    }

    private static float[] Floats(Dataset data)
    {
        using Tensor stored = data.StoredRowsOf();
        return (float[])stored.To(DType.Float32).ToArray();
    }

    private static Func<int, object?>? Target(Dataset data)
    {
        if (data.Target is not Tensor target || data.TargetWidth != 1)
        {
            return null;
        }

        Array values = target.ToArray();
        return row => data.ClassNames is string[] names ? names[(long)values.GetValue(row)!] : values.GetValue(row);
    }
}
