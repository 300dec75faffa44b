using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>A line that a message proposes works as it stands: it has what the call said itself.</summary>
[Trait("Levels", "Once")]
public sealed class ProposedLineTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-lines-").FullName;

    public ProposedLineTests() => shell.Run("Set-Location $args[0]", folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("g;x;y\na;1,5;3\nb;2,5;5\nc;3,5;9\nTotal;7,5;17\na;1,5;3\nb;2,5;5\nTotal;4;8\nc;2,5;5\na;2;4\n", "-Label y -Decimal ','", "7 quantities")]
    [InlineData("x;y;when\n1,5;0,5;01.02.2024\n2,5;0,75;02.02.2024\n3,5;1,5;14.02.2024\n", "-Label when -Decimal ',' -Delimiter ';'", "3 quantities")]
    [InlineData("note\n\nx;y;m\n1,5;0,5;10 kg\n2,5;0,75;12 kg\n3,5;1,5;11 kg\n", "-Label m -SkipLine 2 -ExcludeProperty y -Decimal ','", "3 quantities")]
    [InlineData("# c\nx;y;m\n1;0.5;1,5\n2;0.75;2.5\n# d\n3;1.5;2.25\n", "-Label y -Comment '#' -Delimiter ';' -Task Regression", "3 quantities")]
    [InlineData("1;0.5;1,5\n2;0.75;2.5\n3;1.5;2.25\n", "-Label b -Header a, b, c -Standardize", "3 quantities")]
    [InlineData("when,x,y\n'a, b',2,3\n'c',3,4\n", "-Label y -ExcludeProperty when -Task Regression", "2 quantities")]
    public void It_reads_the_table(string text, string call, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "my table.csv"), text);
        string message = shell.Run($"Import-Dataset './my table.csv' {call}").Errors.Single().Exception.Message;
        string line = Regex.Match(message, @"((Import-Csv|Get-Content|\(Get-Content) .*?Import-Dataset.*?)( leaves | makes | does it|\.$|\. )").Groups[1].Value;
        Assert.True(line.Length > 0, message);
        ShellResult result = shell.Run($"$d = {line.Replace("; Import-Dataset", "\n$d = Import-Dataset", StringComparison.Ordinal)}\n\"$($d.Count) $(if ($d.ClassNames) {{ 'classes' }} else {{ 'quantities' }})\"");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Objects[^1].ToString());
    }

    [Theory]
    [InlineData("20 \u00b0C|68 \u00b0F|25 \u00b0C|86 \u00b0F", "", "20 20 25 30")]
    [InlineData("20C|68F|25C|86F", "", "20 20 25 30")]
    [InlineData("10 kg|22 lb|7 kg|11 lb", "", "10 9.979 7 4.99")]
    [InlineData("1k|2M|3k|5M", "", "1000 2000000 3000 5000000")]
    [InlineData("5 TEUR|300 Euro|7 TEUR|1 Mio. EUR", "", "5 0.3 7 1000")]
    [InlineData("\u20ac 5|T\u20ac 7|\u20ac 9|T\u20ac 2", "", "5 7000 9 2000")]
    [InlineData("1,5 kg|900 g|2 kg|800 g", "", "1.5 0.9 2 0.8")]
    [InlineData("12 items|1 item|7 items|5 items", "", "12 1 7 5")]
    [InlineData("R 12,50|R 7,25|R 9,75|R 1,00", "", "12.5 7.25 9.75 1")]
    [InlineData("3x|4x|7x|-1x", "", "3 4 7 -1")]
    public void It_converts_units_and_takes_words_away(string values, string further, string expected)
    {
        File.WriteAllText(Path.Combine(folder, "units.csv"), "x;y\n" + string.Concat(values.Split('|').Select((value, i) => $"{i};{value}\n")));
        string message = shell.Run("Import-Dataset ./units.csv -Label y").Errors.Single().Exception.Message;
        string line = Regex.Match(message, @"(Import-Csv .*?Import-Dataset.*?)( leaves | makes | does it| writes )").Groups[1].Value;
        Assert.True(line.Length > 0, message);
        ShellResult result = shell.Run($"(({line} {further}).Target.ToArray() | ForEach-Object {{ [math]::Round($_, 3).ToString([cultureinfo]::InvariantCulture) }}) -join ' '");
        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Single<string>());
    }

    [Theory]
    [InlineData("$rows | Import-Dataset -Label y", "$rows | Select-Object -SkipLast 1 | Import-Dataset -Label 'y'")]
    [InlineData("$rows | Import-Dataset -Label y -ExcludeProperty z -Task Regression", "$rows | Select-Object -SkipLast 1 | Import-Dataset -Label 'y' -ExcludeProperty 'z' -Task 'Regression' leaves")]
    public void Rows_of_the_pipeline_go_through_it(string call, string line) => Assert.Contains(
        line,
        shell.Run($"$rows = 'g,x,z,y', 'a,1,2,0.5', 'b,2,3,1.5', 'c,3,4,2.5', 'd,4,1,3.5', 'Total,10,10,8' | ConvertFrom-Csv; {call}").Error("FooterRow").Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("$first")]
    [InlineData("$parts.Train")]
    [InlineData("(Import-Dataset ./first.csv -Label y -Decimal ',')")]
    public void Data_of_Like_are_named_as_the_line_names_them(string like)
    {
        File.WriteAllText(Path.Combine(folder, "first.csv"), "g;x;y\na;1,5;3\nb;2,5;5\nc;3,5;9\na;1,5;4\n");
        File.WriteAllText(Path.Combine(folder, "second.csv"), "g;x;y\na;1,5;3\nb;2,5;5\nc;3,5;9\nTotal;7,5;17\na;1,5;3\nb;2,5;5\nTotal;4;8\nc;2,5;5\na;2;4\n");
        string message = shell.Run($"$first = Import-Dataset ./first.csv -Label y -Decimal ','; $parts = $first | Split-Dataset -Test 1 -NoShuffle; Import-Dataset ./second.csv -Label y -Decimal ',' -Like {like}")
            .Errors.Single().Exception.Message;
        Assert.Contains($"-Like {like}", message, StringComparison.Ordinal);
        string line = Regex.Match(message, @"((Import-Csv|Get-Content) .*?Import-Dataset.*?)( leaves | makes | does it|\.$|\. )").Groups[1].Value;
        ShellResult result = shell.Run($"$d = {line}\n$d.Count");
        Assert.Empty(result.Errors);
        Assert.Equal("7", result.Objects[^1].ToString());
    }

    [Theory]
    [InlineData("a,b,y\n1,x,1.5\n,z,2.5\n3,x,3.5\n")]
    [InlineData("a a,b's,y\n1,x,1.5\n,z,2.5\n3,x,3.5\n")]
    [InlineData("a,b,c,d,e,f,g,y\n1,x,x,x,x,x,x,1.5\n,z,z,z,z,z,z,2.5\n3,x,x,z,x,x,x,3.5\n")]
    public void What_prepares_text_and_gaps_does(string text)
    {
        File.WriteAllText(Path.Combine(folder, "raw.csv"), text);
        string message = shell.Run("New-Model -Data (Import-Dataset ./raw.csv -Label y) { Linear }").Error("UnpreparedData").Exception.Message;
        string steps = Regex.Match(message, @"(Split-Dataset -Preprocessor \{.*?\}) prepares").Groups[1].Value;
        Assert.True(steps.Length > 0, message);
        Assert.Empty(shell.Run($"New-Model -Data (Import-Dataset ./raw.csv -Label y | {steps} -Train 3) {{ Linear }}").Errors);
        string options = Regex.Match(message, @"So does Import-Dataset(.*?)\. -Ex").Groups[1].Value;
        if (!text.Contains(",g,", StringComparison.Ordinal))
        {
            Assert.Empty(shell.Run($"New-Model -Data (Import-Dataset ./raw.csv -Label y{options}) {{ Linear }}").Errors);
        }
    }

    [Theory]
    [InlineData("step", "@{ 'step' = $null }")]
    [InlineData("it's", "@{ 'it''s' = $null }")]
    public void A_tensor_that_the_model_does_not_have_is_left_out_as_proposed(string extra, string map)
    {
        string message = shell.Run("""
            $extra = $args[0]
            Add-Type -TypeDefinition 'public static class TensorText { public static byte[] Of(string json, int floats) { var j = System.Text.Encoding.UTF8.GetBytes(json); var all = new byte[8 + j.Length + 4 * floats]; System.BitConverter.GetBytes((long)j.Length).CopyTo(all, 0); j.CopyTo(all, 8); return all; } }' -ErrorAction Ignore
            $json = '{"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"' + $extra + '":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}'
            [IO.File]::WriteAllBytes((Join-Path (Get-Location) foreign.safetensors), [TensorText]::Of($json, 4))
            $into = New-Model 2 { Linear 1 }
            Import-Model ./foreign.safetensors -Into $into
            """, extra).Error("StateMismatch").Exception.Message;
        Assert.Contains($"Import-Model -Map {map} leaves it out", message, StringComparison.Ordinal);
        Assert.Empty(shell.Run($"$null = Import-Model ./foreign.safetensors -Into $into -Map {map}").Errors);
    }

    [Theory]
    [InlineData("a,b,y\n1,NA,0.5\nx,2,1.5\n3,4,2.5\n", "", "-MissingMarker 'NA', 'x' makes")]
    [InlineData("a,b,y\n1,gone,0.5\nx,2,1.5\n3,4,2.5\n", "-MissingMarker gone, away", "-MissingMarker 'gone', 'away', 'x' makes")]
    [InlineData("a,b,y\n1,-,0.5\n7 %,$2,1.5\n3,4,2.5\n", "-NumberSign Currency", "-NumberSign Percent, Currency")]
    [InlineData("a;b;y\n1,5;2;0,5\n1'000,5;2;1,5\n2,5;4;2,5\n", "-Decimal ','", "is a number: -Thousands \"'\".")] // as -Decimal is given
    [InlineData("a;b;y\n1,5;2;0,5\n1'000.5;2;1,5\n2,5;4;2,5\n", "-Decimal ','", "-Decimal '.' -Thousands \"'\"")]
    [InlineData("a;b;y\n1,5;2;0,5\n$2,5;2;1,5\n2,5;4;2,5\n", "-Decimal ','", "-NumberSign Currency.")]
    public void A_parameter_that_is_proposed_keeps_what_it_had(string text, string call, string proposal)
    {
        File.WriteAllText(Path.Combine(folder, "t.csv"), text);
        Assert.Contains(proposal, shell.Run($"Import-Dataset ./t.csv -Label y -Task Regression {call}").Errors.Single().Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Report of 2024\n\na,b,target\n1,2,x\n3,4,y\n5,6,x\n", 2)]
    [InlineData("# made by hand\na;b;target\n1;2;x\n3;4;y\n5;6;x\n", 1)]
    [InlineData("Report, made in 2024\na;b;target\n1;2;x\n3;4;y\n5;6;x\n", 1)]
    [InlineData("Title\nSub title\nUnits in EUR\n\"a\"\t\"b\"\t\"target\"\n1\t2\tx\n3\t4\ty\n5\t6\tx\n", 3)]
    [InlineData("Report\r\ra|b|target\r1|2|x\r3|4|y\r5|6|x\r", 2)]
    public void A_title_above_the_header_is_told_by_the_name_that_is_looked_for(string text, int skip)
    {
        File.WriteAllText(Path.Combine(folder, "titled.csv"), text);
        foreach (string call in new[] { "-Label target", "-Label TARGET -ExcludeProperty a", "-ExcludeProperty target", "-Property b, target" })
        {
            string message = shell.Run($"Import-Dataset ./titled.csv {call}").Errors.Single().Exception.Message;
            string told = Regex.Match(message, @"-SkipLine \d+").Value;
            Assert.Equal($"-SkipLine {skip}", told);
            Assert.Equal(3, shell.Run($"(Import-Dataset ./titled.csv {call} {told}).Count").Single<long>());
        }
    }
}
