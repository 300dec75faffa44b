using System.Xml.Linq;
using Xunit;

namespace NormTools.Module.Tests;

/// <summary>The parameters of Import-Dataset for tables in other dress, and names that disturb a terminal.</summary>
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
