using System.Globalization;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A random table of columns whose truth is known, written as some program or country writes tables, and the options
/// that say so. What the options do not say may be refused, but not be read otherwise.</summary>
internal sealed class DressedTable
{
    private static readonly string[] Names = ["Jürgen", "Zoë", "Søren", "Ana", "Bo"];
    private static readonly string[] Awkward = ["a, b", "say \"no\"", "c;d", "e|f", "two words"];

    private readonly System.Random random;
    private readonly int rows;
    private readonly bool comma;
    private readonly bool isTold;
    private readonly char delimiter;
    private readonly NumberSigns signs;
    private readonly char? thousands;
    private readonly bool inEuros;
    private readonly List<(string Name, string[] Cells, double[]? Numbers)> features = [];
    private readonly (string[] Cells, string[]? Classes, double[]? Values) label;

    public DressedTable(System.Random random)
    {
        this.random = random;
        rows = random.Next(24, 70);
        inEuros = random.Next(2) == 0; // a column has one currency
        delimiter = ",;\t| "[random.Next(5)];
        comma = delimiter != ',' && random.Next(3) == 0;
        isTold = random.Next(4) > 0;
        thousands = delimiter == ' ' || random.Next(2) == 0 ? null : comma ? '.' : "','"[random.Next(2)];
        signs = (NumberSigns)(random.Next(3) == 0 ? random.Next(8) : 0);
        int count = random.Next(2, 7);
        for (int i = 0; i < count; i++)
        {
            Add($"c{i}", i == 0 ? random.Next(3) : random.Next(12));
        }

        label = Label();
        Dress(out byte[] first, out byte[]? second);
        First = first;
        Second = second;
        Options.Label = [LabelName];
        if (isTold)
        {
            Options.Decimal = comma ? ',' : '.';
            Options.Thousands = thousands;
            Options.NumberSign = [.. Enum.GetValues<NumberSigns>().Where(sign => sign != NumberSigns.None && signs.HasFlag(sign))];
        }
    }

    public byte[] First { get; }

    /// <summary>The further rows, where they are in another file.</summary>
    public byte[]? Second { get; }

    public DatasetOptions Options { get; } = new();

    /// <summary>Whether something is written in a way that the options do not tell.</summary>
    public bool MayBeRefused => !isTold && (comma || thousands is not null || signs != NumberSigns.None);

    private string LabelName { get; set; } = "label";

    public string Shown => Encoding.UTF8.GetString(First) + (Second is null ? "" : "\n----\n" + Encoding.UTF8.GetString(Second));

    public void Check(LoadedDataset data, string where)
    {
        DatasetDescription read = data.Description;
        Assert.True(read.Rows == rows && read.FeatureNames.SequenceEqual(features.Select(feature => feature.Name)), where);
        float[] values = data.FeatureValues();
        for (int i = 0; i < features.Count; i++)
        {
            (string name, string[] cells, double[]? numbers) = features[i];
            Assert.True(numbers is null == read.CategoryNames.ContainsKey(name), $"{name} {where}");
            for (int row = 0; row < rows; row++)
            {
                float value = values[(row * features.Count) + i];
                bool isRight = numbers is not null ? value.Equals((float)numbers[row]) : read.CategoryNames[name][(int)value] == cells[row];
                Assert.True(isRight, $"{name}, row {row}: {value} {where}");
            }

            bool isLost = numbers is not null && numbers.Distinct().GroupBy(number => (float)number).Any(same => same.Skip(1).Any());
            Assert.True(isLost == read.Columns[i].Remarks.Any(remark => remark.Contains("Float32", StringComparison.Ordinal)), $"{name} {where}");
        }

        if (label.Classes is not null)
        {
            Assert.True(read.Task == "Classification", where);
            Assert.True(data.Classes().Select(number => read.ClassNames[number]).SequenceEqual(label.Classes), where);
        }
        else
        {
            Assert.True(read.Task == "Regression", where);
            Assert.True(data.Values().SequenceEqual(label.Values!.Select(value => (float)value)), where);
        }
    }

    private void Add(string name, int kind)
    {
        double[] numbers =
        [
            .. Enumerable.Range(0, rows).Select(i => kind switch
            {
                0 => Math.Round((random.NextDouble() * 200) - 100, 2),
                1 => random.Next(1, 4),
                2 => random.Next(-90_000, 90_000) / 4.0,
                4 => i + 1, // identifiers
                5 => 1_700_000_000 + (i * 30), // time stamps, which Float32 merges
                6 => 123_456_700 + (i / 100.0), // prices with cents, which it merges too
                7 => 4, // constant
                8 => random.Next(0, 400) / 4.0,
                9 => double.Parse(random.Next(1, 99).ToString(CultureInfo.InvariantCulture) + "e-5", CultureInfo.InvariantCulture),
                _ => 0,
            }),
        ];
        if (kind is 3 or 10 or 11)
        {
            string[] texts = kind == 3 ? Names : kind == 10 && delimiter != ' ' ? Awkward : ["2024-01-05", "2024-03-01", "2025-12-31"];
            string[] chosen = [.. Enumerable.Range(0, rows).Select(i => texts[i < texts.Length ? i : random.Next(texts.Length)])];
            features.Add((name, chosen, null));
            return;
        }

        string[] cells = Array.ConvertAll(numbers, number => Written(number, isQuantity: kind is 2 or 8));
        if (kind == 9)
        {
            cells = Array.ConvertAll(numbers, number => number.ToString("0.#####E+0", CultureInfo.InvariantCulture).Replace('.', comma ? ',' : '.'));
        }

        if (kind < 3)
        {
            string[] markers = delimiter == ' ' ? ["NA", "N/A", "null", "?", "-"] : ["", "NA", "n/a", "NULL", "-", "NaN", "None", "<NA>"];
            for (int row = 1; row < rows; row += random.Next(3, 30))
            {
                cells[row] = markers[random.Next(markers.Length)];
                numbers[row] = double.NaN;
            }
        }

        features.Add((name, cells, numbers));
    }

    // As the table's country and trade write a number.
    private string Written(double number, bool isQuantity)
    {
        string text = Math.Abs(number).ToString(thousands is not null && isQuantity ? "#,0.####" : "0.####", CultureInfo.InvariantCulture);
        text = text.Replace(',', '\u0001').Replace('.', comma ? ',' : '.').Replace('\u0001', thousands ?? ' ');
        string minus = number < 0 ? "-" : string.Empty;
        if (!isQuantity)
        {
            return minus + text;
        }

        string euros = delimiter == ' ' ? text + "€" : text + " €";
        text = !signs.HasFlag(NumberSigns.Currency) ? text : inEuros ? random.Next(2) == 0 ? euros : "EUR" + text : "$" + text;
        return minus.Length > 0 && signs.HasFlag(NumberSigns.Accounting) ? $"({text})" : minus + text;
    }

    private (string[] Cells, string[]? Classes, double[]? Values) Label()
    {
        string[] codes = random.Next(4) switch
        {
            0 => ["01234", "1234"],
            1 => ["9007199254740992", "9007199254740993"],
            2 => ["yes", "no", "maybe"],
            _ => [],
        };
        if (codes.Length > 0)
        {
            string[] classes = [.. Enumerable.Range(0, rows).Select(row => codes[row % codes.Length])];
            return (classes, classes, null);
        }

        double[] values = [.. Enumerable.Range(0, rows).Select(row => row + Math.Round(random.NextDouble(), 2) + 0.001)];
        return (Array.ConvertAll(values, value => Written(value, isQuantity: false)), null, values);
    }

    private void Dress(out byte[] first, out byte[]? second)
    {
        string ending = new[] { "\n", "\r\n", "\r" }[random.Next(3)];
        int head = random.Next(5); // 0 names given, 1 no names at all, else a header
        bool trails = head != 1 && delimiter != ' ' && random.Next(4) == 0, headTrails = trails && random.Next(2) == 0;
        bool padsQuotes = delimiter is not (' ' or '\t') && random.Next(4) == 0;
        bool comments = random.Next(4) == 0;
        var text = new StringBuilder();
        Options.Delimiter = head < 2 || random.Next(2) == 0 ? delimiter : null;
        if (head > 1 && delimiter != ' ' && random.Next(5) == 0)
        {
            text.Append("sep=").Append(delimiter).Append(ending);
            Options.Delimiter = null;
        }
        else if (random.Next(5) == 0)
        {
            Options.SkipLine = random.Next(1, 4);
            text.Append(string.Concat(Enumerable.Repeat("A title; of \"some, kind" + ending, Options.SkipLine)));
        }

        Options.Comment = comments ? "#" : null;
        if (features.Count > 2 && head > 1 && random.Next(6) == 0)
        {
            features[1] = features[1] with { Name = "c0_2" }; // the second of two columns that are called c0
        }

        string[] names = [.. features.Select(feature => feature.Name), "label"];
        Options.HeaderNames = head == 0 ? names : null;
        Options.Header = head != 1;
        if (head == 1)
        {
            names = [.. Enumerable.Range(1, names.Length).Select(i => $"Column{i}")];
            LabelName = names[^1];
            for (int i = 0; i < features.Count; i++)
            {
                features[i] = features[i] with { Name = names[i] };
            }
        }

        string header = string.Join(delimiter, names.Select(name => name == "c0_2" ? "c0" : name)) + (headTrails ? delimiter.ToString() : "") + ending;
        int cut = head > 1 && random.Next(5) == 0 && !names.Contains("c0_2") ? rows / 2 : rows;
        text.Append(head > 1 ? header : string.Empty);
        Rows(text, 0, cut, [.. Enumerable.Range(0, names.Length)]);
        first = Encoded(text.ToString());
        second = null;
        if (cut < rows)
        {
            int[] order = [.. Enumerable.Range(0, names.Length).Reverse()];
            text.Clear().Append(string.Concat(Enumerable.Repeat("A title" + ending, Options.SkipLine)))
                .Append(string.Join(delimiter, order.Select(i => names[i]))).Append(trails && headTrails ? delimiter.ToString() : "").Append(ending);
            Rows(text, cut, rows, order);
            second = Encoded(text.ToString());
        }

        void Rows(StringBuilder written, int from, int to, int[] order)
        {
            string[][] cells = [.. features.Select(feature => feature.Cells), label.Cells];
            for (int row = from; row < to; row++)
            {
                written.Append(comments && random.Next(9) == 0 ? "# a remark" + ending : string.Empty);
                written.AppendJoin(delimiter, order.Select((i, place) => Field(cells[i][row], place > 0 && padsQuotes)))
                    .Append(trails ? delimiter.ToString() : string.Empty).Append(ending);
            }
        }
    }

    private string Field(string cell, bool padded) => cell.AsSpan().ContainsAny(delimiter, '"') || padded
        ? (padded ? " \"" : "\"") + cell.Replace("\"", "\"\"") + "\""
        : cell;

    private byte[] Encoded(string text)
    {
        Encoding encoding = random.Next(5) switch
        {
            0 => new UTF8Encoding(true),
            1 => Encoding.Unicode,
            2 => Encoding.BigEndianUnicode,
            3 when !text.Contains('€', StringComparison.Ordinal) => Encoding.Latin1,
            _ => new UTF8Encoding(false),
        };
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
    }
}
