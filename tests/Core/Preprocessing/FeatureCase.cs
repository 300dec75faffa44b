using System.Globalization;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Memory;
using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>One of scikit-learn's cases (tests/Reference/features.json) as steps and tables of ours.</summary>
internal sealed class FeatureCase
{
    private static readonly Lazy<JsonElement[]> All = new(() => [.. JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "features.json"))).RootElement.EnumerateArray()]);

    private readonly JsonElement json;

    public FeatureCase(int number)
    {
        json = All.Value[number];
        Op = json.GetProperty("op").GetString()!;
        Args = json.TryGetProperty("args", out JsonElement args) ? args : default;
    }

    /// <summary>The operations of all cases.</summary>
    public static IEnumerable<string> Ops => All.Value.Select(@case => @case.GetProperty("op").GetString()!).Distinct();

    public string Op { get; }

    public JsonElement Args { get; }

    public double Tolerance => json.GetProperty("tolerance").GetDouble();

    public JsonElement? this[string name] =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The numbers of the cases of some operations.</summary>
    public static TheoryData<int> Numbers(params string[] ops)
    {
        TheoryData<int> numbers = [];
        for (int i = 0; i < All.Value.Length; i++)
        {
            if (ops.Contains(All.Value[i].GetProperty("op").GetString()))
            {
                numbers.Add(i);
            }
        }

        return numbers;
    }

    public JsonElement? Argument(string name) =>
        Args.ValueKind == JsonValueKind.Object && Args.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A case's table: numbers in double precision, texts by their numbers, NaN and null missing.</summary>
    public static FeatureTable Table(JsonElement tensor, string[]? names = null, JsonElement? missing = null)
    {
        int[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        int width = shape.Length > 1 ? shape[1] : 1;
        JsonElement[] cells = [.. tensor.GetProperty("data").EnumerateArray()];
        string dtype = tensor.GetProperty("dtype").GetString()!;
        var values = new double[cells.Length];
        var texts = new List<string>?[width];
        for (int i = 0; i < cells.Length; i++)
        {
            JsonElement cell = cells[i];
            bool isNumberAsText = dtype is not "string" && cell.ValueKind == JsonValueKind.String && cell.ValueEquals("NaN");
            bool isMissing = cell.ValueKind == JsonValueKind.Null || isNumberAsText
                || (missing is JsonElement marker && cell.ValueKind == marker.ValueKind && cell.GetRawText() == marker.GetRawText());
            if (isMissing)
            {
                values[i] = double.NaN;
            }
            else if (cell.ValueKind == JsonValueKind.String)
            {
                List<string> known = texts[i % width] ??= [];
                string text = cell.GetString()!;
                values[i] = known.IndexOf(text) is >= 0 and int place ? place : known.Count;
                if (values[i] == known.Count)
                {
                    known.Add(text);
                }
            }
            else
            {
                values[i] = cell.GetDouble();
            }
        }

        return new FeatureTable(values, shape[0], names ?? [.. Enumerable.Range(0, width).Select(i => $"x{i}")],
            Array.ConvertAll(texts, list => list?.ToArray()));
    }

    public static void Equal(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance * largest,
                $"[{i}] is {actual[i]:R} and not {expected[i]:R}.");
        }
    }
}

/// <summary>A table of a test.</summary>
internal sealed unsafe record FeatureTable(double[] Values, int Rows, string[] Names, string[]?[] Texts)
{
    public int Width => Names.Length;

    /// <summary>The cells as text, to compare tables that number their texts otherwise.</summary>
    public string[] Cells => [.. Values.Select((value, i) => double.IsNaN(value) ? "missing"
        : Texts[i % Width] is string[] texts ? texts[(int)value]
        : value.ToString("R", CultureInfo.InvariantCulture))];

    public Preprocessor Fit(params string[] steps) => new Preprocessor("{\"steps\":[" + string.Join(",", steps) + "]}")
        .Use(Values, source => Source(source), (preprocessor, source) => preprocessor.Fit(source));

    public FeatureTable Apply(Preprocessor preprocessor, bool inverse = false) =>
        preprocessor.Use(Values, source => Source(source), (fitted, source) =>
        {
            using PreparedTable table = new(fitted, source, inverse, DType.Float64);
            int count = table.Rows * table.Columns.Length;
            void* block = table.Take();
            double[] values = new Span<double>(block, count).ToArray();
            NativePool.Return(block);
            return new FeatureTable(values, table.Rows, [.. table.Columns.Select(column => column.Name)], table.Texts)
            {
                Unknown = [.. table.Unknown.Keys.Select(value => $"{value.Column}: {value.Value}")],
                Lengths = table.Lengths,
            };
        });

    public string[] Unknown { get; init; } = [];

    public int[]? Lengths { get; init; }

    private TableSource Source(double* values)
    {
        string columns = JsonSerializer.Serialize(Names.Select((name, i) => Texts[i] is null
            ? (object)new { name }
            : new { name, texts = Texts[i] }));
        TableView view = new()
        {
            Values = values,
            StoredRows = Rows,
            RowCount = Rows,
            Width = Width,
            DType = (int)DType.Float64,
        };
        return new TableSource(view, columns);
    }
}

internal static unsafe class Pinned
{
    internal delegate TableSource Maker(double* values);

    /// <summary>Does something with a table whose memory stays in place meanwhile.</summary>
    public static T Use<T>(this Preprocessor preprocessor, double[] values, Maker make, Func<Preprocessor, TableSource, T> work)
    {
        fixed (double* memory = values)
        {
            return work(preprocessor, make(memory));
        }
    }
}
