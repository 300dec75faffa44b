using System.Globalization;
using System.Text;
using System.Text.Json;
using NormTools.Core.Data;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A table is the same, with the same failures on the same lines, wherever its text is cut and on any number of
/// threads.</summary>
public sealed class DataBlocksTests
{
    private static readonly string[] Ends = ["\n", "\r\n", "\r"];

    public static TheoryData<string> Tables =>
    [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4",
        "a,b\r1,2\r\r3,4\r",
        "a,b\n\n\n1,2\n \n\t\n3,4\n\n",
        "a;b\n\"1\";\"2\"\n\"3\" ; 4\n",
        "a,b\n1,\n,2\n,\nNA,3\n",
        "a,b\n1,\"x\ny\"\n2,\"x\r\ny\"\n3,\"x\ny\"\n",
        "a,b\n1,\"say \"\"x\"\"\"\n2,\"\"\"\"\n3,\"a,\nb\"\"\n\"\n",
        "a,b\n1,x\"y\n2,\"z\n,\"\n3,x\"y\n4,\"z\n,\"\n",
        "a b\n1   2\n 3\t4 \n\"5\" 6\n",
        "a,b,\n1,2,\n3,4\n5,6, \n",
        "# one\n#two\na,b\n1,2\n# three, \"\n3,4\n#",
        "a,b\n007,1e3\n-1.5E-2,+3\n.5,5.\n1e400,2\n",
        "a,b\n1,2\n3\n4,5,6\n",
        "a,b\n1,2\n3,4,5\n6\n",
        "a,b\n1,2\nx,4\n5,y\n",
        "a,b\nx,2\ny,3\n4,z\n",
        "a,b\n1,2\n3,\"4\n5,6\n7,8\n",
        "a,b\n1,2\n3,\"4\"x\n5,6\n",
        "a,b\n1,2\n3,\0\n\"5,6\n",
        "a,b\n1,\"2\n\0\"\n",
        "a,b\n16777216,1\n16777217,2\n0.1,3\n0.10000000001,4\n-0,5\n0,6\n",
        "a,b\n",
        "",
        "\n\n",
        "\"a\nb\",\"c\"\n1,2\n",
        "sep=;\na;b\n1;2\n",
        "#TYPE x\na,b\n1,2\n3,4\n",
        "\ufeffa,b\n1,2\n3,\u00e4\n5,\u00f6\n",
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_is_the_same_wherever_it_is_cut(string text)
    {
        foreach (DatasetOptions options in Options())
        {
            string whole = Read(text, options, 1 << 20, 1);
            for (int bytes = 1; bytes <= 24; bytes++)
            {
                Assert.Equal(whole, Read(text, options, bytes, 1 + (bytes % 3)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void A_random_table_is_the_same_on_any_number_of_threads(int threads)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            string text = RandomTable(new System.Random(seed));
            DatasetOptions options = Options().ElementAt(seed % Options().Count());
            string whole = Read(text, options, 1 << 20, 1);
            foreach (int bytes in (int[])[1, 7, 64, 333])
            {
                Assert.Equal(whole, Read(text, options, bytes, threads));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(33)]
    public void Numbers_are_those_that_were_written(int columns)
    {
        System.Random random = new(columns);
        StringBuilder text = new();
        text.AppendJoin(',', Enumerable.Range(0, columns).Select(i => $"c{i}")).Append('\n');
        List<float> wanted = [];
        for (int row = 0; row < 300; row++)
        {
            string[] cells = [.. Enumerable.Range(0, columns).Select(_ => RandomNumber(random))];
            wanted.AddRange(cells.Select(cell => (float)double.Parse(cell, CultureInfo.InvariantCulture)));
            string[] written = [.. cells.Select((cell, i) => (row + i) % 11 == 0 ? $"\"{cell}\"" : (row + i) % 7 == 0 ? $" {cell}" : cell)];
            text.AppendJoin(',', written).Append(Ends[row % 2]);
        }

        using LoadedDataset data = Load(text.ToString(), new DatasetOptions(), 257, 2);
        Assert.Equal(wanted, data.FeatureValues());
        for (int column = 0; column < columns; column++)
        {
            double[] values = [.. Enumerable.Range(0, 300).Select(row => (double)wanted[(row * columns) + column])];
            ColumnDescription described = data.Description.Columns[column];
            Assert.Equal(values.Min(), (double)(float)described.Minimum!.Value);
            Assert.Equal(values.Max(), (double)(float)described.Maximum!.Value);
            Assert.Equal(values.Distinct().Count(), described.Distinct);
        }
    }

    [Fact]
    public void A_mean_is_that_of_the_rows_in_their_order()
    {
        System.Random random = new(3);
        string[] cells = [.. Enumerable.Range(0, 2000).Select(i => i % 9 == 0 ? string.Empty : RandomNumber(random))];
        string text = "a,b\n" + string.Join('\n', cells.Select(cell => cell + ",1"));
        double[] numbers = [.. cells.Where(cell => cell.Length > 0).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        double sum = 0;
        foreach (double number in numbers)
        {
            sum += number;
        }

        float mean = (float)(sum / numbers.Length);
        foreach (int bytes in (int[])[1, 100, 5000, 1 << 20])
        {
            using LoadedDataset data = Load(text, new DatasetOptions { Missing = MissingValue.Mean }, bytes, 2);
            Assert.Equal(mean, data.FeatureValues()[0]);
        }
    }

    [Fact]
    public void More_rows_than_were_expected_are_read_as_well()
    {
        StringBuilder text = new("a,b\n");
        for (int row = 0; row < 400_000; row++)
        {
            text.Append(row < 1000 ? "1.00000000000000000,2.00000000000000000\n" : "1,2\n"); // lines get shorter
        }

        using LoadedDataset data = Load(text.ToString(), new DatasetOptions { Label = ["b"] }, 4096, 2);
        Assert.Equal(400_000, data.Description.Rows);
        Assert.All(data.FeatureValues(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_long_line_is_read_whatever_the_blocks_are()
    {
        string text = "a,b\n1,\"" + new string('x', 1000) + "\"\n2,y\n" + new string(' ', 3000) + "3,y\n# " + new string('z', 5000) + "\n4,y\n";
        DatasetOptions options = new() { Category = ["b"], Comment = "#" };
        Assert.Equal(Read(text, options, 1 << 20, 1), Read(text, options, 16, 2));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Text_is_cut_where_lines_begin(string end)
    {
        string text = string.Concat(Enumerable.Range(0, 50).Select(i => new string('x', i % 7) + end));
        HashSet<int> lines = [0];
        for (int i = text.IndexOf(end, StringComparison.Ordinal); i >= 0; i = text.IndexOf(end, i + end.Length, StringComparison.Ordinal))
        {
            lines.Add(i + end.Length);
        }

        List<int> starts = [];
        for (int bytes = 1; bytes < 200; bytes++)
        {
            BlockCut.Find(Encoding.ASCII.GetBytes(text), bytes, starts);
            Assert.All(starts, start => Assert.Contains(start, lines));
            Assert.Equal(starts.Distinct().Order(), starts);
            Assert.All(starts, start => Assert.InRange(start, 0, text.Length - 1));
            Assert.True(bytes > 100 || starts.Count > 1);
        }
    }

    private static IEnumerable<DatasetOptions> Options() =>
    [
        new(),
        new() { Comment = "#", Category = ["*"], Missing = MissingValue.DropRow },
        new() { Label = ["b"], Missing = MissingValue.Mean },
        new() { Label = ["b"], Missing = MissingValue.DropRow, Task = TargetTask.Classification },
        new() { Header = false, Missing = MissingValue.Error },
        new() { Header = false, MissingMarker = ["2", "x"], Decimal = ',', Delimiter = ';' },
    ];

    private static string RandomNumber(System.Random random) => (random.Next(6) switch
    {
        0 => random.Next(-100, 100),
        1 => random.NextDouble(),
        2 => Math.Round((random.NextDouble() * 200) - 100, 3),
        3 => random.Next(),
        4 => Math.Pow(10, random.Next(-30, 30)) * random.NextDouble(),
        _ => Math.Round(random.NextDouble() * 1e9, 6),
    }).ToString("R", CultureInfo.InvariantCulture);

    private static string RandomTable(System.Random random)
    {
        StringBuilder text = new("a,b,c\n");
        int rows = random.Next(1, 120);
        for (int row = 0; row < rows; row++)
        {
            string end = Ends[random.Next(3)];
            text.Append(RandomNumber(random)).Append(',');
            text.Append(random.Next(8) == 0 ? "NA" : RandomNumber(random)).Append(',');
            text.Append(random.Next(5) switch
            {
                0 => "plain",
                1 => "\"in, quotes\"",
                2 => $"\"over{end}lines\"",
                3 => "\"twice \"\"\"",
                _ => "lone\"quote",
            });
            text.Append(random.Next(90) == 0 ? ",more" : string.Empty).Append(end);
            text.Append(random.Next(20) == 0 ? $"# a comment, \"{end}" : random.Next(20) == 0 ? end : string.Empty);
        }

        return text.ToString();
    }

    private static LoadedDataset Load(string text, DatasetOptions options, int blockBytes, int threads)
    {
        int before = Workers.UseThreads(threads);
        TableReader reader = new(new SourceFile(Encoding.UTF8.GetBytes(text), "table.csv"), options) { BlockBytes = blockBytes };
        try
        {
            while (!reader.Advance(0))
            {
            }

            return reader.Result;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
        finally
        {
            Workers.UseThreads(before);
        }
    }

    // All that comes out of a table, or why nothing does.
    private static string Read(string text, DatasetOptions options, int blockBytes, int threads)
    {
        try
        {
            using LoadedDataset data = Load(text, options, blockBytes, threads);
            string targets = data.Description.Task switch
            {
                "Classification" => string.Join(' ', data.Classes()),
                "Regression" => string.Join(' ', data.Values().Select(BitConverter.SingleToInt32Bits)),
                _ => string.Empty,
            };
            return JsonSerializer.Serialize(data.Description, DatasetJson.Default.DatasetDescription)
                + string.Join(' ', data.FeatureValues().Select(BitConverter.SingleToInt32Bits)) + targets;
        }
        catch (CoreException failure)
        {
            return $"{failure.Id}: {failure.Message}";
        }
    }
}
