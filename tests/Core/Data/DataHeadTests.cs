using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Lines that are no part of a table, above and below it, and tables that are drawn: the message says what to type.</summary>
public sealed class DataHeadTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |\n", "line 2")]
    [InlineData("| a | b |\n|:--|--:|\n| 1 | 2 |\n", "line 2")]
    [InlineData("a | b\n--- | ---\n1 | 2\n", "line 2")]
    [InlineData("+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+\n", "line 1")]
    [InlineData(" a | b\n---+---\n 1 | 2\n", "line 2")]
    [InlineData("Name  Size\n----  ----\nx        1\n", "line 2")]
    [InlineData("a b\n- -\n1 2\n", "line 2")]
    public void A_drawn_table_is_refused_with_what_makes_a_table_of_it(string text, string line)
    {
        CoreException failure = files.Refuse(text);
        Assert.Equal("RuleLine", failure.Id);
        Assert.Contains(line, failure.Message, StringComparison.Ordinal);
        Assert.Contains("-notmatch '^[\\s|+:=-]*$' -replace '^\\s*\\|\\s*|\\s*\\|\\s*$' | Set-Content copy.csv", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n-,-\n1,2\n")]
    [InlineData("a|b\n-|-\n1|2\n")]
    [InlineData("a\tb\n-\t-\n1\t2\n")]
    [InlineData("a,b\n-1,-2\n3,4\n")]
    public void Gaps_that_are_written_as_dashes_are_gaps(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(2, data.Description.Rows);
    }

    [Theory]
    [InlineData("Sales 2024;;;\n;;;\ncity;x;y;z\nA;1;2;3\n", "TitleLine", "-SkipLine 2")]
    [InlineData("Sales 2024,,\ncity,x,y\nA,1,2\nB,3,4\n", "TitleLine", "-SkipLine 1")]
    [InlineData("Sales 2024;;;\nby city;;;\n\ncity;x;y;z\nA;1;2;3\n", "TitleLine", "-SkipLine 3")]
    [InlineData("Sales;;\nA;2023;2024\nx;1;2\n", "TitleLine", "-SkipLine 1")]
    [InlineData("# made by, a tool\n# at, noon\na,b\n1,2\n", "CommentLine", "-Comment '#'")]
    [InlineData("// x\n// y\na,b\n1,2\n", "CommentLine", "-Comment '//'")]
    [InlineData("% x\n% y\n1 2\n", "CommentLine", "-Comment '%'")]
    [InlineData("Sales of 2024\n\ncity,x,y\nA,1,2\n", "RaggedLine", "-SkipLine 2")]
    [InlineData("Sales of 2024\ncity;x;y\nA;1;2\n", "RaggedLine", "-SkipLine 1")]
    [InlineData("# made today\na,b\n1,2\n", "RaggedLine", "-Comment '#'")]
    [InlineData("a,b\n1,2\n# a remark\n3,4\n", "RaggedLine", "-Comment '#'")]
    [InlineData("a;b\n1;2\nSource: a bank\n;\n", "RaggedLine", "-SkipLast 1")]
    [InlineData("a;b\n1;2\nSource: a bank\nand more\n", "RaggedLine", "-SkipLast 2")]
    [InlineData("name,x\n'Lee, Ann',1\n", "RaggedLine", "-replace \"'\", '\"'")]
    [InlineData("name;x\n1;'Lee; Ann'\n", "RaggedLine", "-replace \"'\", '\"'")]
    [InlineData("a,b,c;d\n1,2;3\n1;2;3\n", "RaggedLine", "-Delimiter ';' parts both into 2")]
    [InlineData("a,b,c\td\n1,2\t3\n1\t2\t3\n", "RaggedLine", "-Delimiter \"`t\"")]
    [InlineData("x\n3,5\n4,5\n", "RaggedLine", "-Delimiter ';' -Decimal ','")]
    public void Lines_that_are_none_of_the_table_are_refused_with_the_way_out(string text, string id, string wayOut)
    {
        CoreException failure = files.Refuse(text);
        Assert.Equal(id, failure.Id);
        Assert.Contains(wayOut, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("city,,b\nA,1,2\nB,3,4\n")]
    [InlineData("#id,x,y\n1,2,3\n4,5,6\n")]
    [InlineData("x,2019,2020\nA,1,2\nB,3,4\n")]
    public void A_header_is_a_header(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(2, data.Description.Rows);
        Assert.Equal(3, data.Description.FeatureNames.Length);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\nx,y\n", 1)]
    [InlineData("a,b\r\n1,2\r\n3,4\r\nx,y\r\n", 1)]
    [InlineData("a,b\r1,2\r3,4\rx,y", 1)]
    [InlineData("a,b\n1,2\n3,4\nx\ny, z, and\n\n,\n \n", 2)]
    [InlineData("a,b\n1,2\n3,4\nx,y,z\n;;;\nw\nv", 3)]
    public void The_last_lines_are_left_out(string text, int last)
    {
        var options = new DatasetOptions { SkipLast = last };
        foreach (byte[] content in (byte[][])[Encoding.UTF8.GetBytes(text), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]])
        {
            using LoadedDataset data = DataFiles.Load(files.Write(content), options);
            Assert.Equal([1, 2, 3, 4], data.FeatureValues());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4000)]
    public void The_last_lines_of_a_long_table_are_left_out(int last)
    {
        string rows = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},{i % 7}.5\n"));
        string notes = string.Concat(Enumerable.Range(0, last).Select(i => $"note {i}, of, some \"kind\n"));
        foreach (string path in (string[])[files.Write("a,b\n" + rows + notes), files.WriteGzip(Encoding.UTF8.GetBytes("a,b\n" + rows + notes))])
        {
            using LoadedDataset data = DataFiles.Load(path, new DatasetOptions { SkipLast = last });
            Assert.Equal(60_000, data.Description.Rows);
            Assert.Equal(59_999, data.FeatureValues()[^2]);
        }
    }

    [Fact]
    public void Nothing_but_last_lines_is_an_error()
    {
        CoreException failure = files.Refuse("a,b\n1,2\n", new DatasetOptions { SkipLast = 9 });
        Assert.Equal("EmptyFile", failure.Id);
        Assert.Contains("-SkipLast", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3,5|4,5|1.234,5", "-Decimal ',' -Thousands '.'", ',', '.', "3.5 4.5 1234.5")]
    [InlineData("1.234,5|2.000,5|7.351,0", "-Decimal ',' -Thousands '.'", ',', '.', "1234.5 2000.5 7351")]
    [InlineData("7.351|1.234,5|9.876|4.321", "-Decimal ',' -Thousands '.'", ',', '.', "7351 1234.5 9876 4321")]
    [InlineData("1\u00a0234,5|2\u00a0000|7", "-Decimal ',' -Thousands ' '", ',', ' ', "1234.5 2000 7")]
    [InlineData("1\u202f234|2\u202f000|7", "-Thousands ' '", '.', ' ', "1234 2000 7")]
    [InlineData("1'234.50|2'000|7", "-Thousands \"'\"", '.', '\'', "1234.5 2000 7")]
    [InlineData("1\u2019234.50|2\u2019000|7", "-Thousands \"'\"", '.', '\'', "1234.5 2000 7")]
    [InlineData("1 234.5|2 000|7", "-Thousands ' '", '.', ' ', "1234.5 2000 7")]
    public void Numbers_of_other_countries_are_read_as_the_message_says(string values, string wayOut, char mark, char groups, string expected)
    {
        string text = "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i}\n"));
        Assert.Contains(wayOut, files.Refuse(text).Message, StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Decimal = mark, Thousands = groups });
        float[] read = data.FeatureValues();
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, read.Length / 2).Select(i => read[2 * i].ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("3.5|3,5|2.25|1", '.', "-replace ',', '.'")]
    [InlineData("3,5|3.5|2.25|1", '.', "-replace ',', '.'")]
    [InlineData("3,5|3.5|2,25|1", ',', "-replace '\\.', ','")]
    [InlineData("3,5|7.351|2,25|1", ',', "-Thousands '.'")]
    public void Two_decimal_marks_in_a_column_have_a_way_out(string values, char mark, string wayOut)
    {
        string text = "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i}\n"));
        Assert.Contains(wayOut, files.Refuse(text, new DatasetOptions { Decimal = mark }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\u00a0|\u00a02|3", "1 2 3")]
    [InlineData("\u202f1|2|\u00a0", "1 2 NaN")]
    [InlineData("1\u200b|\u200e2|\ufeff3", "1 2 3")]
    [InlineData("\u00a0-1|\u22122|NA\u00a0", "-1 -2 NaN")]
    public void No_break_blanks_around_numbers_are_blanks(string values, string expected)
    {
        string text = "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i}\n"));
        using LoadedDataset data = files.LoadText(text);
        float[] read = data.FeatureValues();
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, read.Length / 2).Select(i => read[2 * i].ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("NA")]
    [InlineData("null")]
    [InlineData("-")]
    [InlineData("N/A")]
    public void A_class_that_is_called_like_a_gap_has_a_way_out(string name)
    {
        string text = $"a,b\n{name},1\nmild,2\nsevere,3\n{name},4\n";
        Assert.Contains("-MissingMarker @()", files.Refuse(text, new DatasetOptions { Label = ["a"] }).Message, StringComparison.Ordinal);
        using LoadedDataset dropped = files.LoadText(text, new DatasetOptions { Label = ["a"], Missing = MissingValue.DropRow });
        Assert.Contains($"2 rows left out whose label is a missing value, as '{name}'", Assert.Single(dropped.Description.Notes), StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Label = ["a"], MissingMarker = [] });
        Assert.Equal(3, data.Description.ClassNames.Length);
        Assert.Equal(4, data.Description.Rows);
    }

    [Theory]
    [InlineData("Report\n\na,b,y\n1,2,3\n4,5,6\n", "y", "-SkipLine 2")]
    [InlineData("Report, made today\na;b;y\n1;2;3\n4;5;6\n", "Y", "-SkipLine 1")]
    [InlineData("# x\na\t\"y\"\n1\t2\n3\t4\n", "y", "-SkipLine 1")]
    [InlineData("Report\nof\n2024\na|y\n1|2\n3|4\n", "y", "-SkipLine 3")]
    [InlineData("Report\na,b\n1,2\n3,4\n", "y", "Line 2 has 2 fields: if it names the columns, -SkipLine 1")]
    public void A_name_that_stands_below_the_header_is_told_with_its_line(string text, string name, string wayOut)
    {
        CoreException failure = files.Refuse(text, new DatasetOptions { Label = [name] });
        Assert.Equal("LabelNotFound", failure.Id);
        Assert.Contains(wayOut, failure.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, files.Refuse(text, new DatasetOptions { ExcludeProperty = [name] }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "c8, c9.")]
    [InlineData(11, "c9, c10.")]
    [InlineData(12, "c8, c9 and 2 more, the last of them c11.")]
    [InlineData(30, "c8, c9 and 20 more, the last of them c29.")]
    public void Of_many_names_the_last_is_told_too(int count, string end)
    {
        string header = string.Join(',', Enumerable.Range(0, count).Select(i => $"c{i}"));
        string row = string.Join(',', Enumerable.Range(0, count));
        Assert.EndsWith(end, files.Refuse($"{header}\n{row}\n", new DatasetOptions { Label = ["y"] }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sep=;\na;y\n1;x\n")]
    [InlineData("SEP=;\r\na;y\r\n1;x\r\n")]
    [InlineData("\"sep=;\"\na;y\n1;x\n")]
    [InlineData("\uFEFFsep=|\ra|y\r1|x\r")]
    [InlineData("#TYPE System.Object\nSep=\t\na\ty\n1\tx\n")]
    public void A_line_that_says_the_separator_is_none_of_the_table(string text)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Label = ["y"] });
        Assert.Equal(["a"], data.Description.FeatureNames);
        Assert.Equal(["x"], data.Description.ClassNames);
    }

    [Fact]
    public void A_header_that_is_a_row_is_told_where_a_name_is_not_found()
    {
        Assert.Contains("-NoHeader", files.Refuse("39,State-gov,13,x\n50,Private,9,y\n", new DatasetOptions { Label = ["income"] }).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-NoHeader", files.Refuse("place,2019,2020,income\na,1,2,3\n", new DatasetOptions { Label = ["y"] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_the_first_file_has_not_are_left_out_with_a_word()
    {
        string first = files.Write("a,y\n1,2\n"), second = files.Write("z,A,y,w\n9,1,2,7\n");
        using LoadedDataset data = DataFiles.Load(first, new DatasetOptions { Label = ["y"], MorePaths = [second] });
        Assert.Equal(2, data.Description.Rows);
        Assert.Contains("has z, w, which", Assert.Single(data.Description.Notes, note => note.Contains("left out", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a;b;y\n1;2;u\n", ',', "-Delimiter ';' parts it into 3 columns")]
    [InlineData("a:b:y\n1:2:u\n", null, "-Delimiter ':' parts it into 3 columns")]
    [InlineData("a~y\n1~u\n", null, "-Delimiter '~' parts it into 2 columns")]
    [InlineData("a\tb\tY\n1\t2\tu\n", ';', "-Delimiter \"`t\" parts it into 3 columns")]
    [InlineData("a|y\n1|u\n", ',', "-Delimiter '|' parts it into 2 columns")]
    [InlineData("\"a,b,y\"\n\"1,2,u\"\n\"3,4,v\"\n", null, "Its lines stand in quotes as a whole: (Get-Content 'table")]
    public void A_name_within_the_only_field_tells_what_parts_it(string text, char? delimiter, string wayOut)
    {
        foreach (DatasetOptions options in new[] { new DatasetOptions { Label = ["y"] }, new DatasetOptions { ExcludeProperty = ["y"] }, new DatasetOptions { Property = ["y"] } })
        {
            options.Delimiter = delimiter;
            Assert.Contains(wayOut, files.Refuse(text, options).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("y")]
    [InlineData("Y")]
    public void The_target_of_the_data_of_Like_is_told_as_label(string name)
    {
        CoreException failure = files.Refuse($"a,b,{name}\n1,2,u\n", new DatasetOptions { Like = ["a", "b"], LikeIsNamed = true, LikeLabel = ["y"] });
        Assert.Equal("ColumnsDiffer", failure.Id);
        Assert.Contains($"-Label '{name}' takes it as the target", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("takes it as the target", files.Refuse($"a,b,c,{name}\n1,2,3,u\n", new DatasetOptions { Like = ["a", "b"], LikeIsNamed = true, LikeLabel = ["y"] }).Message, StringComparison.Ordinal);
    }
}
