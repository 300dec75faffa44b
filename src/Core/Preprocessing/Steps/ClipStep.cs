using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Clamps values to bounds: given ones, or quantiles of the training rows.</summary>
internal sealed class ClipStep : PreprocessingStep
{
    private readonly double? lower;
    private readonly double? upper;
    private readonly (double Lower, double Upper)? quantiles;
    private string[] names = [];
    private double[] lowest = [];
    private double[] highest = [];
    private int[] places = [];

    public ClipStep(StepArguments arguments)
        : base(arguments)
    {
        lower = arguments.NumberOrNull("lower", null, double.MinValue);
        upper = arguments.NumberOrNull("upper", null, double.MinValue);
        bool hasRange = arguments.Nested("quantile_range") is not null;
        (double first, double second) = arguments.Pair("quantile_range", 0, 100, 0, 100);
        quantiles = hasRange ? (first / 100, second / 100) : null;
        if (hasRange == (lower is not null || upper is not null))
        {
            throw arguments.Invalid("quantile_range", "or else lower, upper or both have to be given");
        }

        if (lower > upper || first >= second)
        {
            throw arguments.Invalid(hasRange ? "quantile_range" : "lower", "has to be below the upper bound");
        }
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Clip", arguments => new ClipStep(arguments));

    public override bool HasInverse => false;

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = ChooseNumbers(columns);
        names = [.. chosen.Select(i => columns[i].Name)];
        (double Lower, double Upper)[] bounds = quantiles is not { } range
            ? Array.ConvertAll(chosen, _ => (lower ?? double.MinValue, upper ?? double.MaxValue))
            : [.. training.Quantiles(chosen, [range.Lower, range.Upper]).Select((values, i) => Bounds(values, range, names[i]))];
        lowest = [.. bounds.Select(bound => bound.Lower)];
        highest = [.. bounds.Select(bound => bound.Upper)];
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        lowest = learnt.Numbers("lower", names.Length);
        highest = learnt.Numbers("upper", names.Length);
        if (lowest.Zip(highest).Any(pair => pair.First > pair.Second))
        {
            throw learnt.Invalid("lower", "numbers below those of upper");
        }
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        return columns;
    }

    public override ColumnChange[]? Changes(bool inverse) =>
        inverse ? null : [new(ChangeKind.Clamping, places, lowest, highest)];

    public override void Apply(Frame rows) => Array.ForEach(Changes(inverse: false)!, change => change.Apply(rows));

    public override void Invert(Frame rows) => throw NoInverse();

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteNumbers("lower", lowest);
        json.WriteNumbers("upper", highest);
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select((name, i) => (name, string.Join(", ", new[]
    {
        lowest[i] > double.MinValue ? "at least " + lowest[i].ToString("G6", CultureInfo.InvariantCulture) : null,
        highest[i] < double.MaxValue ? "at most " + highest[i].ToString("G6", CultureInfo.InvariantCulture) : null,
    }.Where(text => text is not null))));

    private (double Lower, double Upper) Bounds(Quantiles values, (double Lower, double Upper) range, string name)
    {
        if (values.Count == 0)
        {
            return (double.MinValue, double.MaxValue);
        }

        (double least, double most) = (values.At(range.Lower), values.At(range.Upper));
        return double.IsFinite(least) && double.IsFinite(most)
            ? (least, most)
            : throw CoreException.InvalidData(
                "NotFiniteData", $"{Subject}: column '{Excerpt.Of(name)}' has infinite values, and no quantiles.");
    }
}
