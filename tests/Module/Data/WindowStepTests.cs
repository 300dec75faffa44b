namespace NormTools.Module.Tests;

/// <summary>Windows of rows that a preprocessor prepared: the model keeps the steps, and takes later rows as they come.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class WindowStepTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public WindowStepTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $series = 0..59 | ForEach-Object { [pscustomobject]@{ temp = 50 + 10 * [math]::Sin($_ / 5); wind = 1000 + $_ % 7; sales = 0.5 + $_ % 11 } }
            $parts = $series | Import-Dataset -Label sales -Task Regression | Split-Dataset -Test 0.3 -NoShuffle -Preprocessor { Standardize }
            $windows = $parts | New-SequenceWindow 5
            $forecast = New-Model -Data $windows -Seed 0 { Flatten; Linear }
            $null = $forecast | Start-TrainingRun $windows -Epoch 2 -Seed 0 -WarningAction Ignore
            $weather = $series | Select-Object *, @{ n = 'sky'; e = { ('sun', 'rain')[$_.wind % 2] } }
            $texts = $weather | Import-Dataset -Label sales -Task Regression | Split-Dataset -Test 0.3 -NoShuffle -Preprocessor { OneHot; Standardize }
            $cut = $texts | New-SequenceWindow 5
            $sky = New-Model -Data $cut -Seed 0 { Flatten; Linear }
            $null = $sky | Start-TrainingRun $cut -Epoch 2 -Seed 0 -WarningAction Ignore
            """);
    }

    [Theory]
    [InlineData("$series | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5")]
    [InlineData("$series | Select-Object sales, wind, temp | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5")]
    [InlineData("$series | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5 -Horizon 0")]
    [InlineData("$series | ConvertTo-Csv | ConvertFrom-Csv | Import-Dataset -Label sales -Task Regression | Invoke-Preprocessor $forecast | New-SequenceWindow 5")]
    [InlineData("$series | Import-Dataset -Label sales -Task Regression | Invoke-Preprocessor $kept | New-SequenceWindow 5", "$kept")]
    public void Windows_of_raw_rows_are_prepared_as_the_models_were(string later, string model = "$forecast")
    {
        ShellResult result = shell.Run($$"""
            $file = [IO.Path]::GetTempFileName() + '.safetensors'; $forecast | Export-Model $file; $kept = Import-Model $file; Remove-Item $file
            $want = ($windows.Train | Invoke-Model $forecast).ToArray()
            $got = ({{later}} | Invoke-Model {{model}}).ToArray()
            $got.Count -ge $want.Count -and ($got[0..($want.Count - 1)] -join ' ') -eq ($want -join ' ')
            """);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.True((bool)Assert.Single(result.Objects).BaseObject);
    }

    [Theory]
    [InlineData("$weather | Import-Dataset -Label sales -Task Regression | Invoke-Preprocessor $sky | New-SequenceWindow 5 | Test-Model $sky", "")]
    [InlineData("$weather | Import-Dataset -Label sales -Task Regression -ExcludeProperty sky | New-SequenceWindow 5 | Test-Model $sky", "Invoke-Preprocessor $model | New-SequenceWindow")]
    [InlineData("$texts | New-SequenceWindow 5 | Test-Model $forecast", "other steps than those")]
    [InlineData("$series | Import-Dataset -Label sales -Task Regression | Split-Dataset -Test 0.5 -NoShuffle -Preprocessor { MinMaxScale } | New-SequenceWindow 5 | Test-Model $forecast", "other steps than those")]
    [InlineData("$bare | Start-TrainingRun $rawWindows -Epoch 1 -Seed 0; $windows | Test-Model $bare", "went through a preprocessor, and those that the model was trained on did not")]
    public void Windows_prepared_otherwise_are_refused(string call, string says)
    {
        ShellResult result = shell.Run($"$rawWindows = $series | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5; $bare = New-Model -Data $rawWindows -Seed 0 {{ Flatten; Linear }}; $null = {{ {call} }}.Invoke()");
        shell.Run("$error.Clear()");
        result = shell.Run($"$rawWindows = $series | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5; $bare = New-Model -Data $rawWindows -Seed 0 {{ Flatten; Linear }}; {call} | Out-Null");
        if (says.Length == 0)
        {
            Assert.Empty(result.Errors);
            return;
        }

        Assert.Contains(says, result.Error("PreparedOtherwise").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_of_an_error_answers_rows()
    {
        string message = shell.Run("$series | Invoke-Model $sky").Error("NoColumnNames").Exception.Message;
        string line = message[message.IndexOf("$rows | ", StringComparison.Ordinal)..(message.IndexOf("Invoke-Model $model", StringComparison.Ordinal) + "Invoke-Model $model".Length)];
        Assert.Equal("$rows | Import-Dataset | Invoke-Preprocessor $model | New-SequenceWindow 5 -Horizon 0 | Invoke-Model $model", line);
        ShellResult result = shell.Run("$model = $forecast; $rows = $series; ($rows | Import-Dataset | New-SequenceWindow 5 -Horizon 0 | Invoke-Model $model).Count");
        Assert.Equal(56, result.Single<long>());
        Assert.Contains("$rows | Import-Dataset | New-SequenceWindow 5 -Horizon 0 | Invoke-Model $model", shell.Run("$series | Test-Model $forecast").Error("NoColumnNames").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$series | Import-Dataset -Label sales -Task Regression | New-SequenceWindow 5 -Stride 6 | Split-Dataset -Test 2 -Preprocessor { Standardize }", "ShapeMismatch", "-Standardize of New-SequenceWindow scales them")]
    [InlineData("$series | Select-Object *, @{ n = 'day'; e = { ([datetime]'2024-01-01').AddDays($_.wind).ToString('yyyy-MM-dd') } } | Import-Dataset -Label sales -Task Regression -WarningAction Ignore | Split-Dataset -Test 0.3 -Preprocessor { Standardize }", "TextRemains", "| Split-Dataset -Test 0.2 -Time 'day' | New-SequenceWindow LENGTH -Time 'day' -Standardize.")]
    public void What_steps_cannot_do_to_a_series_is_told_with_what_can(string call, string id, string says) =>
        Assert.Contains(says, shell.Run(call).Error(id).Exception.Message, StringComparison.Ordinal);
}
