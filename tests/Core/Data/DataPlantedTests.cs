using System.Globalization;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Random tables with planted quirks, of which the test knows the truth: a table is read rightly, or refused.
/// Never is a stray text made a class or a category, and never a number a rank.</summary>
public sealed class DataPlantedTests : IDisposable
{
    private static readonly string[] Strays =
        ["oops", "n.b.", "see note", "#REF!", "k.A.", "~5", "12 kg", "1,5,", "<5", ">100", "unknown", "TBD", "1.2.3", "inf", "x", "*", "\u00bd", "1..5", "5!"];

    private static readonly string[] Markers = ["", "NA", "n/a", "NULL", "?", "-", "NaN", "None", "#N/A", "<NA>"];
    private static readonly string[] Names = ["anna", "berta", "cesar", "dora", "emil", "frieda", "gustav"];
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_hundred_tables_are_read_rightly_or_refused(int seed)
    {
        var random = new System.Random(seed);
        int read = 0;
        for (int table = 0; table < 100; table++)
        {
            Planted planted = new(random);
            try
            {
                using LoadedDataset data = files.LoadText(planted.Text, planted.Options);
                planted.Check(data, $"seed {seed}, table {table}:\n{planted.Text}");
                Assert.False(planted.HasStray, $"seed {seed}, table {table}: a stray text was taken\n{planted.Text}");
                read++;
            }
            catch (CoreException failure)
            {
                Assert.True(
                    planted.MayBeRefused, $"seed {seed}, table {table}: {failure.Id} {failure.Message}\n{planted.Text}");
                Assert.Contains(
                    failure.Id,
                    new[] { "TextInNumberColumn", "MixedLabel", "NumbersAsCategories", "NumberInTextColumn", "TooManyClasses" });
            }
        }

        Assert.InRange(read, 20, 90);
    }

    private sealed class Planted
    {
        private readonly List<double[]> numbers = []; // NaN for a gap
        private readonly List<string[]> texts = [];
        private readonly List<(bool IsText, int Index)> columns = [];
        private readonly double[]? quantities;
        private readonly string[]? classes;

        public Planted(System.Random random)
        {
            int rows = random.Next(4, 90);
            bool comma = random.Next(4) == 0;
            bool isTold = random.Next(2) == 0;
            char delimiter = comma ? ";\t|"[random.Next(3)] : ",;\t|"[random.Next(4)];
            string[][] cells = new string[random.Next(2, 7)][];
            for (int column = 0; column < cells.Length; column++)
            {
                bool isText = column > 0 && random.Next(3) == 0;
                columns.Add((isText, isText ? texts.Count : numbers.Count));
                cells[column] = isText ? Texts(random, rows) : Numbers(random, rows, comma);
            }

            string[] label = random.Next(3) switch
            {
                0 => [.. classes = [.. Enumerable.Range(0, rows).Select(_ => Names[random.Next(2)])]],
                1 => [.. classes = [.. Enumerable.Range(0, rows).Select(row => $"{(row % 2) + 3}")]],
                _ => Write(quantities = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(random.NextDouble() * 50, 2) + 0.001)], comma),
            };
            int quirk = random.Next(5);
            string stray = Strays[random.Next(Strays.Length)];
            int victims = random.Next(1, Math.Max(2, rows / 3));
            if (quirk == 0 && (classes is null || char.IsDigit(classes[0][0])))
            {
                Plant(label, stray, victims, random);
            }
            else if (quirk is 1 or 2)
            {
                Plant(cells[0], stray, victims, random);
            }

            Options = new DatasetOptions
            {
                Label = ["label"],
                Decimal = comma && isTold ? ',' : '.',
                Category = random.Next(3) == 0 ? ["*"] : [],
            };
            MayBeRefused = HasStray || (comma && !isTold);
            Text = Write(cells, label, delimiter);
        }

        public DatasetOptions Options { get; }

        public string Text { get; }

        public bool HasStray { get; private set; }

        public bool MayBeRefused { get; }

        public void Check(LoadedDataset data, string where)
        {
            float[] values = data.FeatureValues();
            int width = columns.Count;
            for (int column = 0; column < width; column++)
            {
                (bool isText, int index) = columns[column];
                string name = $"c{column}";
                Assert.Equal(isText, data.Description.CategoryNames.ContainsKey(name));
                for (int row = 0; row < data.Description.Rows; row++)
                {
                    float value = values[(row * width) + column];
                    if (isText)
                    {
                        Assert.True(data.Description.CategoryNames[name][(int)value] == texts[index][row], where);
                    }
                    else
                    {
                        Assert.True(value.Equals((float)numbers[index][row]), where);
                    }
                }
            }

            if (classes is not null && data.Description.Task == "Classification")
            {
                Assert.Equal(classes, data.Classes().Select(number => data.Description.ClassNames[number]));
                return;
            }

            // Whole numbers of so few rows may be quantities.
            double[] wanted = quantities ?? [.. classes!.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            Assert.Equal("Regression", data.Description.Task);
            Assert.Equal(wanted.Select(value => (float)value), data.Values());
        }

        private static string[] Write(double[] values, bool comma) =>
        [
            .. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture).Replace('.', comma ? ',' : '.')),
        ];

        private static string Write(string[][] cells, string[] label, char delimiter)
        {
            var text = new StringBuilder();
            text.AppendJoin(delimiter, Enumerable.Range(0, cells.Length).Select(column => $"c{column}"))
                .Append(delimiter).Append("label\n");
            for (int row = 0; row < label.Length; row++)
            {
                IEnumerable<string> fields = cells.Select(column => column[row]).Append(label[row]);
                text.AppendJoin(delimiter, fields.Select(field => field.Contains(delimiter) ? $"\"{field}\"" : field)).Append('\n');
            }

            return text.ToString();
        }

        private string[] Texts(System.Random random, int rows)
        {
            int distinct = random.Next(2, Names.Length);
            texts.Add([.. Enumerable.Range(0, rows).Select(_ => Names[random.Next(distinct)])]);
            return [.. texts[^1]];
        }

        private string[] Numbers(System.Random random, int rows, bool comma)
        {
            int kind = random.Next(3); // fractions, codes of few values, counts
            double[] values =
            [
                .. Enumerable.Range(0, rows).Select(_ => kind switch
                {
                    0 => Math.Round((random.NextDouble() * 200) - 100, random.Next(1, 5)) + 0.00001,
                    1 => random.Next(1, 4),
                    _ => random.Next(-500, 500),
                }),
            ];
            string[] cells = Write(values, comma);
            for (int row = 1; row < rows; row++)
            {
                if (random.Next(12) == 0)
                {
                    values[row] = double.NaN;
                    cells[row] = Markers[random.Next(Markers.Length)];
                }
            }

            numbers.Add(values);
            return cells;
        }

        private void Plant(string[] cells, string stray, int victims, System.Random random)
        {
            for (int i = 0; i < victims; i++)
            {
                cells[random.Next(1, cells.Length)] = stray;
            }

            HasStray = true;
        }
    }
}
