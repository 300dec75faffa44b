using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Tables as spreadsheets, colleagues and repositories write them, with the values they mean.</summary>
public sealed class DataDialectTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("1,5;2,25", ',', null, 1.5, 2.25)]
    [InlineData("-1,5e2;+0,5", ',', null, -150, 0.5)]
    [InlineData("1.234,5;12.345.678", ',', '.', 1234.5, 12_345_678)]
    [InlineData("1,234.5;12,345,678", '.', ',', 1234.5, 12_345_678)]
    [InlineData("1 234,5;-12 345", ',', ' ', 1234.5, -12_345)]
    [InlineData("1\u00a0234;1\u202f234\u202f567", '.', ' ', 1234, 1_234_567)]
    [InlineData("1'234.25;999", '.', '\'', 1234.25, 999)]
    [InlineData("1_000;10_000.5", '.', '_', 1000, 10_000.5)]
    public void Numbers_are_read_as_the_file_writes_them(string row, char point, char? thousands, double a, double b)
    {
        var options = new DatasetOptions { Decimal = point, Thousands = thousands, Delimiter = ';' };
        using LoadedDataset data = files.LoadText("a;b\n" + row, options);
        Assert.Equal([(float)a, (float)b], data.FeatureValues());
    }

    [Theory]
    [InlineData("1,5", '.', ',')]
    [InlineData("12,34,567", '.', ',')]
    [InlineData("1,2345", '.', ',')]
    [InlineData(",123", '.', ',')]
    [InlineData("1,234,", '.', ',')]
    [InlineData("1234,567", '.', ',')]
    [InlineData("1.5", ',', null)]
    [InlineData("1.5", ',', '.')]
    [InlineData("1,2,3", ',', null)]
    public void Numbers_that_are_written_otherwise_are_no_numbers(string number, char point, char? thousands)
    {
        var options = new DatasetOptions { Decimal = point, Thousands = thousands, Delimiter = ';' };
        Assert.Equal("TextInNumberColumn", files.Refuse("a;b\n" + number + ";1", options).Id);
    }

    [Theory]
    [InlineData("3,14", "-Decimal ','")]
    [InlineData("-0,5", "-Decimal ','")]
    [InlineData("1,234,567", "-Thousands ','")]
    [InlineData("1.234.567,8", "-Decimal ',' -Thousands '.'")]
    [InlineData("1.234,5", "-Decimal ',' -Thousands '.'")]
    public void A_number_of_another_country_is_proposed_its_parameters(string number, string proposal) =>
        Assert.Contains(proposal, files.Refuse("a;b\n" + number + ";1").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a;b\n1,5;2", ';')]
    [InlineData("a\tb\n1,5\t2", '\t')]
    [InlineData("a|b\n1,5|2", '|')]
    [InlineData("a,b\n\"1,5\",2", ',')]
    [InlineData("a,x;b\n1,5;2", ';')]
    public void A_decimal_comma_is_no_delimiter_where_there_is_another(string text, char delimiter)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Decimal = ',' });
        Assert.Equal([1.5f, 2], data.FeatureValues());
        using LoadedDataset told = files.LoadText(text, new DatasetOptions { Decimal = ',', Delimiter = delimiter });
        Assert.Equal([1.5f, 2], told.FeatureValues());
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("NULL")]
    [InlineData("None")]
    [InlineData("nan")]
    [InlineData("?")]
    [InlineData(" - ")]
    public void The_usual_markers_are_missing_values(string marker)
    {
        using LoadedDataset data = files.LoadText(
            $"a,b\n1,2\n{marker},2\n3,2", new DatasetOptions { Missing = MissingValue.Mean });
        Assert.Equal([1, 2, 2, 2, 3, 2], data.FeatureValues());
    }

    [Theory]
    [InlineData("-999", "-999")]
    [InlineData("unknown", "Unknown")]
    [InlineData("n. b.", "N. B.")]
    [InlineData("0", "0")]
    [InlineData("fehlt", " fehlt ")]
    public void Markers_that_are_given_take_the_place_of_the_usual_ones(string marker, string field)
    {
        var options = new DatasetOptions { Missing = MissingValue.Mean, MissingMarker = [marker] };
        using LoadedDataset data = files.LoadText($"a,b\n1,2\n{field},2\n3,2\n,2", options);
        Assert.Equal([1, 2, 2, 2, 3, 2, 2, 2], data.FeatureValues());
        Assert.Equal("TextInNumberColumn", files.Refuse("a,b\nNA,2\n3,2", options).Id);
    }

    [Theory]
    [InlineData("sep=;\na;b\n1;2\n3;4")]
    [InlineData("sep=|\r\na|b\r\n1|2\r\n3|4\r\n")]
    [InlineData("\uFEFFsep=\t\na\tb\n1\t2\n3\t4")]
    [InlineData("a|b\n1|2\n3|4")]
    [InlineData("\n\na;b\n1;2\n3;4")]
    [InlineData("a,b,\n1,2,\n3,4,\n")]
    [InlineData("a,b\n1,2,\n3,4\n")]
    [InlineData("a,b,\n1,2\n3,4\n")]
    [InlineData("a;b;\n1;2; \n3;4;\n")]
    [InlineData("\"a\", \"b\"\n\"1\", \"2\"\n\"3\" ,  \"4\" \n")]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\n1,2\n   \n3,4\n")]
    public void A_table_in_another_dress_has_the_same_values(string text)
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] plain = encoding.GetBytes(text);
            foreach (byte[] content in new[] { plain, [.. encoding.GetPreamble(), .. encoding.GetBytes(text.TrimStart('\uFEFF'))] })
            {
                using LoadedDataset data = DataFiles.Load(files.Write(content));
                Assert.Equal(["a", "b"], data.Description.FeatureNames);
                Assert.Equal([1, 2, 3, 4], data.FeatureValues());
            }
        }
    }

    [Theory]
    [InlineData("Größe")]
    [InlineData("prix €")]
    [InlineData("naïve “quote”")]
    [InlineData("Ångström – Œuvre")]
    [InlineData("São")]
    public void Names_of_every_encoding_are_read(string name)
    {
        string text = $"{name};k\n1;{name}\n2;b\n3;{name}\n4;b";
        byte[][] contents =
        [
            Encoding.UTF8.GetBytes(text),
            Encoding.Unicode.GetBytes("\uFEFF" + text),
            Encoding.BigEndianUnicode.GetBytes("\uFEFF" + text),
            [.. text.Select(Windows1252)],
        ];
        foreach (byte[] content in contents)
        {
            using LoadedDataset data = DataFiles.Load(files.Write(content), new DatasetOptions { Label = ["k"] });
            Assert.Equal([name], data.Description.FeatureNames);
            Assert.Contains(name, data.Description.ClassNames);
        }
    }

    [Theory]
    [InlineData("a,a\n1,2", "a", "a_2")]
    [InlineData("a,a_2,a\n1,2,3", "a", "a_2", "a_3")]
    [InlineData("a,a,a_2\n1,2,3", "a", "a_3", "a_2")]
    [InlineData("x,x,x\n1,2,3", "x", "x_2", "x_3")]
    [InlineData("x,X\n1,2", "x", "X")]
    public void A_name_that_comes_again_gets_a_number_and_a_word(string text, params string[] names)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(names, data.Description.FeatureNames);
        int changed = names.Zip(text.Split('\n')[0].Split(',')).Count(pair => pair.First != pair.Second);
        Assert.Equal(changed, data.Description.Notes.Length);
    }

    [Theory]
    [InlineData(40, 10, "oops", "MixedLabel")]
    [InlineData(400, 300, "n. b.", "MixedLabel")]
    [InlineData(100, 2, "x", "MixedLabel")]
    [InlineData(25, 25, "#REF!", "MixedLabel")]
    [InlineData(1000, 101, "see note", "MixedLabel")]
    public void A_text_among_numbers_makes_no_classes(int rows, int distinct, string stray, string id)
    {
        string text = "a,k\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"1,{i % distinct}\n")) + $"1,{stray}\n";
        CoreException failure = files.Refuse(text, new DatasetOptions { Label = ["k"] });
        Assert.Equal(id, failure.Id);
        Assert.Contains($"'{stray}'", failure.Message, StringComparison.Ordinal);
        var asked = new DatasetOptions { Label = ["k"], Task = TargetTask.Classification };
        using LoadedDataset data = files.LoadText(text, asked);
        Assert.Equal(distinct + 1, data.Description.ClassNames.Length);
    }

    [Fact]
    public void Texts_that_hardly_repeat_are_no_classes()
    {
        string text = "a,k\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"1,name{i}\n"));
        Assert.Equal("TooManyClasses", files.Refuse(text, new DatasetOptions { Label = ["k"] }).Id);
    }

    private static byte Windows1252(char character) => character switch
    {
        '€' => 0x80,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        'Œ' => 0x8C,
        _ => (byte)character,
    };
}
