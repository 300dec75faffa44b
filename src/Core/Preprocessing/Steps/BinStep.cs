using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>Turns numbers into 0, 1, 2...: the bin that a value falls into.</summary>
/// <remarks>
/// scikit-learn's KBinsDiscretizer with ordinal codes: bins of equal width, or with equal numbers of training rows
/// (coinciding edges are merged). A bin includes its lower edge; values beyond the outer edges belong to the first and
/// the last bin.
/// </remarks>
internal sealed class BinStep : PreprocessingStep
{
    private const int FewEdges = 32; // up to here counting them for many values at once is faster than a search for each

    private readonly int bins;
    private readonly bool byQuantile;
    private readonly double[]? given;
    private string[] names = [];
    private double[][] edges = []; // the edges of each column, including the last
    private int[] places = [];

    public BinStep(StepArguments arguments)
        : base(arguments)
    {
        bins = (int)arguments.Integer("bins", 5, least: 2);
        byQuantile = arguments.OneOf("strategy", "Quantile", "Quantile", "Uniform") == "Quantile";
        given = arguments.Nested("edges") is JsonElement list ? Given(list, arguments) : null;
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Bin", arguments => new BinStep(arguments));

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = ChooseNumbers(columns);
        names = [.. chosen.Select(i => columns[i].Name)];
        edges = given is null ? Edges(training, chosen) : Array.ConvertAll(chosen, _ => given);
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        Learnt[] columns = learnt.Objects("edges");
        edges = [.. columns.Select(column => column.Numbers("edges"))];
        if (edges.Length != names.Length || !Array.TrueForAll(edges, IsRising))
        {
            throw learnt.Invalid("edges", "rising numbers for each column");
        }
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        return columns;
    }

    public override void Apply(Frame rows)
    {
        for (int i = 0; i < places.Length; i++)
        {
            Span<double> values = rows.Columns[places[i]].Values;
            double[] inner = edges[i][1..^1];
            if (inner.Length <= FewEdges)
            {
                ColumnPasses.Run(values, new EdgeCount(inner));
                continue;
            }

            for (int row = 0; row < rows.Rows; row++)
            {
                if (!double.IsNaN(values[row]))
                {
                    int found = Array.BinarySearch(inner, values[row]);
                    values[row] = found >= 0 ? found + 1 : ~found;
                }
            }
        }
    }

    /// <summary>The middle of the bin.</summary>
    public override void Invert(Frame rows)
    {
        for (int i = 0; i < places.Length; i++)
        {
            Span<double> values = rows.Columns[places[i]].Values;
            double[] own = edges[i];
            for (int row = 0; row < rows.Rows; row++)
            {
                if (!double.IsNaN(values[row]))
                {
                    int bin = (int)Math.Clamp(Math.Round(values[row]), 0, own.Length - 2);
                    values[row] = 0.5 * (own[bin] + own[bin + 1]);
                }
            }
        }
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteStartArray("edges");
        foreach (double[] own in edges)
        {
            json.WriteStartObject();
            json.WriteNumbers("edges", own);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select((name, i) => (
        name,
        $"{Plural.Of(edges[i].Length - 1, "bin")}, edges "
        + NamedColumns.List(edges[i].Select(edge => edge.ToString("G6", CultureInfo.InvariantCulture)))));

    private static bool IsRising(double[] numbers) =>
        numbers.Length >= 2 && Enumerable.Range(1, numbers.Length - 1).All(i => numbers[i] > numbers[i - 1]);

    private static double[] Given(JsonElement list, StepArguments arguments)
    {
        double[] numbers = list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
                ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
                : [];
        return IsRising(numbers) ? numbers : throw arguments.Invalid("edges", "have to be at least two numbers that rise");
    }

    private double[][] Edges(TrainingRows training, int[] chosen)
    {
        if (!byQuantile)
        {
            return [.. training.Extremes(chosen).Select((ends, i) =>
            {
                double range = Range(ends.Least, ends.Largest, names[i]);
                return (double[])[.. Enumerable.Range(0, bins + 1)
                    .Select(bin => bin == bins ? ends.Largest : ends.Least + (range * bin / bins)).Distinct()];
            })];
        }

        double[] shares = [.. Enumerable.Range(0, bins + 1).Select(i => (double)i / bins)];
        return [.. training.Quantiles(chosen, shares).Select((values, i) =>
        {
            Range(values.Count == 0 ? 0 : values.At(0), values.Count == 0 ? 0 : values.At(1), names[i]);
            return (double[])[.. shares.Select(values.At).Distinct()];
        })];
    }

    private double Range(double least, double largest, string name)
    {
        double range = largest - least;
        return range > 0 && double.IsFinite(range)
            ? range
            : throw CoreException.InvalidData(
                "NothingToDivide",
                $"{Subject}: column '{Excerpt.Of(name)}' does not vary among the training rows, or is infinite: there is nothing to "
                + "divide.");
    }
}
