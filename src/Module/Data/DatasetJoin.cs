using NormTools.Native;

namespace NormTools;

/// <summary>Appends the rows of several data sets to one another.</summary>
internal sealed class DatasetJoin
{
    private readonly Dataset first;
    private readonly IReadOnlyList<Dataset> parts;

    /// <param name="parts">At least one.</param>
    public DatasetJoin(IReadOnlyList<Dataset> parts)
    {
        this.parts = parts;
        first = parts[0];
    }

    /// <summary>The joined data set, prepared as the parts are.</summary>
    /// <param name="warn">Called with each warning about the rows.</param>
    /// <exception cref="NormToolsException">Columns, targets or preparation differ.</exception>
    public Dataset Join(Action<string> warn)
    {
        bool keepsRaw = first.IsPrepared;
        for (int i = 1; i < parts.Count; i++)
        {
            bool isAlike = parts[i].IsPrepared == keepsRaw
                && (keepsRaw ? parts[i].ForModel()!.IsLike(first.ForModel()!) : parts[i].IsScaledLike(first));
            if (!isAlike)
            {
                throw Errors.JoinedOtherwise(i);
            }
        }

        DatasetJoin join = keepsRaw ? new DatasetJoin(parts.Select(part => part.Raw).ToArray()) : this;
        Dataset joined = join.Rows(warn);
        joined.SetAsideFor = parts.Select(part => part.SetAsideFor).FirstOrDefault(purpose => purpose is not null);
        if (keepsRaw)
        {
            return joined.PrepareWith(first.ForModel()!, warn);
        }

        joined.UseLike(first);
        return joined;
    }

    private Dataset Rows(Action<string> warn)
    {
        foreach (Dataset part in parts.Skip(1))
        {
            TableReading.CheckSigns(part.Columns, first.Columns, "the first data set", warn);
        }

        Dictionary<string, string[]>? texts = Texts();
        string[]? classes = Classes();
        Tensor[] features = parts.Select((part, i) => Features(part, i, texts)).ToArray();
        Tensor?[] targets = parts.Select((part, i) => Targets(part, i, classes)).ToArray();
        bool isWeighted = parts.Any(part => part.StoredWeight is not null);
        bool hasLengths = parts.Any(part => part.StoredLength is not null);
        return new Dataset(Tensor.JoinRows(features), targets[0] is null ? null : Tensor.JoinRows(targets!))
        {
            StoredWeight = isWeighted ? Tensor.JoinRows(parts.Select(Weights).ToArray()) : null,
            StoredLength = hasLengths ? Tensor.JoinRows(parts.Select(Lengths).ToArray()) : null,
            TextColumn = first.TextColumn,
            StepNames = first.StepNames,
            Windows = SequenceWindows.Of(parts),
            ClassNames = classes,
            FeatureNames = first.FeatureNames,
            TargetNames = first.TargetNames,
            Categories = texts,
            Columns = first.JoinColumns(parts),
            HasNumberedColumns = first.HasNumberedColumns,
            Reading = first.Reading,
            Fills = first.Fills,
            Source = string.Join(", ", parts.Select(part => part.Source).Where(source => source is not null).Distinct()) is { Length: > 0 } all ? all : null,
        };
    }

    // Columns are matched by name if they have names, so they may be in another order.
    private Tensor Features(Dataset part, int number, Dictionary<string, string[]>? texts)
    {
        if (part.StoredFeature.DType != first.StoredFeature.DType || part.HasNamedColumns != first.HasNamedColumns
            || (!first.HasNamedColumns && !part.FeatureShape.SequenceEqual(first.FeatureShape)))
        {
            throw Errors.JoinedShapes(number, part.FeatureShape, first.FeatureShape);
        }

        Tensor rows = part.StoredRowsOf();
        if (!first.HasNamedColumns)
        {
            return rows;
        }

        string[] names = first.FeatureNames!;
        var named = new NamePlaces(part.FeatureNames!);
        int[] places = StopFlag.ConvertAll(names, named.Of);
        if (places.Contains(-1) || part.FeatureNames!.Length != names.Length)
        {
            var wanted = new NamePlaces(names);
            throw Errors.JoinedColumns(
                number,
                names.Where((_, i) => places[i] < 0).ToArray(),
                part.FeatureNames!.Where(name => wanted.Of(name) < 0).ToArray());
        }

        var values = (float[])rows.ToArray();
        var ordered = new float[values.Length];
        int width = names.Length;
        Func<string, string[]?> textsOf = TextsOf(part);
        int looked = 0;
        for (int i = 0; i < width; i++)
        {
            string[]? own = textsOf(part.FeatureNames![places[i]]);
            if ((own is null) != (texts is null || !texts.ContainsKey(names[i])))
            {
                throw Errors.JoinedKinds(number, names[i]);
            }

            Dictionary<string, int>? numbers = own is null ? null : Numbers(texts![names[i]]);
            for (int row = 0; row < part.Count; row++)
            {
                StopFlag.Poll(ref looked);
                float value = values[(row * width) + places[i]];
                ordered[(row * width) + i] = own is null || float.IsNaN(value) ? value : numbers![own[(int)value]];
            }
        }

        return TensorReader.Read(ordered, DType.Float32).Reshape(part.Count, width);
    }

    private Tensor? Targets(Dataset part, int number, string[]? classes)
    {
        bool fits = (part.StoredTarget is null) == (first.StoredTarget is null) && part.IsClassification == first.IsClassification
            && part.TargetWidth == first.TargetWidth
            && (part.TargetNames is null || first.TargetNames is null
                || part.TargetNames.SequenceEqual(first.TargetNames, StringComparer.OrdinalIgnoreCase));
        if (!fits)
        {
            throw Errors.JoinedTargets(number);
        }

        Tensor? target = part.Target;
        if (classes is null || target is null)
        {
            return target;
        }

        Dictionary<string, int> numbers = Numbers(classes);
        var own = (long[])target.ToArray();
        return TensorReader.Read(Array.ConvertAll(own, label => (long)numbers[part.ClassNames![label]]), DType.Int64);
    }

    private static Tensor Weights(Dataset part) =>
        part.SampleWeight ?? TensorReader.Read(Enumerable.Repeat(1f, checked((int)part.Count)).ToArray(), DType.Float32);

    private static Tensor Lengths(Dataset part) => part.SequenceLength
        ?? TensorReader.Read(Enumerable.Repeat(part.FeatureShape[0], checked((int)part.Count)).ToArray(), DType.Int64);

    // The first data set's classes keep their numbers; classes of the others are appended.
    private string[]? Classes() => first.ClassNames is null ? null
        : parts.SelectMany(part => part.ClassNames ?? Array.Empty<string>()).Distinct(StringComparer.Ordinal).ToArray();

    private Dictionary<string, string[]>? Texts()
    {
        Func<string, string[]?>[] textsOf = parts.Select(TextsOf).ToArray();
        return first.Categories?.Keys.ToDictionary(
            name => name,
            name => textsOf.SelectMany(texts => texts(name) ?? Array.Empty<string>()).Distinct(StringComparer.Ordinal).ToArray());
    }

    private static Func<string, string[]?> TextsOf(Dataset part)
    {
        ILookup<string, string[]>? texts = part.Categories?.ToLookup(entry => entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);
        return name => texts?[name].FirstOrDefault();
    }

    private static Dictionary<string, int> Numbers(string[] names) =>
        names.Select((name, i) => (name, i)).ToDictionary(item => item.name, item => item.i, StringComparer.Ordinal);
}
