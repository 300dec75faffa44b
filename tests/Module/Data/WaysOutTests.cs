using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>Whatever a message of Import-Dataset proposes is a call that then succeeds: all of it is taken out of the message and run.</summary>
[Trait("Levels", "Once")]
public sealed partial class WaysOutTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-ways-").FullName;

    public WaysOutTests() => shell.Run("Set-Location $args[0]", folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a,b\n1,2\n2,5+\n3,4\n4,2\n5,4\n", "", 4)] // numbers with something beside them
    [InlineData("a,b\n1,17\n2,17a\n3,21\n4,17\n5,21\n", "", 4)]
    [InlineData("a,b\n1,4\n2,C4\n3,5\n4,4\n5,5\n", "", 4)]
    [InlineData("a,b\n1,12.5\n2,13.1 p\n3,11.25\n4,10.75\n", "", 3)]
    [InlineData("a,b\n1,5\n2,7*\n3,9\n4,5\n5,7\n", "", 3)]
    [InlineData("a,b\n1,0\n2,yes\n3,1\n4,0\n5,1\n", "", 3)] // words
    [InlineData("a,b\n1,0\n2,true\n3,1\n4,0\n5,1\n", "-ExcludeProperty 'a'", 1)]
    [InlineData("a,b\n1,0.5\n2,unknown\n3,1.5\n", "", 2)]
    [InlineData("a,it's\n1,0.5\n2,#REF!\n3,1.5\n", "", 2)]
    [InlineData("a,b\n1,x\n2,y\n3,x\n4,7\n", "", 3)] // numbers among texts
    [InlineData("a,b\n1,1A3\n2,2B1\n3,1E2\n4,2C5\n", "", 3)]
    [InlineData("a,b\n1,Euro 50\n2,Euro 20\n3,Euro 75\n", "", 1)]
    [InlineData("a;b\n1;2,5\n2;3\n3;4,75\n", "", 1)] // numbers as another country writes them
    [InlineData("a;b\n8.61;2.410.956\n2.5;1.234.567\n3.75;5.678.901\n", "", 1)]
    [InlineData("a;b\n1;2.410.956\n2;8.61\n3;1.234.567\n", "", 1)]
    [InlineData("a;b\n1.5;2,5\n2.25;3,75\n3.75;4,5\n", "", 1)]
    [InlineData("a;b\n1;12,-\n2;15,50\n3;9,95\n", "", 1)]
    [InlineData("a;b\n1;3,5\n2;1.234,5\n3;4,75\n", "", 1)]
    [InlineData("a;b\n1,5;8.61\n2,5;9.25\n3,5;7.5\n", "-Decimal ','", 1)]
    [InlineData("a,b\n1,$5\n2,$7.50\n3,9.25\n", "", 1)]
    [InlineData("a,b\n1,+ 5\n2,6\n3,7\n", "", 1)] // in another writing
    [InlineData("a,b\n1,1.5D+03\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,\u0661\u0662\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,0x1F\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,1/2\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,\u00bd\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,12 \u00b1 0.5\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,<0.05\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,5 kg\n2,2\n3,7\n", "", 1)]
    [InlineData("a,b\n1,110/70\n2,2\n3,7\n", "", 1)]
    [InlineData("a,y\n1,0.5\n2,17a\n3,1.5\n", "-Label 'y'", 3)] // labels
    [InlineData("a,y\n1,0.5\n2,lost\n3,1.5\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,1:30\n2,2:45\n3,0:50\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,1:30:00\n2,26:45:10\n3,0:50:00\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,01.02.2024\n2,02.02.2024\n3,05.02.2024\n4,unknown\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,\"1,5 kg\"\n2,\"2 kg\"\n3,\"2,5 kg\"\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,<5\n2,<10\n3,<20\n", "-Label 'y'", 1)]
    [InlineData("x,y,y\n1,2,0.5\n2,3,0.25\n3,4,0.75\n", "-Label 'y'", 2)]
    [InlineData("x,Price,PRICE\n1,2,0.5\n2,3,0.25\n3,4,0.75\n", "-Label 'price'", 2)]
    [InlineData("x,x,y\n1,0x1F,0.5\n2,0x2F,0.25\n3,7,0.75\n", "-Label 'y'", 1)] // a name that comes twice, or needs quotes
    [InlineData("x,,y\n1,0x1F,0.5\n2,0x2F,0.25\n3,7,0.75\n", "-Label 'y'", 1)]
    [InlineData("x,caf\u2019s,y\n1,0x1F,0.5\n2,0x2F,0.25\n3,7,0.75\n", "-Label 'y'", 1)]
    public void Every_way_out_of_an_error_works(string text, string call, int least)
    {
        File.WriteAllText(Path.Combine(folder, "t.csv"), text);
        string message = shell.Run($"Import-Dataset ./t.csv {call}").Errors.Single().Exception.Message;
        string[] ways = Ways(message, call);
        Assert.True(ways.Length >= least, $"{ways.Length} of {least}: {message}");
        foreach (string way in ways)
        {
            ShellResult result = shell.Run($"$null = {way}");
            Assert.True(result.Errors.Count == 0, $"{message}\n{way}\n{result.Errors.FirstOrDefault()?.Exception.Message}");
        }
    }

    [Theory]
    [InlineData("1/2|3/4|1/4", "0.5 0.75 0.25")]
    [InlineData("1 1/2|-3/4|2 1/4", "1.5 -0.75 2.25")]
    [InlineData("\u00bd|1\u00bd|\u00be", "0.5 1.5 0.75")]
    [InlineData("~5|~7|~9", "5 7 9")]
    [InlineData(">5|>10|>20", "5 10 20")]
    [InlineData("<0.01|<0.05|<0.1", "0.01 0.05 0.1")]
    [InlineData("<5 mg|<7 mg|<9 mg", "5 7 9")]
    [InlineData("0x1F|-0x2A|0b101", "31 -42 5")]
    [InlineData("5'11''|6'0''|5'9''", "71 72 69")]
    [InlineData("1:30|2:05|0:50", "90 125 50")]
    [InlineData("61:30|2:05|0:50", "3690 125 50")]
    [InlineData("1h 30m|2h|45m", "90 120 45")]
    [InlineData("1,5 kg|2 kg|2,5 kg", "1.5 2 2.5")]
    [InlineData("1.5 kg|2 kg|2.5 kg", "1.5 2 2.5")]
    [InlineData("12,5 items|1 item|7 items", "12.5 1 7")]
    [InlineData("1.2 x 10^3|4 x 10^2|5 x 10^1", "1200 400 50")]
    [InlineData("12 \u00b1 0.5|13 \u00b1 1|9 \u00b1 0.25", "12 13 9")]
    public void The_command_of_a_warning_makes_the_numbers(string values, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "n.csv"), "a;v\n" + string.Concat(values.Split('|').Select((value, i) => $"{i};{value}\n")));
        string warning = shell.Run("$null = Import-Dataset ./n.csv").Warnings.Single(text => text.Contains("'v'", StringComparison.Ordinal));
        string line = Assert.Single(Ways(warning, string.Empty), way => way.Contains('|'));
        ShellResult result = shell.Run($"$made = {line}; ($made.Feature.ToArray() | ForEach-Object {{ [math]::Round($_, 3).ToString([cultureinfo]::InvariantCulture) }} | Where-Object {{ $script:i++ % 2 }}) -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Objects[^1].ToString());
    }

    [Fact]
    public void Pairs_become_two_columns()
    {
        File.WriteAllText(Path.Combine(folder, "p.csv"), "a,bp\n1,110/70\n2,120/80\n3,135/85\n");
        string warning = shell.Run("$null = Import-Dataset ./p.csv").Warnings.Single();
        ShellResult result = shell.Run($"({Assert.Single(Ways(warning, string.Empty), way => way.Contains('|'))}).FeatureNames -join ', '");
        Assert.Empty(result.Errors);
        Assert.Equal("a, bp 1, bp 2", result.Objects[^1].ToString());
    }

    [Fact]
    public void Several_files_of_different_delimiters_are_read_by_the_line()
    {
        File.WriteAllText(Path.Combine(folder, "one.csv"), "a,v\n1,5 kg\n2,7 kg\n");
        File.WriteAllText(Path.Combine(folder, "two.csv"), "a;v\n3;9 kg\n4;8 kg\n");
        string warning = shell.Run("$null = Import-Dataset ./one.csv, ./two.csv").Warnings.Single();
        ShellResult result = shell.Run($"({Assert.Single(Ways(warning, string.Empty), way => way.Contains('|'))}).Feature.ToArray() -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal("1 5 2 7 3 9 4 8", result.Objects[^1].ToString());
    }

    [Fact]
    public void Numbers_on_different_scales_are_named_with_the_file()
    {
        File.WriteAllText(Path.Combine(folder, "first.csv"), "a,v\n1,5 %\n2,7 %\n");
        File.WriteAllText(Path.Combine(folder, "second.csv"), "a,v\n1,0.5\n");
        Assert.Contains("first.csv, line 2", shell.Run("Import-Dataset ./first.csv, ./second.csv -NumberSign Percent").Error("MixedNumberSigns").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_from_the_pipeline_is_an_error()
    {
        File.WriteAllText(Path.Combine(folder, "header.csv"), "a,b\n");
        Assert.Contains("a header and no rows", shell.Run("Import-Csv ./header.csv | Import-Dataset -Label b").Error("NoRows").Exception.Message, StringComparison.Ordinal);
    }

    // Lines as they stand, and parameters behind the call.
    private static string[] Ways(string message, string call)
    {
        var ways = Line().Matches(message).Select(match => match.Groups[1].Value).ToList();
        foreach (Match match in Arguments().Matches(Line().Replace(message, " ")))
        {
            string rest = string.Join(' ', Argument().Matches(call).Select(match => match.Value).Where(given => !match.Value.Contains(given.Split(' ')[0] + " ", StringComparison.Ordinal)));
            ways.Add($"Import-Dataset ./t.csv {rest} {match.Value}");
        }

        return [.. ways];
    }

    [GeneratedRegex(@"((?:Import-Csv|Get-Content|Get-Item) .*? \| Import-Dataset(?:" + OneArgument + @")*)")]
    private static partial Regex Line();

    [GeneratedRegex("(?<=[ :])" + FirstArgument + "(?:" + OneArgument + ")*")]
    private static partial Regex Arguments();

    [GeneratedRegex(FirstArgument)]
    private static partial Regex Argument();

    private const string Quoted = @"(?:'(?:[^']|'')*'|""[^""]*"")";
    private const string Sign = "'?(?:Percent|Currency|Accounting)'?";
    private const string FirstArgument = "(?:-Task '?(?:Classification|Regression)'?|-MissingValue '?DropUnlabelled'?|-NumberSign " + Sign + "(?:, " + Sign + @")*|-Skip(?:Line|Last) \d+"
        + "|-(?:Label|Encode|MissingMarker|ExcludeProperty|Decimal|Thousands|Delimiter|Header) " + Quoted + "(?:, " + Quoted + ")*)";

    private const string OneArgument = " " + FirstArgument;
}
