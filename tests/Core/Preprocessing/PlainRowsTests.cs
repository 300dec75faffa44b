using System.Runtime.InteropServices;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Memory;
using NormTools.Core.Preprocessing;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>Tables that are changed value by value and learnt from without being turned into columns: to the bit what
/// columns give.</summary>
public sealed unsafe class PlainRowsTests
{
    private static readonly string[] Chains =
    [
        """{"type":"Standardize"}""",
        """{"type":"Impute"},{"type":"Clip","lower":1.5,"upper":8},{"type":"MinMaxScale","clip":true}""",
        """{"type":"MaxAbsScale","columns":["c0"]},{"type":"Impute","strategy":"Median","columns":["c0"]},{"type":"RobustScale"}""",
        """{"type":"Clip","quantile_range":[1,99]},{"type":"ScaleTarget"},{"type":"Standardize","center":false},{"type":"MinMaxScale"}""",
    ];

    public static TheoryData<int, int> Sizes
    {
        get
        {
            TheoryData<int, int> sizes = [];
            foreach (int width in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 50, 127 })
            {
                foreach (int rows in new[] { 1, 3, 16, 17, 127, 1025 })
                {
                    sizes.Add(rows, width);
                }
            }

            sizes.Add(3, 1023);
            sizes.Add(5, 1024);
            sizes.Add(37, 3001);
            sizes.Add(70_001, 64); // so large that results are written past the caches
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_and_columns_give_the_same_bits(int rows, int width)
    {
        Array values = Values(rows, width, DType.Float32);
        foreach (string chain in Chains)
        {
            Use(values, DType.Float32, rows, width, null, table =>
            {
                Preprocessor fitted = Fit(chain, table);
                AssertSame(fitted, table, inverse: false);
                if (fitted.Steps.All(step => step.HasInverse))
                {
                    AssertSame(fitted, table, inverse: true);
                }
            });
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int64)]
    public void Any_type_and_order_of_rows_gives_the_same_bits(DType type)
    {
        const int Stored = 700, Width = 21;
        long[] order = [.. Enumerable.Range(0, 1300).Select(i => i * 977L % Stored)];
        Array values = Values(Stored, Width, type);
        foreach (long[]? chosen in new[] { null, order })
        {
            foreach (string chain in Chains)
            {
                Use(values, type, Stored, Width, chosen, table => AssertSame(Fit(chain, table), table, inverse: false));
            }
        }
    }

    [Fact]
    public void A_value_that_is_not_changed_keeps_its_bits()
    {
        float[] values = [-0f, 0f, float.NaN, -float.NaN, BitConverter.Int32BitsToSingle(0x7FC12345), float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, 3];
        foreach (ChangeKind kind in Enum.GetValues<ChangeKind>())
        {
            RowChanges changes = new([new ColumnChange(kind, [], [], [])], values.Length);
            float[] result = new float[values.Length];
            fixed (float* from = values, to = result)
            {
                changes.Run(from, to, 1, passesCaches: false);
            }

            Assert.Equal(Array.ConvertAll(values, BitConverter.SingleToInt32Bits), Array.ConvertAll(result, BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 1)]
    [InlineData(1024, 5, 2)]
    [InlineData(9001, 37, 1)]
    [InlineData(9001, 37, 3)]
    [InlineData(3000, 64, 1)]
    [InlineData(40, 2100, 1)]
    public void Summaries_of_columns_side_by_side_are_those_of_each_block_by_itself(int rows, int width, int step)
    {
        int[] places = [.. Enumerable.Range(0, width).Where(i => i % step == 0).Reverse()];
        foreach (DType type in new[] { DType.Float32, DType.Float64, DType.Int64 })
        {
            Array values = Values(rows, width, type);
            ColumnInfo[] infos = [.. Enumerable.Range(0, width).Select(i => new ColumnInfo($"c{i}", false))];
            foreach (int threads in new[] { 1, 2, 3, 16 })
            {
                int before = Workers.UseThreads(threads);
                Use(values, type, rows, width, null, table =>
                {
                    TrainingRows training = new(table, infos, [], infos);
                    Assert.Equal(OfBlocks(training, places, default(MomentsSummary)), training.Moments(places));
                    Assert.Equal(OfBlocks(training, places, default(ExtremesSummary)), training.Extremes(places));
                });
                Workers.UseThreads(before);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(1025, 17)]
    [InlineData(9001, 37)]
    public void Summaries_of_changed_columns_are_those_of_the_values_that_the_steps_give(int rows, int width)
    {
        int[] places = [.. Enumerable.Range(0, width)];
        ColumnInfo[] infos = Array.ConvertAll(places, i => new ColumnInfo($"c{i}", false));
        foreach (DType type in new[] { DType.Float32, DType.Float64, DType.Int64 })
        {
            foreach (string chain in Chains)
            {
                Use(Values(rows, width, type), type, rows, width, null, table =>
                {
                    TrainingRows training = new(table, infos, [.. Fit(chain, table).Steps], infos);
                    Assert.Equal(OfBlocks(training, places, default(MomentsSummary)), training.Moments(places));
                    Assert.Equal(OfBlocks(training, places, default(ExtremesSummary)), training.Extremes(places));
                });
            }
        }
    }

    // The definition: block by block, part by part, in the order of the rows.
    private static T[] OfBlocks<T>(TrainingRows training, int[] places, IColumnSummary<T> summary)
        where T : unmanaged
    {
        RowCut cut = RowCut.Of(places.Length); // of all columns, or where no step comes before
        return Array.ConvertAll(training.Whole(places), column =>
        {
            T? all = null;
            for (int part = 0; part < training.Rows; part += cut.PartRows)
            {
                T? own = null;
                int end = Math.Min(part + cut.PartRows, training.Rows);
                for (int first = part; first < end; first += cut.BlockRows)
                {
                    T next = summary.Of(column.Values[first..Math.Min(first + cut.BlockRows, end)]);
                    own = own is { } known ? summary.Join(known, next) : next;
                }

                all = all is { } before ? summary.Join(before, own!.Value) : own;
            }

            return all!.Value;
        });
    }

    private static void AssertSame(Preprocessor fitted, TableSource table, bool inverse)
    {
        using FrameMemory memory = new();
        ColumnInfo[] infos = inverse ? fitted.Outputs : fitted.Columns!;
        Frame frame = table.Load(0, table.Rows, new ColumnGather([.. Enumerable.Range(0, infos.Length)], infos), memory);
        fitted.Transform(frame, inverse);
        AssertSame<float>(fitted, table, frame, inverse, DType.Float32, value => BitConverter.SingleToInt32Bits((float)value));
        AssertSame<double>(fitted, table, frame, inverse, DType.Float64, BitConverter.DoubleToInt64Bits);
    }

    private static void AssertSame<T>(
        Preprocessor fitted, TableSource table, Frame frame, bool inverse, DType type, Func<double, long> bits)
        where T : unmanaged
    {
        int width = frame.Columns.Count;
        using PreparedTable prepared = new(fitted, table, inverse, type);
        void* block = prepared.Take();
        for (int column = 0; column < width; column++)
        {
            for (int row = 0; row < frame.Rows; row++)
            {
                T* value = (T*)block + ((long)row * width) + column;
                long found = type == DType.Float32 ? *(int*)value : *(long*)value;
                if (bits(frame.Columns[column].Values[row]) != found)
                {
                    Assert.Fail($"row {row}, column {column}: {*value}, not {frame.Columns[column].Values[row]}");
                }
            }
        }

        NativePool.Return(block);
    }

    private static Array Values(int rows, int width, DType type)
    {
        System.Random random = new(rows + width);
        double[] numbers = [.. Enumerable.Range(0, rows * width).Select(i =>
            i % 11 == 3 && i % width > 2 ? double.NaN : i % 13 == 1 ? -0.0 : (random.NextDouble() * 10) + (i % width))];
        return type switch
        {
            DType.Float32 => Array.ConvertAll(numbers, number => (float)number),
            DType.Float64 => numbers,
            DType.UInt8 => Array.ConvertAll(numbers, number => (byte)Math.Round(double.IsNaN(number) ? 3 : number)),
            _ => Array.ConvertAll(numbers, number => (long)Math.Round(double.IsNaN(number) ? -3 : number)),
        };
    }

    private static Preprocessor Fit(string steps, TableSource table) => new Preprocessor($$"""{"steps":[{{steps}}]}""").Fit(table);

    private static void Use(Array values, DType type, int stored, int width, long[]? order, Action<TableSource> use)
    {
        fixed (byte* memory = &MemoryMarshal.GetArrayDataReference(values))
        fixed (long* rows = order)
        {
            TableView view = new()
            {
                Values = memory,
                Rows = rows,
                StoredRows = stored,
                RowCount = order?.Length ?? stored,
                Width = width,
                DType = (int)type,
            };
            use(new TableSource(view, JsonSerializer.Serialize(Enumerable.Range(0, width).Select(i => new { name = $"c{i}" }))));
        }
    }
}
