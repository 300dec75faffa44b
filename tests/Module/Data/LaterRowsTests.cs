namespace NormTools.Module.Tests;

/// <summary>What comes later is read as what a model was trained on: names with blanks around them, percentages, lines of text.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class LaterRowsTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-later-").FullName;

    public LaterRowsTests() => shell.Run("""
        param($folder)
        Set-Location $folder
        function Train($text, $call = @{}) {
            Set-Content train.csv $text
            $data = Import-Dataset train.csv -Label y @call -WarningAction Ignore
            $trained = New-Model -Data $data -Seed 0 { Linear }
            $null = $trained | Start-TrainingRun $data -Epoch 1 -Seed 0 -WarningAction Ignore
            $trained
        }
        function Answers($trained, $rows) { ($rows | Invoke-Model $trained -WarningAction Ignore).ToArray() -join ' ' }
        $shares = @('p;y') + (30..49 | ForEach-Object { "$_ %;$(('no', 'yes')[$_ % 2])" })
        """, folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a , b,y")]
    [InlineData("\"a \",\" b\",y")]
    [InlineData("a\u200b,b,y")]
    [InlineData("\u00a0a,b\u00a0,y")]
    [InlineData("A ,B ,y")]
    public void Rows_are_found_by_the_names_that_one_sees(string header)
    {
        ShellResult result = shell.Run("""
            param($header)
            $named = Train (@($header) + (0..19 | ForEach-Object { "$($_ % 7),$($_ % 5),$(('u', 'v')[$_ % 2])" }))
            $rows = Import-Csv train.csv
            $plain = $rows | ForEach-Object { $cells = @($_.PSObject.Properties.Value); [pscustomobject]@{ a = $cells[0]; b = $cells[1] } }
            (Answers $named $rows) -eq (Answers $named $plain)
            $rows | Invoke-Model $named -As Row -WarningVariable said 3> $null | Measure-Object | ForEach-Object Count
            "$said"
            """, header);
        Assert.Empty(result.Errors);
        Assert.Equal("True 20 ", string.Join(' ', result.Objects));
    }

    [Theory]
    [InlineData("id,,y", "H1", "id, Column2, y")]
    [InlineData(",b,y", "H1", "Column1, b, y")]
    [InlineData(",,y", "H2", "Column1, Column2, y")]
    [InlineData(", ,y", "H2", "Column1, Column2, y")]
    [InlineData("\"\",b,y", "H1", "Column1, b, y")]
    public void A_column_without_a_name_is_where_Import_Csv_puts_it(string header, string name, string names) => Assert.Equal("True True", TensorText.Of(shell, $$"""
        $unnamed = Train (@('{{header}}') + (0..19 | ForEach-Object { "$($_ % 7),$($_ % 5),$(('u', 'v')[$_ % 2])" }))
        $rows = Import-Csv train.csv -WarningAction Ignore
        $rows[0].PSObject.Properties.Name -contains '{{name}}'
        (Answers $unnamed $rows) -eq (Answers $unnamed (Import-Csv train.csv -Header {{names}} | Select-Object -Skip 1))
        """));

    [Theory]
    [InlineData("[pscustomobject]@{ p = 34 }", 1)]
    [InlineData("[pscustomobject]@{ p = 34.5 }", 1)]
    [InlineData("[pscustomobject]@{ p = 34L }, [pscustomobject]@{ p = 35L }", 1)]
    [InlineData("@{ p = [decimal]34 }", 1)]
    [InlineData("@{ p = [single]-34 }", 1)]
    [InlineData("@{ p = 0.34 }", 0)]
    [InlineData("@{ p = '34 %' }", 0)]
    [InlineData("@{ p = 1 }", 0)]
    public void Numbers_beyond_one_among_percentages_are_told(string rows, int warnings)
    {
        ShellResult result = shell.Run($"$share = Train $shares @{{ NumberSign = 'Percent' }}; {rows} | Invoke-Model $share");
        Assert.Empty(result.Errors);
        Assert.Equal(warnings, result.Warnings.Count(warning => warning.Contains("0.34 for 34 %", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Import-Dataset later.csv -Label y | Test-Model $share")]
    [InlineData("Import-Dataset later.csv -Label y | Invoke-Model $share")]
    [InlineData("$share | Test-Model (Import-Dataset later.csv -Label y)")]
    [InlineData("$share | Start-TrainingRun (Import-Dataset later.csv -Label y) -Epoch 1")]
    [InlineData("Import-Csv later.csv -Delimiter ';' | Invoke-Model $share")]
    [InlineData("Import-Dataset later.csv -Label y -Like (Import-Dataset train.csv -Label y -NumberSign Percent)")]
    public void A_later_file_on_another_scale_is_refused(string script)
    {
        ShellResult result = shell.Run("$share = Train $shares @{ NumberSign = 'Percent' }; Set-Content later.csv 'p;y', '34;yes'; " + script);
        Assert.Contains("percent sign", result.Error("MixedNumberSigns").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'p;y', '0.34;yes', '0.4;no'", "")]
    [InlineData("'p;y', '34 %;yes', '40 %;no'", "-NumberSign Percent")]
    public void On_the_same_scale_it_is_taken(string lines, string call)
    {
        ShellResult result = shell.Run($"$share = Train $shares @{{ NumberSign = 'Percent' }}; Set-Content same.csv {lines}; (Import-Dataset same.csv -Label y {call} | Test-Model $share).Count");
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Single<long>());
    }

    [Theory]
    [InlineData("Get-Content lines.csv | Import-Dataset")]
    [InlineData("Get-Content lines.csv | Import-Dataset -Label y")]
    [InlineData("'a;b', '1;2' | Import-Dataset")]
    [InlineData("Get-Content lines.csv -Raw | Import-Dataset")]
    [InlineData("\"a`tb\", \"1`t2\" | Import-Dataset")]
    public void Lines_of_text_are_no_paths(string script)
    {
        string message = shell.Run($"Set-Content lines.csv 'a,b,y', '1,2,u', '3,4,v'; {script}").Error("LineOfText").Exception.Message;
        Assert.Contains("ConvertFrom-Csv | Import-Dataset", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'lines.csv' | Import-Dataset")]
    [InlineData("Get-ChildItem lines.csv | Import-Dataset")]
    [InlineData("Copy-Item lines.csv 'a,b.csv' -PassThru | ForEach-Object Name | Import-Dataset")]
    [InlineData("Get-Content lines.csv | ConvertFrom-Csv | Import-Dataset")]
    public void Paths_and_rows_are_taken(string script) =>
        Assert.Equal(2, shell.Run($"Set-Content lines.csv 'a,b,y', '1,2,u', '3,4,v'; ({script}).Count").Single<long>());

    [Theory]
    [InlineData("$train = Import-Dataset good.csv -Label y; Import-Dataset bad.csv -Label y -Like $train", "-Like $train")]
    [InlineData("$all = @{ first = Import-Dataset good.csv -Label y }; Import-Dataset bad.csv -Label y -Like $all.first", "-Like $all.first")]
    [InlineData("$train = Import-Dataset good.csv -Label y; Import-Dataset bad.csv -Label y -Like:$train", "-Like $train")]
    [InlineData("$split = Import-Dataset good.csv -Label y | Split-Dataset -Test 0.5 -Seed 1; Import-Dataset bad.csv -Label y -Like $split", "-Like $split")]
    [InlineData("$rows = Import-Csv bad.csv; $t = Import-Dataset good.csv -Label y; $rows | Import-Dataset -Label y -Like $t", "-Like $t")]
    public void What_Like_was_given_stands_in_what_is_proposed(string script, string typed)
    {
        ShellResult result = shell.Run("Set-Content good.csv 'g,a,b,y', 's,1,2,0.5', 't,3,5,1.5', 's,5,8,2.5', 't,7,1,3.5'; Set-Content bad.csv 'g,a,b,y', 's,1,2,0.5', 't,3,5,1.5', 's,5,8,2.5', 'Total,9,15,4.5'; " + script);
        Assert.Contains(result.Errors, error => error.Exception.Message.Contains(typed, StringComparison.Ordinal) || !error.Exception.Message.Contains("-Like", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ id = 1234567890123456788; y = 1.5 }, [pscustomobject]@{ id = 1234567890123456789; y = 2.5 }", true)]
    [InlineData("@{ id = [decimal]1234567890123456788; y = 1.5 }, @{ id = [decimal]1234567890123456789; y = 2.5 }", true)]
    [InlineData("@{ id = [ulong]18446744073709551614; y = 1.5 }, @{ id = [ulong]18446744073709551615; y = 2.5 }", true)]
    [InlineData("@{ id = [bigint]'12345678901234567890123'; y = 1.5 }, @{ id = [bigint]'12345678901234567890124'; y = 2.5 }", true)]
    [InlineData("@{ id = '1234567890123456788'; y = 1.5 }, @{ id = '1234567890123456789'; y = 2.5 }", true)]
    [InlineData("@{ id = 1234567890123456788; y = 1.5 }, @{ id = 1234567890123456788; y = 2.5 }", false)]
    public void Identifiers_in_rows_that_become_one_are_told(string rows, bool isTold) =>
        Assert.Equal(isTold, shell.Run(rows + " | Import-Dataset -Label y").Warnings.Any(warning => warning.Contains("not even a double", StringComparison.Ordinal)));

    [Theory]
    [InlineData("'1.234'", true)]
    [InlineData("1.234", false)]
    [InlineData("[single]1.5", false)]
    [InlineData("[decimal]1.234", false)]
    public void A_point_of_a_number_parts_no_thousands(string cell, bool isTold) => Assert.Equal(isTold, shell.Run(
        $"@{{ a = {cell} }}, @{{ a = '2.345' }}, @{{ a = '7.125' }} | Import-Dataset").Warnings.Any(warning => warning.Contains("parts thousands", StringComparison.Ordinal)));
}
