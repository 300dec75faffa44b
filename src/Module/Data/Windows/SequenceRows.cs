using NormTools.Native;

namespace NormTools;

/// <summary>The rows of one or several parts of a table as a window takes them: numbers, and what is to be predicted of them.</summary>
internal sealed class SequenceRows
{
    private SequenceRows(string[] names, string[] targetNames)
    {
        Names = names;
        TargetNames = targetNames;
    }

    /// <summary>The columns that a window has.</summary>
    public string[] Names { get; }

    /// <summary>The quantities to predict; none if there are classes or nothing.</summary>
    public string[] TargetNames { get; }

    /// <summary>The names of the classes; null if quantities or nothing is predicted.</summary>
    public string[]? ClassNames { get; private set; }

    /// <summary>[rows, columns].</summary>
    public List<float> Values { get; } = new List<float>();

    /// <summary>[rows, targets]: quantities in their unit, or the class of each row.</summary>
    public List<float> Targets { get; } = new List<float>();

    /// <summary>The part that each row is of.</summary>
    public List<int> Part { get; } = new List<int>();

    /// <summary>The number of each row in the table.</summary>
    public List<long> Number { get; } = new List<long>();

    public int Width => Names.Length;

    /// <summary>The first of the columns that are the past of the data set's target, the last ones; all columns where there are none.</summary>
    public int FirstPast { get; private set; }

    /// <summary>Outputs for one row behind a window.</summary>
    public int TargetWidth => ClassNames is null ? TargetNames.Length : 1;

    /// <param name="parts">At least one; all have the same columns.</param>
    /// <param name="leftOut">Columns that are no inputs, such as that of the time.</param>
    /// <param name="wanted">Columns to predict; null for the target of the data set.</param>
    /// <param name="excludesTarget">Whether the past of what is predicted is no input.</param>
    /// <exception cref="NormToolsException">A column is missing, or holds text or gaps.</exception>
    public static SequenceRows Of(IReadOnlyList<Dataset> parts, string[] leftOut, string[]? wanted, bool excludesTarget)
    {
        Dataset first = parts[0];
        if (first.FeatureShape.Length != 1)
        {
            throw Errors.NoTable(first.FeatureShape);
        }

        if (wanted is not null && first.StoredTarget is not null)
        {
            throw Errors.TargetTwice(first.TargetNames);
        }

        string[] columns = NamesOf(first);
        string[] targets = wanted?.Select(name => Found(NamesOf(first.Raw), name)).ToArray()
            ?? (first.StoredTarget is null || first.IsClassification ? Array.Empty<string>() : TargetsOf(first));
        if (excludesTarget && targets.Length == 0)
        {
            throw Errors.NoPast();
        }

        var without = new HashSet<string>(leftOut.Concat(excludesTarget ? targets : Array.Empty<string>()), StringComparer.OrdinalIgnoreCase);
        int[] kept = Enumerable.Range(0, columns.Length).Where(i => !without.Contains(columns[i])).ToArray();
        bool addsPast = !excludesTarget && wanted is null;
        string[] names = kept.Select(i => columns[i]).Concat(addsPast ? targets : Array.Empty<string>()).ToArray();
        if (names.Length == 0)
        {
            throw Errors.NoWindowColumns();
        }

        var rows = new SequenceRows(names, targets)
        {
            ClassNames = first.ClassNames,
            FirstPast = kept.Length,
        };
        for (int part = 0; part < parts.Count; part++)
        {
            rows.Add(parts[part], part, kept, wanted is not null, addsPast);
        }

        rows.RefuseGaps(first.IsPrepared ? Array.Empty<string>() : first.TextColumns().Where(names.Concat(targets).Contains).ToArray());
        return rows;
    }

    private static string Found(string[] columns, string name) =>
        Array.Find(columns, own => own.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Errors.NoColumnToForecast(name, columns);

    private static string[] TargetsOf(Dataset data) => data.TargetNames?.Length == data.TargetWidth ? data.TargetNames
        : data.TargetWidth == 1 ? new[] { "Target" }
        : Enumerable.Range(1, checked((int)data.TargetWidth)).Select(i => FormattableString.Invariant($"Target{i}")).ToArray();

    private static string[] NamesOf(Dataset data) => data.FeatureNames?.Length == data.FeatureShape[0] ? data.FeatureNames
        : Enumerable.Range(1, checked((int)data.FeatureShape[0])).Select(i => FormattableString.Invariant($"Column{i}")).ToArray();

    private void Add(Dataset data, int part, int[] kept, bool isOfColumn, bool addsPast)
    {
        float[] values = Floats(data);
        float[] raw = isOfColumn ? Floats(data.Raw) : Array.Empty<float>();
        string[] rawNames = NamesOf(data.Raw);
        int[] places = isOfColumn ? Array.ConvertAll(TargetNames, name => Array.IndexOf(rawNames, name)) : Array.Empty<int>();
        float[] targets = isOfColumn || data.Target is not { } target ? Array.Empty<float>() : (float[])target.To(DType.Float32).ToArray();
        long[]? numbers = data.Rows is { } own ? (long[])own.ToArray() : null;
        int width = checked((int)data.FeatureShape[0]);
        int looked = 0;
        for (int row = 0; row < data.Count; row++)
        {
            StopFlag.Poll(ref looked);
            foreach (int place in kept)
            {
                Values.Add(values[(row * width) + place]);
            }

            for (int i = 0; i < TargetWidth; i++)
            {
                float value = isOfColumn ? raw[(row * rawNames.Length) + places[i]] : targets[(row * TargetWidth) + i];
                Targets.Add(value);
                if (addsPast && ClassNames is null)
                {
                    Values.Add(value);
                }
            }

            Part.Add(part);
            Number.Add(numbers?[row] ?? row);
        }
    }

    // As a model would see them where steps have prepared them, otherwise as they came.
    private static float[] Floats(Dataset data)
    {
        using Tensor rows = data.IsPrepared || data.StoredFeature.DType == DType.UInt8 ? data.Feature : data.StoredRowsOf();
        return (float[])rows.To(DType.Float32).ToArray();
    }

    private void RefuseGaps(string[] texts)
    {
        var gaps = new HashSet<string>();
        for (int i = 0; i < Values.Count; i++)
        {
            if (float.IsNaN(Values[i]))
            {
                gaps.Add(Names[i % Width]);
            }
        }

        for (int i = 0; i < Targets.Count; i++)
        {
            if (float.IsNaN(Targets[i]))
            {
                gaps.Add(TargetNames[i % TargetWidth]);
            }
        }

        if (texts.Length > 0)
        {
            throw Errors.WindowsOfText(texts);
        }

        if (gaps.Count > 0)
        {
            throw Errors.UnpreparedData(texts, gaps.ToArray(), Array.Empty<(string, string?)>());
        }
    }
}
