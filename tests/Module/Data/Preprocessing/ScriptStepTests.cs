using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>A script block of the user's as a step: columns of each row.</summary>
[Collection("Training runs")]
public sealed class ScriptStepTests : IDisposable
{
    private const string Table = """
        id,height,weight,born,kind
        1,180,80,1990-05-01,a
        2,160,,1985-01-31,b
        3,170,70,2001-12-24,a
        4,150,60,1979-07-15,
        5,190,95,1999-09-09,b
        6,175,77,1988-03-03,a
        """;

    private const string Steps = """
        Script {
            param($row)
            @{ bmi = if ($null -ne $row.weight) { $row.weight / [math]::Pow($row.height / 100, 2) }; year = "y$(([datetime]$_.born).Year % 2)" }
        } -ExcludeProperty born, weight
        Impute Mean bmi; OneHot kind, year; Script { $_.height = $_.height / 10; $_ }; Standardize
        """;

    private readonly Shell shell = new();
    private readonly TemporaryFile file = new(Table);

    public void Dispose()
    {
        shell.Dispose();
        file.Dispose();
    }

    [Fact]
    public void Columns_are_replaced_come_behind_and_leave()
    {
        Run("$data = Import-Dataset $file -Label id -Task Regression");
        Run($"$fitted = New-Preprocessor {{ {Steps} }} -Data $data");
        Assert.Equal(["height", "kind_a", "kind_b", "bmi", "year_y0", "year_y1"], shell.Run("$fitted.Output -notlike '*missing*'").All<string>());
        Run("$short = New-Preprocessor { Script { @{ bmi = $_.weight / $_.height } } -ExcludeProperty born, kind } -Data $data");
        Assert.Equal(
            [180f, 80f, 80f / 180f], shell.Run("(Invoke-Preprocessor $short $data[0]).Feature.ToArray()").All<float>());
    }

    [Fact]
    public void Rows_tensors_and_data_sets_give_the_same()
    {
        Run($$"""
            $split = Import-Dataset $file -Label id -Task Regression | Split-Dataset -Test 2 -NoShuffle -Preprocessor { {{Steps}} }
            $model = New-Model -Data $split -Seed 0 { Linear 3; ReLU; Linear }
            $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
            $raw = Import-Dataset $file -Label id -Task Regression | Split-Dataset -Test 2 -NoShuffle
            $rows = Import-Csv $file | Select-Object kind, born, weight, height -Last 2
            """);
        Same("($split.Test | Invoke-Model $model)", "($raw.Test | Invoke-Model $model)");
        Same("($split.Test | Invoke-Model $model)", "($rows | Invoke-Model $model)");
        Assert.Equal(5, shell.Run("@(@($rows | Invoke-Model $model -As Row)[0].psobject.Properties).Count").Single<int>());
    }

    [Fact]
    public void A_script_of_a_file_is_not_run_unasked()
    {
        Run("""
            $split = Import-Dataset $file -Label id -Task Regression -ExcludeProperty born, kind, weight |
                Split-Dataset -Test 2 -NoShuffle -Preprocessor { Script { $global:ran = $true; @{ half = $_.height / 2 } } }
            $model = New-Model -Data $split -Seed 0 { Linear }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            $path = Join-Path ([System.IO.Path]::GetTempPath()) "normtools-$([guid]::NewGuid()).safetensors"
            $model | Export-Model $path
            $row = [pscustomobject]@{ height = 171 }
            $global:ran = $false
            $read = Import-Model $path
            """);
        Assert.Equal(ErrorCategory.SecurityError, shell.Run("$row | Invoke-Model $read").Error("ScriptNotAllowed").CategoryInfo.Category);
        Same("(Invoke-Model $model $split)", "(Invoke-Model $read $split)"); // what was prepared in this session needs no script
        Assert.Contains("$_.height / 2", shell.Run("$read.Preprocessor.Step[0].Arguments.script").Single<string>(), StringComparison.Ordinal);
        Assert.False(shell.Run("$global:ran").Single<bool>());
        Run("$read | Export-Model $path -Force; $allowed = Import-Model $path -AllowScript; Remove-Item $path");
        Same("($row | Invoke-Model $model)", "($row | Invoke-Model $allowed)");
        Assert.True(shell.Run("$global:ran").Single<bool>());
    }

    [Theory]
    [InlineData("{ 5 }", "InvalidScriptResult")]
    [InlineData("{ }", "InvalidScriptResult")]
    [InlineData("{ @{ a = 1 }; @{ b = 2 } }", "InvalidScriptResult")]
    [InlineData("{ @{ a = 1..3 } }", "InvalidScriptResult")]
    [InlineData("{ @{ a = [double]::PositiveInfinity } }", "InvalidScriptResult")]
    [InlineData("{ @{ a = if ($_.height -gt 170) { 'x' } else { 1 } } }", "ScriptMixesKinds")]
    [InlineData("{ throw 'no' }", "ScriptFailed")]
    [InlineData("{ Get-Item /nowhere/at/all }", "ScriptFailed")]
    [InlineData("{ break }", "NoLoop")]
    [InlineData("{ @{ a = 1 } } -ExcludeProperty nowhere", "PropertyNotFound")]
    [InlineData("{ Own }", "ScriptsTooDeep")]
    public void What_gives_no_columns_is_one_error(string step, string id)
    {
        Run("$data = Import-Dataset $file -Label id -Task Regression; function Own { New-Preprocessor { Script { Own } } -Data (New-Tensor -Data 1, 2 -Shape 1, 2) }");
        shell.Run($"New-Preprocessor {{ Script {step} }} -Data $data").Error(id);
    }

    [Fact]
    public void What_the_training_rows_did_not_give_is_an_error_and_what_is_missing_a_gap()
    {
        Run("$data = Import-Dataset $file -Label id -Task Regression -ExcludeProperty born, kind, weight");
        Run("$fitted = New-Preprocessor { Script { if ($_.height -lt 1) { @{ b = 1 } } elseif ($_.height -lt 2) { @{} } else { @{ a = 1 } } } } -Data $data");
        shell.Run("[pscustomobject]@{ height = 0 } | Invoke-Preprocessor $fitted").Error("ScriptNewColumn");
        Assert.Null(shell.Run("([pscustomobject]@{ height = 1.5 } | Invoke-Preprocessor $fitted)").Objects.Single().Properties["a"].Value);
        shell.Run("Invoke-Preprocessor $fitted (New-Tensor -Data 1, 2 -Shape 1, 2) -Inverse").Error("NoInverse");
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run("$file = $args[0]; " + script, file.Name);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    private void Same(string expected, string actual) => Assert.Equal(
        shell.Run($"{expected}.ToArray()").All<float>(), shell.Run($"{actual}.ToArray()").All<float>());
}
