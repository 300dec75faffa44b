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
    [InlineData("1,23,456;12,34,567.5", '.', ',', 123_456, 1_234_567.5)]
    [InlineData("-1,00,00,000;12,345", '.', ',', -10_000_000, 12_345)]
    [InlineData("1.23.456,5;99.999", ',', '.', 123_456.5, 99_999)]
    public void Numbers_are_read_as_the_file_writes_them(string row, char point, char? thousands, double a, double b)
    {
        var options = new DatasetOptions { Decimal = point, Thousands = thousands, Delimiter = ';' };
        using LoadedDataset data = files.LoadText("a;b\n" + row, options);
        Assert.Equal([(float)a, (float)b], data.FeatureValues());
    }

    [Theory]
    [InlineData("1,5", '.', ',')]
    [InlineData("12,34,56", '.', ',')]
    [InlineData("12,34", '.', ',')]
    [InlineData("123,45,678", '.', ',')]
    [InlineData("1,234,56,789", '.', ',')]
    [InlineData("1,23,456,789", '.', ',')]
    [InlineData("1,2,345", '.', ',')]
    [InlineData("1,,234", '.', ',')]
    [InlineData("1,23,4567", '.', ',')]
    [InlineData("1,2345", '.', ',')]
    [InlineData(",123", '.', ',')]
    [InlineData("0,250", '.', ',')]
    [InlineData("-0,250", '.', ',')]
    [InlineData("00,250", '.', ',')]
    [InlineData("0.250", ',', '.')]
    [InlineData("012.345", ',', '.')]
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
    [InlineData("1,23,456", "-Thousands ','")]
    [InlineData("1,23,456.75", "-Thousands ','")]
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
    [InlineData("title\nby me\na,b\n1,2\n3,4\n", 2)]
    [InlineData("title\r\n\r\na;b\r\n1;2\r\n3;4", 2)]
    [InlineData("title;of;many;parts\ra,b\r1,2\r3,4\r", 1)]
    [InlineData("\uFEFFtitle\nsep=;\na;b\n1;2\n3;4", 1)]
    [InlineData("\"one quote\na\tb\n1\t2\n3\t4", 1)]
    [InlineData("a,b\n1,2\n3,4\n", 0)]
    public void Lines_before_a_table_are_passed_over(string text, int lines)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { SkipLine = lines });
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
    }

    [Fact]
    public void Long_lines_before_a_table_leave_nothing_behind()
    {
        string text = new string('x', 500_000) + "\n" + new string(',', 300_000) + "\r\na,b\n1,2\n3,x";
        CoreException failure = files.Refuse(text, new DatasetOptions { SkipLine = 2 });
        Assert.Contains("line 5, column 'b'", failure.Message, StringComparison.Ordinal);
        Assert.Equal("TooManySkippedLines", files.Refuse("a\n1\n", new DatasetOptions { SkipLine = 3 }).Id);
    }

    [Theory]
    [InlineData("# made by me\na,b\n1,2\n# half\n3,4\n", "#")]
    [InlineData("% x;y\n%\na;b\n1;2\n  % z\n3;4\n%", "%")]
    [InlineData("// a\r\na,b\r\n1,2\r\n//\r\n3,4", "//")]
    [InlineData("a,b\n1,2\n3,4\n# \"open", "#")]
    [InlineData("#\n\n#\n\na b\n1 2\n#1 2 3\n3 4", "#")]
    public void Comments_are_passed_over(string text, string comment)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Comment = comment });
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
    }

    [Theory]
    [InlineData("a b\n1 2\n3 4\n", null)]
    [InlineData("  a   b  \n 1    2\n3 \t 4 \n", null)]
    [InlineData("a\u0020b\r\n1  2  \r\n  3 4\r\n\r\n", null)]
    [InlineData("\"a\" \"b\"\n\"1\"  2\n3 \"4\"\n", null)]
    [InlineData("a b \n1 2", ' ', 1f, 2f)]
    [InlineData("a\t\tb\n1 \t2\n3\t4", ' ')]
    [InlineData("a:b\n1:2\n3:4", ':')]
    public void Columns_are_separated_by_runs_of_blanks(string text, char? delimiter, params float[] values)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Delimiter = delimiter });
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
        Assert.Equal(values.Length > 0 ? values : [1, 2, 3, 4], data.FeatureValues());
    }

    [Theory]
    [InlineData("one column\n1\n2\n", "one column")]
    [InlineData("one column\n1 \n2\n", "one column")]
    [InlineData("\"one column\"\n1\n2\n", "one column")]
    public void A_blank_in_a_name_separates_nothing(string text, string name)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal([name], data.Description.FeatureNames);
        Assert.Equal([1, 2], data.FeatureValues());
    }

    [Fact]
    public void A_decimal_comma_may_stand_between_blanks()
    {
        using LoadedDataset data = files.LoadText("a b\n1,5 2,5\n", new DatasetOptions { Decimal = ',' });
        Assert.Equal([1.5f, 2.5f], data.FeatureValues());
        using LoadedDataset bare = files.LoadText("1,5 2,5\n3,5 4\n", new DatasetOptions { Decimal = ',', Header = false });
        Assert.Equal([1.5f, 2.5f, 3.5f, 4], bare.FeatureValues());
    }

    [Theory]
    [InlineData("1,2\n3,4\n", "x y")]
    [InlineData("1,2,\n3,4,\n", "x y")]
    [InlineData("1 2\n3 4\n", "a b")]
    [InlineData("\n1;2\n3;4", "größe gewicht")]
    public void Names_are_given_where_the_file_has_none(string text, string names)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { HeaderNames = names.Split(' ') });
        Assert.Equal(names.Split(' '), data.Description.FeatureNames);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
        CoreException failure = files.Refuse(text, new DatasetOptions { HeaderNames = ["x", "y", "z", "u"] });
        Assert.Equal("HeaderMismatch", failure.Id);
    }

    [Theory]
    [InlineData("a,b,k\n5,6,y\n7,8,x", "1 2 3 4 5 6 7 8")]
    [InlineData("k,b,a\ny,6,5\nx,8,7", "1 2 3 4 5 6 7 8")]
    [InlineData("B;more;K;A\n6;0;y;5\n8;1;x;7", "1 2 3 4 5 6 7 8")]
    [InlineData("a b k\r5 6 y\r7 8 x\r", "1 2 3 4 5 6 7 8")]
    [InlineData("a,b,k\n", "1 2 3 4")]
    public void Files_are_joined_by_the_names_of_their_columns(string second, string values)
    {
        var options = new DatasetOptions { Label = ["k"], MorePaths = [files.Write(second)] };
        using LoadedDataset data = files.LoadText("a,b,k\n1,2,x\n3,4,y\n", options);
        Assert.Equal(values, string.Join(' ', data.FeatureValues()));
        Assert.Equal([0, 1, 1, 0], [.. data.Classes(), .. data.Classes().Length == 2 ? new long[] { 1, 0 } : []]);
    }

    [Theory]
    [InlineData("a,k\n5,y\n", "ColumnsDiffer", "lacks b")]
    [InlineData("a,b,k\n5,oops,y\n", "TextInNumberColumn", "line 2, column 'b': 'oops'")]
    [InlineData("a,b,k\n5,y\n", "RaggedLine", "line 2")]
    [InlineData("PK\u0003\u0004", "ForeignFile", "zip")]
    [InlineData("\n", "EmptyFile", "no lines")]
    public void A_file_that_cannot_be_joined_is_named(string second, string id, string message)
    {
        string path = files.Write(second);
        CoreException failure = files.Refuse(
            "a,b,k\n1,2,x\n3,4,y\n", new DatasetOptions { Label = ["k"], MorePaths = [path] });
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(path), failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1251", "Размер", 0)]
    [InlineData("windows-1250", "řečiště", 0)]
    [InlineData("iso-8859-1", "Größe", 0)]
    [InlineData("utf-8", "Größe", 0)]
    [InlineData("utf-16", "Größe", 2)]
    [InlineData("utf-16be", "Größe", 2)]
    [InlineData("koi8-r", "Размер", 0)]
    public void The_encoding_can_be_told(string name, string column, int mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        bool isWide = name.StartsWith("utf", StringComparison.Ordinal);
        string told = isWide ? name : encoding.GetString([.. Enumerable.Range(0, 256).Select(value => (byte)value)]);
        byte[] content = [.. encoding.GetPreamble().Take(mark), .. encoding.GetBytes($"{column},b\n1,2\n3,4\n")];
        using LoadedDataset data = DataFiles.Load(files.Write(content), new DatasetOptions { Encoding = told });
        Assert.Equal([column, "b"], data.Description.FeatureNames);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
    }

    [Fact]
    public void Bytes_that_are_none_of_the_encoding_are_refused()
    {
        byte[] content = [.. "a,Gr"u8, 0xF6, .. "n\n1,2\n"u8];
        Assert.Equal("NotInEncoding", files.Refuse(content, new DatasetOptions { Encoding = "utf-8" }).Id);
        Assert.Equal("InvalidEncoding", files.Refuse(content, new DatasetOptions { Encoding = "shift_jis" }).Id);
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
    public void A_name_that_comes_again_gets_a_number_and_a_word(string text, params string[] names)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(names, data.Description.FeatureNames);
        int changed = names.Zip(text.Split('\n')[0].Split(',')).Count(pair => pair.First != pair.Second);
        Assert.Equal(changed, data.Description.Notes.Length);
    }

    [Theory]
    [InlineData("x,X,y\n1,2,3", "'x' and 'X'", "'X_2'")]
    [InlineData("y,Size,size\n1,2,3", "'Size' and 'size'", "'size_2'")]
    [InlineData("x,X,x_2\n1,2,3", "'x' and 'X'", "'X_3'")]
    [InlineData("\u00e4,\u00c4,y\n1,2,3", "'\u00e4' and '\u00c4'", "'\u00c4_2'")]
    [InlineData("Y,x,y\n1,2,3", "'Y' and 'y'", "'y_2'", "y")]
    public void Names_that_differ_in_case_alone_stay_and_are_told(string text, string both, string called, string? label = null)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Label = label is null ? [] : [label] });
        string[] features = [.. text.Split('\n')[0].Split(',').Where(name => name != label)];
        Assert.Equal(features, data.Description.FeatureNames);
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains(called, note, StringComparison.Ordinal);
        Assert.Contains(both, note, StringComparison.Ordinal);
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
