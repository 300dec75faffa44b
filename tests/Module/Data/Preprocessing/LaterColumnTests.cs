namespace NormTools.Module.Tests;

/// <summary>What later rows lack or leave open, told by the column that it comes from.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class LaterColumnTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public LaterColumnTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $known = 0..39 | ForEach-Object { [pscustomobject]@{ age = $(if ($_ % 9) { 20 + $_ % 7 }); fare = 5 + $_ % 11; day = "2024-0$(1 + $_ % 9)-1$($_ % 9)"; size = ('S', 'M', 'L')[$_ % 3]; none = $null; y = ('no', 'yes')[$_ % 2] } }
            function Trained([scriptblock]$steps, [string[]]$without) {
                $data = $known | Select-Object * -ExcludeProperty $without | Import-Dataset -Label y -WarningAction Ignore | Split-Dataset -Train 40 -NoShuffle -Preprocessor $steps -WarningAction Ignore
                $made = New-Model -Data $data -Seed 0 { Linear }
                $null = $made | Start-TrainingRun $data -Epoch 1 -Seed 0 -WarningAction Ignore
                $made
            }
            $filled = Trained { Impute Median age; Standardize } day, size, none
            $mixed = Trained { Impute Median age; Standardize; PrincipalComponent 1 } day, size, none
            $dated = Trained { Impute Median age; DatePart day; Ordinal size S, M, L -Unknown Missing; Standardize } none
            $empty = Trained { Impute Median; Standardize } day, size
            $script = Trained { Script { @{ half = $_.fare / 2 } }; Impute Median; Standardize } day, size
            """);
    }

    [Theory]
    [InlineData("$filled", "@{ age = $null; fare = '' }", "'fare' is missing in row 0")]
    [InlineData("$filled", "[pscustomobject]@{ age = ''; fare = 'NA' }", "'fare' is missing in row 0")]
    [InlineData("$mixed", "@{ age = $null; fare = $null }", "'fare' is missing in row 0")]
    [InlineData("$mixed", "@{ age = 30; fare = [DBNull]::Value }", "'fare' is missing in row 0")]
    [InlineData("$dated", "@{ age = $null; fare = 7; day = ''; size = 'S' }", "'day' is missing in row 0")]
    [InlineData("$dated", "@{ age = $null; fare = 7; day = '2024-03-03'; size = '' }", "'size' is missing in row 0")]
    [InlineData("$dated", "@{ age = $null; fare = 7; day = '2024-03-03'; size = 'XL' }", "'size' has 'XL' in row 0 (counted from 0), of which the steps")]
    [InlineData("$dated", "@{ age = $null; fare = 7; day = 'soon'; size = 'M' }", "'day' has 'soon' in row 0 (counted from 0), of which the steps")]
    [InlineData("$dated", "@{ age = $null; fare = $null; day = '2024-03-03'; size = 'M' }", "'fare' is missing in row 0")]
    public void The_gap_that_remains_is_told(string model, string row, string says)
    {
        Assert.Contains(says, shell.Run($"{row} | Invoke-Model {model} -WarningAction Ignore").Error("MissingValue").Exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, shell.Run($"{row} | Invoke-Model {model} -As Row -WarningAction Ignore").Error("MissingValue").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$empty", "@{ age = 22; fare = 7 }")]
    [InlineData("$empty", "[pscustomobject]@{ fare = 7; age = 22 }")]
    [InlineData("$empty", "@{ age = 22; fare = 7; none = 'text' }")]
    [InlineData("$empty", "@{ age = 22; fare = 7; none = 3 }")]
    [InlineData("$empty", "@{ age = 22; fare = 7; NONE = $true }")]
    [InlineData("$script", "@{ age = 22; fare = 7 }")]
    public void A_column_that_never_had_a_value_is_not_asked_for(string model, string row)
    {
        ShellResult result = shell.Run($$"""
            $want = (@{ age = 22; fare = 7; none = $null } | Invoke-Model {{model}}).ToArray()[0]
            ({{row}} | Invoke-Model {{model}} -WarningAction Ignore).ToArray()[0] -eq $want
            ({{row}} | Invoke-Model {{model}} -As Row -WarningAction Ignore).Prediction -in 'yes', 'no'
            (({{row}} | Import-Dataset -WarningAction Ignore) | Invoke-Model {{model}} -WarningAction Ignore).ToArray()[0] -eq $want
            """);
        Assert.Empty(result.Errors);
        Assert.Equal("True True True", string.Join(' ', result.Objects));
    }

    [Fact]
    public void The_model_does_not_name_it()
    {
        Assert.Contains("raw rows with age, fare;", shell.Run("$empty.ToDisplayString()").Single<string>(), StringComparison.Ordinal);
        Assert.Contains("trained with 'fare', which", shell.Run("@{ age = 3 } | Invoke-Model $empty").Error("MissingColumn").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_keeps_it() => Assert.True(shell.Run("""
        $file = [IO.Path]::GetTempFileName() + '.safetensors'
        $empty | Export-Model $file
        $again = Import-Model $file
        Remove-Item $file
        (@{ age = 22; fare = 7 } | Invoke-Model $again).ToArray()[0] -eq (@{ age = 22; fare = 7; none = $null } | Invoke-Model $empty).ToArray()[0]
        """).Single<bool>());
}
