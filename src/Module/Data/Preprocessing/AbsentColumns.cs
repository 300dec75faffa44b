using NormTools.Native;

namespace NormTools;

/// <summary>Columns without any value among the training rows, which a step left out for it: later rows need not have them.</summary>
internal static class AbsentColumns
{
    /// <summary>Of the input columns those that are left out so, and that no script makes before.</summary>
    public static string[] Of(IReadOnlyList<IPreprocessorStage> stages, string[] columns)
    {
        var made = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var absent = new HashSet<string>(StringComparer.Ordinal);
        foreach (IPreprocessorStage stage in stages)
        {
            absent.UnionWith(stage is FeatureSteps steps ? steps.Dropped.Where(name => !made.Contains(name)) : Array.Empty<string>());
            made.UnionWith(stage is ScriptStage script ? script.Gives : Array.Empty<string>());
        }

        return absent.Count == 0 ? Array.Empty<string>() : columns.Where(absent.Contains).ToArray();
    }

    /// <summary>A table with gaps in such columns, whether it has them or not.</summary>
    /// <param name="table">The table.</param>
    /// <param name="absent">The columns.</param>
    /// <param name="texts">The columns that hold text.</param>
    public static RawTable Complete(RawTable table, string[] absent, string[] texts)
    {
        if (absent.Length == 0 || table.Names is not { } names)
        {
            return table;
        }

        var left = new HashSet<string>(absent, StringComparer.OrdinalIgnoreCase);
        int[] kept = Enumerable.Range(0, names.Length).Where(i => !left.Contains(names[i])).ToArray();
        string[] all = kept.Select(i => names[i]).Concat(absent).ToArray();
        double[] values = (double[])table.Values.To(DType.Float64).ToArray();
        long[]? rows = (long[]?)table.Rows?.ToArray();
        int count = checked((int)table.Count);
        double[] result = Enumerable.Repeat(double.NaN, count * all.Length).ToArray();
        int looked = 0;
        for (int row = 0; row < count; row++)
        {
            StopFlag.Poll(ref looked, all.Length);
            long from = (rows?[row] ?? row) * names.Length;
            for (int i = 0; i < kept.Length; i++)
            {
                result[(row * all.Length) + i] = values[from + kept[i]];
            }
        }

        Dictionary<string, string[]> known = kept.Select(i => names[i]).Where(name => table.TextsOf(name) is not null)
            .ToDictionary(name => name, name => table.TextsOf(name)!, StringComparer.Ordinal);
        foreach (string name in absent.Where(texts.Contains))
        {
            known.Add(name, Array.Empty<string>());
        }

        return new RawTable(TensorReader.Read(result, DType.Float64).Reshape(count, all.Length), all, known);
    }
}
