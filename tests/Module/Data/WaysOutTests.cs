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
    [InlineData("a,y\n1,110/70\n2,120/80\n3,135/85\n", "-Label 'y'", 2)] // two numbers in one
    [InlineData("a,y\n1,2:1\n2,0:0\n3,3:2\n4,1:4\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,3-1\n2,0-0\n3,3-2\n4,1-4\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,3 of 5\n2,4 of 5\n3,1 of 4\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,10-12\n2,11-15\n3,20-30\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,$1.2M\n2,$950\n3,$3.4k\n", "-Label 'y'", 2)] // letters for thousands
    [InlineData("a,b\n1,1.2M\n2,950\n3,3.4k\n", "", 1)]
    [InlineData("a;b\n1;1,2 Mio\n2;950\n3;3,4 Tsd\n", "", 1)]
    [InlineData("a,y\n1,12*\n2,79*\n3,85*\n4,9*\n", "-Label 'y'", 2)] // marks of footnotes
    [InlineData("a,y\n1,9843[0]\n2,790[1]\n3,85[0]\n4,9[2]\n", "-Label 'y'", 2)]
    [InlineData("a,y\n1,more than 5\n2,over 7\n3,at least 9\n", "-Label 'y'", 2)]
    [InlineData("a;b\n1.5;79,679+\n2.5;17,000+\n3.5;500+\n", "", 1)]
    [InlineData("w,w,x,y\n1,2,7,0.5\n2,3,8,0.25\n3,4,9,0.75\n", "-Label 'y' -SampleWeight 'w'", 2)]
    [InlineData("t,t,y\nsome words,other words,a\nmore words,few words,b\nno words,words,a\n", "-Label 'y' -Text 't'", 2)]
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
    [InlineData("9843[0]|8743[1]|650[0]", "9843 8743 650")]
    [InlineData("12*|79*|85*", "12 79 85")]
    [InlineData("12.5 (p)|13.25 (b)|9 (p)", "12.5 13.25 9")]
    [InlineData("1 234*|2 345*|650*", "1234 2345 650")]
    [InlineData("10000+|500+|1000+", "10000 500 1000")]
    [InlineData("more than 5|over 3|at least 10", "5 3 10")]
    [InlineData("65 and over|-3 or more|80 or older", "65 -3 80")]
    [InlineData("3 of 5|4 of 5|1 of 4", "0.6 0.8 0.25")]
    [InlineData("10-12|11-15|20-30|18-19|40-60", "11 13 25 18.5 50")]
    [InlineData("$1.2M|$950|$3.4k", "1200000 950 3400")]
    [InlineData("-$1.2M|($950)|$3.5k", "-1200000 -950 3500")]
    [InlineData("\u20ac2 Mio|\u20ac3,5 Mio|\u20ac1 Mrd", "2000000 3500000 1000000000")]
    [InlineData("\u20b95 Cr|\u20b93.5 Lakh|\u20b91,200", "50000000 350000 1200")]
    [InlineData("1e-50|1e-45|1e-40", "-50 -45 -40")]
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

    [Theory]
    [InlineData("2:1|0:0|3:2|1:4", "2 0 3 1 | 1 0 2 4")]
    [InlineData("2:10|3:1|1:4|1:15", "2 3 1 1 | 10 1 4 15")]
    [InlineData("3-1|0-0|3-2|1-4", "3 0 3 1 | 1 0 2 4")]
    [InlineData("110/70|120/80|135/85", "110 120 135 | 70 80 85")]
    public void Two_numbers_become_two_columns(string values, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "two.csv"), "v\n" + string.Concat(values.Split('|').Select(value => $"{value}\n")));
        string warning = shell.Run("$null = Import-Dataset ./two.csv").Warnings.Single();
        ShellResult result = shell.Run($"$two = {Assert.Single(Ways(warning, string.Empty), way => way.Contains('|'))}; (0, 1 | ForEach-Object {{ $place = $_; $n = 0; ($two.Feature.ToArray() | Where-Object {{ $n++ % 2 -eq $place }}) -join ' ' }}) -join ' | '");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Objects[^1].ToString());
    }

    [Theory]
    [InlineData("\"say \\\"hi\\\"\",1\n\"x\",2\n")]
    [InlineData("\"x\",1\n\"5\\\" pipe\",2\n")]
    [InlineData("\"a \\\"b\\\" c, d\",1\nx,2\n")]
    public void Quotes_behind_a_backslash_are_written_twice(string rows)
    {
        File.WriteAllText(Path.Combine(folder, "q.csv"), "t,n\n" + rows);
        string message = shell.Run("Import-Dataset ./q.csv").Error("MisplacedQuote").Exception.Message;
        string line = message[message.IndexOf("(Get-Content", StringComparison.Ordinal)..].Replace(" writes them twice.", string.Empty, StringComparison.Ordinal);
        ShellResult result = shell.Run($"{line.Replace("copy.csv; ", "copy.csv; $q = ", StringComparison.Ordinal)}; $q.Categories['t'] -join '|'");
        Assert.Empty(result.Errors);
        Assert.Contains('"', result.Objects[^1].ToString());
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
        + "|-(?:Label|SampleWeight|Text|Encode|MissingMarker|ExcludeProperty|Decimal|Thousands|Delimiter|Header) " + Quoted + "(?:, " + Quoted + ")*)";

    private const string OneArgument = " " + FirstArgument;
}
