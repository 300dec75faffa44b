using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>The parameters of Import-Dataset for tables in other dress, and names that disturb a terminal.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class DatasetDialectTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-dialect-").FullName;

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a;b\n1,5;2.000,25", "-Decimal ',' -Thousands '.'", "1.5 2000.25")]
    [InlineData("a|b\n1|2", "", "1 2")]
    [InlineData("a|b\n1|2", "-Delimiter '|'", "1 2")]
    [InlineData("a,b\n1,2\n-9,4\n3,6", "-MissingMarker -9 -MissingValue Mean", "1 2 2 4 3 6")]
    [InlineData("a,b\n1,2\nN/A,4\n3,6", "-MissingValue DropRow", "1 2 3 6")]
    [InlineData("sep=;\na;b;\n1;2;", "", "1 2")]
    public void A_table_in_another_dress_is_read(string text, string parameters, string values)
    {
        ShellResult result = shell.Run($"(Import-Dataset '{Write(text)}' {parameters}).Feature.ToArray() -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal(values, result.Single<string>());
    }

    [Theory]
    [InlineData("a,y\n1,u\n,v\n3,\n4,NA\n5,u", "-Label y", "3 1")]
    [InlineData("a,y\n1,2.5\n,7\n3,\n4,3", "-Label y", "3 1")]
    [InlineData("y,a,z\n1.5,,2\n2,3,\n,4,5\n7,8,9", "-Label y, z", "2 1")]
    [InlineData("a,y\n,u\n,v\n3,u", "-Label y", "3 2")]
    [InlineData("a,y\n1,u\n2,-9\n,u", "-Label y -MissingMarker -9", "2 1")]
    [InlineData("a,b\n1,\n2,4", "-Property a", "2 0")]
    public void Rows_without_a_label_are_left_out_alone(string text, string parameters, string counts)
    {
        ShellResult result = shell.Run($$"""
            $data = Import-Dataset '{{Write(text)}}' {{parameters}} -MissingValue DropUnlabelled -WarningAction Ignore
            "$($data.Count) $($data.Column[0].Missing)"
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(counts, result.Single<string>());
    }

    [Theory]
    [InlineData("Title\n# me\na b\n1 2\n", "-SkipLine 1 -Comment '#'", "1 2")]
    [InlineData("1,2\n3,4\n", "-Header x, y", "1 2 3 4")]
    [InlineData("a,b\n1,2\n3,4\nTotal,6\nSource: me\n\n", "-SkipLast 2", "1 2 3 4")]
    [InlineData("a,b\n1,2\n-999.0,4\n3,6\n", "-MissingMarker -999 -MissingValue DropRow", "1 2 3 6")]
    [InlineData("u v w\n1 2 3\n", "-Delimiter ' '", "1 2 3")]
    [InlineData("a;b\n$1.50;12%", "-NumberSign Currency, Percent", "1.5 0.12")]
    [InlineData("a;b\n(7);8-", "-NumberSign Accounting", "-7 -8")]
    public void Lines_signs_and_blanks_are_read_as_told(string text, string parameters, string values)
    {
        ShellResult result = shell.Run($"(Import-Dataset '{Write(text)}' {parameters}).Feature.ToArray() -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal(values, result.Single<string>());
    }

    [Theory]
    [InlineData("0..199 | ForEach-Object { [double](18 + $_ % 43) }")]
    [InlineData("0..199 | ForEach-Object { \"$(18 + $_ % 43)\" }")]
    public void Many_whole_numbers_that_count_nothing_need_a_task(string target)
    {
        shell.Run($"New-Dataset (New-Tensor -Shape 200, 2) @({target})").Error("TooManyClasses");
        Assert.Equal("43", shell.Run($"(New-Dataset (New-Tensor -Shape 200, 2) @({target}) -Task Classification).ClassNames.Where({{ [int]$_ -ge 18 }}).Count.ToString()").Single<string>());
    }

    [Fact]
    public void Few_whole_numbers_are_quantities_where_those_of_like_are()
    {
        string first = Write("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 4},{i}.5\n")));
        string second = Path.Combine(folder, "second.csv");
        File.WriteAllText(second, "x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 4},{i % 3}\n")));
        ShellResult result = shell.Run(
            $"$first = Import-Dataset '{first}' -Label y; $data = Import-Dataset '{second}' -Label y -Like $first; \"$($data.ClassNames.Count) $($data.Target.DType)\"");
        Assert.Empty(result.Errors);
        Assert.Equal("0 Float32", result.Single<string>());
    }

    [Fact]
    public void Rows_of_the_pipeline_have_no_last_lines() =>
        shell.Run("[pscustomobject]@{ a = 1; b = 2 } | Import-Dataset -SkipLast 1").Error("ParameterHasNoEffect");

    [Theory]
    [InlineData("windows-1251", "windows-1251")]
    [InlineData("windows-1251", "1251")]
    [InlineData("windows-1251", "cp1251")]
    [InlineData("koi8-r", "koi8-r")]
    [InlineData("utf-16", "unicode")]
    [InlineData("utf-16BE", "bigendianunicode")]
    [InlineData("utf-8", "utf8")]
    [InlineData("utf-8", "([Text.Encoding]::UTF8)")]
    public void An_encoding_is_named_as_elsewhere(string written, string name)
    {
        ShellResult result = shell.Run(
            """
            param($path, $written, $name)
            [IO.File]::WriteAllText($path, "Размер,b`n1,2`n", [Text.Encoding]::GetEncoding($written))
            (Import-Dataset $path -Encoding (Invoke-Expression $(if ($name[0] -eq '(') { $name } else { "'$name'" }))).FeatureNames[0]
            """,
            Path.Combine(folder, "table.csv"),
            written,
            name);
        Assert.Equal("Размер", result.Single<string>());
    }

    [Theory]
    [InlineData("-Encoding nonsense", "UnknownEncoding")]
    [InlineData("-Encoding shift_jis", "UnsupportedEncoding")]
    [InlineData("-Header x", "HeaderMismatch")]
    [InlineData("-Header x, y -NoHeader", "ParameterHasNoEffect")]
    [InlineData("-SkipLine 9", "TooManySkippedLines")]
    [InlineData("-Comment ' '", "InvalidComment")]
    public void What_makes_no_sense_is_told(string parameters, string id) =>
        shell.Run($"Import-Dataset '{Write("a,b\n1,2\n")}' {parameters}").Error(id);

    [Theory]
    [InlineData("Import-Dataset ./part*.csv -Label k")]
    [InlineData("Import-Dataset ./part1.csv, ./part2.csv -Label k")]
    [InlineData("Import-Dataset -LiteralPath ./part1.csv, ./part2.csv -Label k")]
    [InlineData("Import-Csv ./part1.csv, ./part2.csv | Import-Dataset -Label k")]
    [InlineData("1..2 | ForEach-Object { Import-Csv ./part$_.csv } | Import-Dataset -Label k")]
    [InlineData("@{ a = 1; b = 2.5; k = 'x' }, @{ a = 3; b = 4; k = 'y' }, @{ k = 'y'; b = '6'; a = 5L } | Import-Dataset -Label k -Property a, b")]
    public void Several_files_and_rows_become_one_data_set(string script)
    {
        File.WriteAllText(Path.Combine(folder, "part1.csv"), "a,b,k\n1,2.5,x\n");
        File.WriteAllText(Path.Combine(folder, "part2.csv"), "k;b;a\ny;4;3\ny;6;5\n".Replace(';', ','));
        ShellResult result = shell.Run(
            $"param($folder) $null = $ExecutionContext.SessionState.Path.SetLocation($folder); $d = {script}; "
            + "\"$($d.FeatureNames): $($d.Feature.ToArray()); $($d.Target.ToArray()) $($d.ClassNames)\"; "
            + "$null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())",
            folder);
        Assert.Equal("a b: 1 2.5 3 4 5 6; 0 1 1 x y", result.Single<string>());
    }

    [Theory]
    [InlineData("1..3 | Import-Dataset", "NotARow")]
    [InlineData("Import-Csv $path | Import-Dataset -Label nothing", "LabelNotFound")]
    [InlineData("Import-Csv $path | Import-Dataset -Delimiter ';'", "ParameterHasNoEffect")]
    [InlineData("Import-Csv $path | Import-Dataset -Encoding utf8", "ParameterHasNoEffect")]
    [InlineData("Import-Csv $path | Import-Dataset -Label k -Task Regression", "TextInNumberColumn")]
    public void Rows_that_make_no_data_set_are_told(string script, string id) =>
        shell.Run($"$path = '{Write("a,k\n1,x\n2,y\n")}'; {script}").Error(id);

    [Fact]
    public void The_columns_are_a_table_of_eighty_characters()
    {
        string rows = string.Concat(Enumerable.Range(1, 30).Select(i =>
            $"{i},{(i % 4 == 0 ? "" : $"{i * 37 % 23}.5")},{(i % 2 == 0 ? "f" : "m")},1,{i * 7 % 3}\n"));
        ShellResult result = shell.Run(
            $"$d = Import-Dataset '{Write("id,age,sex,one,k\n" + rows)}' -Label k -ExcludeProperty one -WarningAction SilentlyContinue; "
            + "$d.Column.Kind -join ' '; $d.Column | Out-String -Width 80");
        string[] shown = result.All<string>();
        Assert.Equal("Number Number Text Class LeftOut", shown[0]);
        Assert.Matches(@"id\s+Number\s+30\s+0\s+1 to 30\s+as it is; identifier", shown[1]);
        Assert.Matches(@"age\s+Number\s+\d+\s+7\s+0.5 to 22.5\s+7 gaps to be filled", shown[1]);
        Assert.Matches(@"sex\s+Text\s+2\s+0\s+to be prepared", shown[1]);
        Assert.Matches(@"k\s+Class\s+3\s+0\s+3 classes", shown[1]);
        Assert.All(shown[1].Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80));
    }

    [Fact]
    public void A_name_that_comes_twice_is_told()
    {
        ShellResult result = shell.Run(
            $"Import-Dataset '{Write("a,a\n1,2")}' -WarningVariable w -WarningAction SilentlyContinue | Out-Null; \"$w\"");
        Assert.Contains("the second is taken as 'a_2'", result.Single<string>());
    }

    [Fact]
    public void Control_characters_of_names_are_shown_as_escapes()
    {
        string path = Write("\"a\u001b[2J\",\"b\nc\",k\n1,2,x\u0007\n3,4,y\n5,6,x\u0007\n7,8,y");
        ShellResult result = shell.Run($"Import-Dataset '{path}' -Label k | Out-String");
        string view = result.Single<string>();
        Assert.DoesNotContain(view, symbol => char.IsControl(symbol) && symbol is not ('\r' or '\n'));
        Assert.Contains("\\u001b[2J", view);
        Assert.Contains("b\\u000ac", view);
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("\u001b[31m")]
    [InlineData("\ud800")]
    [InlineData("\uffff")]
    [InlineData("a\nb")]
    public void A_chart_with_any_title_is_xml(string title)
    {
        string path = Path.Combine(folder, "chart.svg");
        string codes = string.Join(",", title.Select(symbol => (int)symbol));
        ShellResult result = shell.Run(
            "$d = New-Dataset (New-RandomTensor -Shape 8, 2 -Seed 0) -Target 0, 1, 0, 1, 0, 1, 0, 1; "
            + "$m = New-Model -InputShape 2 -Seed 0 { Linear 2 }; $r = $m | Start-TrainingRun $d -Epoch 2 -Seed 0; "
            + $"$r | Export-TrainingChart '{path}' -Title (-join [char[]]({codes}))");
        Assert.Empty(result.Errors);
        XDocument.Load(path);
    }

    private string Write(string text)
    {
        string path = Path.Combine(folder, "table.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
