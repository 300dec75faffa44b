using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Memory;
using NormTools.Core.Preprocessing;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>Tables of all sizes and types through the steps, on any number of threads.</summary>
public sealed unsafe class RowPassTests
{
    private const string Columnwise =
        """
        {"steps":[{"type":"Impute","strategy":"Mean","indicator":true},{"type":"Clip","quantile_range":[1,99]},
        {"type":"MaxAbsScale","columns":["c0"]},{"type":"Standardize"},{"type":"MinMaxScale","clip":true},{"type":"Bin","columns":["c0"],"bins":4}]}
        """;

    public static TheoryData<int, int> Sizes
    {
        get
        {
            TheoryData<int, int> sizes = [];
            foreach (int width in new[] { 1, 2, 3, 4, 5, 31, 32, 33, 50, 127 })
            {
                foreach (int rows in new[] { 1, 3, 4, 5, 15, 16, 17, 127, 1025 })
                {
                    sizes.Add(rows, width);
                }
            }

            sizes.Add(1, 40_000);
            sizes.Add(19, 3001);
            sizes.Add(4099, 33);
            sizes.Add(70_001, 64); // so large that results are written past the caches
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Standardised_values_are_the_definitions_to_the_bit(int rows, int width)
    {
        float[] values = Values(rows, width, gaps: false);
        Preprocessor fitted = Fit("""{"steps":[{"type":"Standardize"}]}""", values, rows, width);
        var step = (ScalingStep)fitted.Steps[0];
        for (int column = 0; column < width; column += 1 + (width / 5))
        {
            double mean = 0, squares = 0;
            for (int row = 0; row < rows; row++)
            {
                mean += (double)values[(row * width) + column] / rows;
            }

            for (int row = 0; row < rows; row++)
            {
                squares += Math.Pow(values[(row * width) + column] - mean, 2) / rows;
            }

            Assert.Equal(mean, step.Offsets[column], 1e-12 * Math.Abs(mean));
            Assert.Equal(squares == 0 ? 1 : Math.Sqrt(squares), step.Factors[column], 1e-11 * Math.Sqrt(squares));
        }

        float[] result = Apply(fitted, values, rows, width);
        for (int i = 0; i < values.Length; i++)
        {
            float expected = (float)((values[i] - step.Offsets[i % width]) / step.Factors[i % width]);
            Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(result[i]), $"{i}: {result[i]}, not {expected}");
        }
    }

    [Fact]
    public void The_same_bits_are_learnt_and_given_on_any_number_of_threads()
    {
        const int Rows = 9001, Width = 37;
        float[] values = Values(Rows, Width, gaps: true);
        string? document = null;
        float[]? expected = null;
        foreach (int threads in Enumerable.Range(1, 9).Append(16).Append(64))
        {
            int before = Workers.UseThreads(threads);
            try
            {
                Preprocessor fitted = Fit(Columnwise, values, Rows, Width);
                string described = PreprocessorDocument.Describe(fitted);
                float[] result = Apply(fitted, values, Rows, Width);
                Assert.Equal(document ??= described, described);
                Close.Same(expected ??= result, result, $"{threads} threads");
            }
            finally
            {
                Workers.UseThreads(before);
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int64)]
    public void Rows_are_taken_in_any_order_from_any_type(DType type)
    {
        const int Stored = 1500, Width = 35;
        long[] order = [.. Enumerable.Range(0, 2100).Select(i => i * 977L % Stored)];
        double[] numbers = [.. Enumerable.Range(0, Stored * Width).Select(i => (double)(i * 31 % 251))];
        float[] chosen = [.. order.SelectMany(row => Enumerable.Range(0, Width).Select(column => (float)numbers[(row * Width) + column]))];
        Preprocessor fitted = Fit(Columnwise, chosen, order.Length, Width);
        float[] expected = Apply(fitted, chosen, order.Length, Width);
        Array stored = type switch
        {
            DType.Float32 => Array.ConvertAll(numbers, number => (float)number),
            DType.Float64 => numbers,
            DType.UInt8 => Array.ConvertAll(numbers, number => (byte)number),
            _ => Array.ConvertAll(numbers, number => (long)number),
        };
        fixed (byte* memory = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(stored))
        fixed (long* rows = order)
        {
            TableView view = new() { Values = memory, Rows = rows, StoredRows = Stored, RowCount = order.Length, Width = Width, DType = (int)type };
            TableSource table = new(view, Names(Enumerable.Range(0, Width)));
            Close.Same(expected, Apply(fitted, table), "rows");
            Assert.Equal(
                Learnt(fitted).Replace("float32", "float64", StringComparison.Ordinal),
                Learnt(new Preprocessor(Columnwise).Fit(table)).Replace("float32", "float64", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Columns_are_found_wherever_they_lie()
    {
        const int Rows = 333, Width = 70;
        float[] values = Values(Rows, Width, gaps: true);
        Preprocessor fitted = Fit(Columnwise, values, Rows, Width);
        int[] places = [.. Enumerable.Range(0, Width + 9).Select(i => i * 23 % (Width + 9))]; // column i lies at places[i]
        float[] moved = new float[Rows * places.Length];
        string[] names = new string[places.Length];
        for (int column = 0; column < places.Length; column++)
        {
            names[places[column]] = $"c{column}";
            for (int row = 0; row < Rows; row++)
            {
                moved[(row * places.Length) + places[column]] = column < Width ? values[(row * Width) + column] : -1;
            }
        }

        fixed (float* memory = moved)
        {
            TableView view = new() { Values = memory, StoredRows = Rows, RowCount = Rows, Width = places.Length, DType = (int)DType.Float32 };
            TableSource table = new(view, JsonSerializer.Serialize(names.Select(name => new { name })));
            Assert.Equal(Apply(fitted, values, Rows, Width), Apply(fitted, table));
        }
    }

    [Fact]
    public void What_is_not_known_is_counted_in_the_order_of_the_rows_on_any_number_of_threads()
    {
        const int Rows = 20_000;
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => $"t{i}")];
        float[] values = [.. Enumerable.Range(0, Rows).Select(i => (float)(i * 7 % 3000))];
        Preprocessor fitted;
        fixed (float* memory = new float[] { 0, 1 })
        {
            TableView few = new() { Values = memory, StoredRows = 2, RowCount = 2, Width = 1, DType = (int)DType.Float32 };
            fitted = new Preprocessor("""{"steps":[{"type":"OneHot"}]}""").Fit(new TableSource(few, Columns(texts)));
        }

        string? expected = null;
        fixed (float* memory = values)
        {
            TableView view = new() { Values = memory, StoredRows = Rows, RowCount = Rows, Width = 1, DType = (int)DType.Float32 };
            foreach (int threads in new[] { 1, 2, 5, 64 })
            {
                int before = Workers.UseThreads(threads);
                using PreparedTable table = new(fitted, new TableSource(view, Columns(texts)), inverse: false, DType.Float32);
                Workers.UseThreads(before);
                string unknown = string.Join(' ', table.Unknown.Select(entry => $"{entry.Key.Value}={entry.Value}"));
                Assert.Equal(expected ??= unknown, unknown);
            }
        }

        static string Columns(string[] texts) => JsonSerializer.Serialize(new[] { new { name = "c0", texts } });
    }

    [Fact]
    public void A_text_that_there_is_not_is_refused_wherever_it_stands()
    {
        float[] values = new float[5000];
        foreach (float wrong in new[] { 2f, -1f, 0.5f, float.PositiveInfinity })
        {
            Array.Clear(values);
            values[4321] = wrong;
            fixed (float* memory = values)
            {
                TableView view = new() { Values = memory, StoredRows = 5000, RowCount = 5000, Width = 1, DType = (int)DType.Float32 };
                Assert.Equal(
                    "CategoryOutOfRange",
                    Assert.Throws<CoreException>(() => new TableSource(view, """[{"name":"c0","texts":["a","b"]}]""")).Id);
            }
        }
    }

    [Fact]
    public void Learning_and_applying_end_at_whatever_look_asks_for_it()
    {
        const int Rows = 9001, Width = 40;
        float[] values = Values(Rows, Width, gaps: true);
        Preprocessor fitted = Fit(Columnwise, values, Rows, Width);
        int flag = 0;
        for (int looks = 1; looks <= 60; looks += 3)
        {
            flag = -looks;
            Cancellation.Use(&flag);
            try
            {
                Assert.Throws<CoreException>(() => Fit(Columnwise, values, Rows, Width));
                flag = -Math.Min(looks, 20);
                Assert.Throws<CoreException>(() => Apply(fitted, values, Rows, Width));
            }
            finally
            {
                Cancellation.Use(null);
            }
        }
    }

    private static string Learnt(Preprocessor fitted) => PreprocessorDocument.Describe(fitted);

    private static float[] Values(int rows, int width, bool gaps)
    {
        System.Random random = new(rows + width);
        return [.. Enumerable.Range(0, rows * width).Select(i =>
            gaps && i % 11 == 3 ? float.NaN : (float)((random.NextDouble() * 10) + (i % width)))];
    }

    private static string Names(IEnumerable<int> numbers) => JsonSerializer.Serialize(numbers.Select(i => new { name = $"c{i}" }));

    private static Preprocessor Fit(string steps, float[] values, int rows, int width)
    {
        fixed (float* memory = values)
        {
            return new Preprocessor(steps).Fit(Table(memory, rows, width));
        }
    }

    private static float[] Apply(Preprocessor fitted, float[] values, int rows, int width)
    {
        fixed (float* memory = values)
        {
            return Apply(fitted, Table(memory, rows, width));
        }
    }

    private static float[] Apply(Preprocessor fitted, TableSource table)
    {
        using PreparedTable prepared = new(fitted, table, inverse: false, DType.Float32);
        int count = prepared.Rows * prepared.Columns.Length;
        void* block = prepared.Take();
        float[] values = new Span<float>(block, count).ToArray();
        NativePool.Return(block);
        return values;
    }

    private static TableSource Table(float* memory, int rows, int width) => new(
        new TableView { Values = memory, StoredRows = rows, RowCount = rows, Width = width, DType = (int)DType.Float32 },
        Names(Enumerable.Range(0, width)));
}
