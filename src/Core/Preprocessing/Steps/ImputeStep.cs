using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Replaces missing values.</summary>
/// <remarks>
/// scikit-learn's SimpleImputer: the mean, the median or the most frequent value of the training rows (of equally
/// frequent ones the smallest), or a given one; for texts, Missing makes it a category of its own. A column without any
/// value is left out unless it is to be kept as 0.
/// </remarks>
internal sealed class ImputeStep : PreprocessingStep
{
    private const string MissingCategory = "missing";

    private readonly string strategy;
    private readonly object? constant; // a double or a text
    private readonly string? constantText; // how the number was written, for columns of text that were chosen
    private readonly bool addsIndicator;
    private readonly bool keepsEmpty;
    private string[] names = [];
    private object[] fills = []; // doubles and texts, one per name
    private string[] dropped = [];
    private string[] indicators = [];
    private int[] places = [];
    private int[] indicatorPlaces = [];
    private HashSet<int> droppedPlaces = [];
    private TextMap<string[]>[] completed = [];

    public ImputeStep(StepArguments arguments)
        : base(arguments)
    {
        strategy = arguments.OneOf("strategy", "Mean", "Mean", "Median", "MostFrequent", "Constant", "Missing");
        constant = Constant(arguments.Nested("value"), arguments);
        constantText = arguments.Nested("text") is null ? null : arguments.Text("text");
        addsIndicator = arguments.Flag("indicator", false);
        keepsEmpty = arguments.Flag("keep_empty", false);
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Impute", arguments => new ImputeStep(arguments));

    public override bool HasInverse => !addsIndicator && dropped.Length == 0;

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = Choose(columns, Suits);
        if (chosen.Length == 0 && strategy == "Constant")
        {
            Notes.Add($"{Subject} fills nothing: its value is a {(constant is string ? "text, and no column holds texts" : "number, and no column holds numbers")}.");
        }

        Dictionary<string, object> learnt = new(StringComparer.Ordinal);
        List<string> empty = [];
        int wrong = Array.FindIndex(chosen, i => !Suits(columns[i]));
        if (wrong >= 0)
        {
            throw Unsuitable(columns[chosen[wrong]]);
        }

        object?[] fillings = Learn(training, chosen);
        foreach ((int place, int i) in chosen.Index())
        {
            object? fill = fillings[place];
            if (fill is null && keepsEmpty)
            {
                fill = columns[i].IsText ? MissingCategory : 0d;
            }

            if (fill is null)
            {
                empty.Add(columns[i].Name);
                Notes.Add($"Column '{Excerpt.Of(columns[i].Name)}' has no value among the training rows: it is left out.");
            }
            else
            {
                learnt.Add(columns[i].Name, fill);
            }
        }

        names = [.. learnt.Keys];
        fills = [.. learnt.Values];
        dropped = [.. empty];
        int[] kept = addsIndicator ? [.. chosen.Where(i => learnt.ContainsKey(columns[i].Name))] : [];
        Extremes[] ends = training.Extremes(kept);
        indicators = [.. kept.Where((_, place) => ends[place].HasGaps).Select(i => columns[i].Name)];
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        fills = learnt.Values("values");
        dropped = learnt.Texts("dropped");
        indicators = learnt.Texts("indicators");
        if (fills.Length != names.Length)
        {
            throw learnt.Invalid("values", "one value a column");
        }
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        indicatorPlaces = NamedColumns.Places(indicators, columns, Subject);
        droppedPlaces = [.. NamedColumns.Places(dropped, columns, Subject)];
        for (int i = 0; i < places.Length; i++)
        {
            if (columns[places[i]].IsText != fills[i] is string)
            {
                throw CoreException.Read(
                    "InvalidPreprocessor", $"{Subject}: the value for column '{Excerpt.Of(names[i])}' is of another kind than it.");
            }
        }

        completed = [.. fills.Select(fill => new TextMap<string[]>(texts => With(texts, fill as string)))];
        return [.. columns.Where((_, i) => !droppedPlaces.Contains(i)),
            .. indicators.Select(name => new ColumnInfo(name + "_missing", false))];
    }

    public override ColumnChange[]? Changes(bool inverse)
    {
        if (inverse)
        {
            return HasInverse ? [] : null;
        }

        return dropped.Length > 0 || indicators.Length > 0 || Array.Exists(fills, fill => fill is string)
            ? null
            : [new(ChangeKind.Filling, places, [.. fills.Cast<double>()], new double[fills.Length])];
    }

    public override void Apply(Frame rows)
    {
        List<FrameColumn> marks = [];
        foreach (int place in indicatorPlaces)
        {
            Memory<double> mark = rows.NewValues();
            rows.Columns[place].Values.CopyTo(mark.Span);
            ColumnPasses.Run(mark.Span, default(Gaps));
            marks.Add(new FrameColumn(new ColumnInfo(rows.Columns[place].Info.Name + "_missing", false), mark, null));
        }

        for (int i = 0; i < places.Length; i++)
        {
            rows.Columns[places[i]] = Fill(rows.Columns[places[i]], i);
        }

        if (droppedPlaces.Count > 0 || marks.Count > 0)
        {
            rows.Columns = [.. rows.Columns.Where((_, i) => !droppedPlaces.Contains(i)), .. marks];
        }
    }

    /// <summary>Filled values stay filled.</summary>
    public override void Invert(Frame rows)
    {
        if (!HasInverse)
        {
            throw NoInverse();
        }
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteValues("values", fills);
        json.WriteTexts("dropped", dropped);
        json.WriteTexts("indicators", indicators);
    }

    public override IEnumerable<(string Column, string Text)> Describe() =>
        names.Select((name, i) => (name, "missing becomes " + (fills[i] is double number
            ? number.ToString("G6", CultureInfo.InvariantCulture)
            : $"'{Excerpt.Of((string)fills[i])}'")))
            .Concat(dropped.Select(name => (name, "left out: no value among the training rows")));

    private object? Constant(JsonElement? value, StepArguments arguments)
    {
        object? given = value?.ValueKind switch
        {
            JsonValueKind.String => value.Value.GetString(),
            JsonValueKind.Number => value.Value.GetDouble(),
            null => null,
            _ => throw arguments.Invalid("value", "has to be a number or a text"),
        };
        return (strategy == "Constant") == (given is not null)
            ? given
            : throw arguments.Invalid("value", strategy == "Constant"
                ? "is required: what a missing value becomes"
                : "goes with the strategy Constant only");
    }

    private bool Suits(ColumnInfo column) => strategy switch
    {
        "Mean" or "Median" => !column.IsText,
        "Missing" => column.IsText,
        "Constant" => column.IsText == constant is string || (column.IsText && Chosen is not null && constantText is not null),
        _ => true,
    };

    private CoreException Unsuitable(ColumnInfo column) => CoreException.InvalidData(
        column.IsText ? "TextColumn" : "NumberColumn",
        $"{Subject}: column '{Excerpt.Of(column.Name)}' holds {(column.IsText ? "texts" : "numbers")}, for which {strategy} "
        + (strategy switch
        {
            "Constant" => $"has a {(column.IsText ? "number" : "text")}.",
            "Missing" => "makes no category. Median with the indicator keeps track of what was missing.",
            _ => "is not known. MostFrequent, Constant and Missing are for texts.",
        }));

    private object?[] Learn(TrainingRows training, int[] columns)
    {
        if (constant is not null || strategy == "Missing")
        {
            return Array.ConvertAll(
                columns, i => constant is double && training.Infos[i].IsText ? constantText : constant ?? MissingCategory);
        }

        return strategy switch
        {
            "Mean" => Array.ConvertAll(training.Moments(columns), all => all.Count == 0 ? null : (object?)all.Mean),
            "Median" => Array.ConvertAll(
                training.Quantiles(columns, [0.5]), values => values.Count == 0 ? null : (object?)values.Median),
            _ => training.Learn(columns, MostFrequent),
        };
    }

    private static object? MostFrequent(FrameColumn column)
    {
        Dictionary<double, int> counts = [];
        int done = 0;
        foreach (double value in column.Values)
        {
            Slices.Count(ref done, 1);
            if (!double.IsNaN(value))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, value + 0d, out _)++; // 0 of -0
            }
        }

        if (counts.Count == 0)
        {
            return null;
        }

        int most = counts.Values.Max();
        IEnumerable<double> candidates = counts.Where(entry => entry.Value == most).Select(entry => entry.Key);
        return column.Texts is null
            ? candidates.Min()
            : candidates.Select(number => column.Texts[(int)number]).Min(StringComparer.Ordinal)!;
    }

    private static string[] With(string[] texts, string? fill) => Array.IndexOf(texts, fill) >= 0 ? texts : [.. texts, fill!];

    private FrameColumn Fill(FrameColumn column, int index)
    {
        string[]? texts = column.Texts is null ? null : completed[index].Of(column.Texts);
        double fill = fills[index] is double number ? number : Array.IndexOf(texts!, (string)fills[index]);
        ColumnPasses.Run(column.Values, new OfColumn<Filling>(fill, 0));
        return column.With(texts);
    }
}
