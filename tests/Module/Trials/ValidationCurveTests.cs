namespace NormTools.Module.Tests;

/// <summary>Measure-ValidationCurve: the block's parameters and the run's options, every combination, the choice of one standard
/// error.</summary>
[Collection("Training runs")]
public sealed class ValidationCurveTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ValidationCurveTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            function Text($curve) { ($curve.Trial | ForEach-Object { "$($_.Seed) $($_.Score) $($_.Loss) $($_.TrainingLoss) $($_.EpochCount)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void It_is_a_loop_of_cmdlets_to_the_bit() => Assert.Equal("True", Text(
        """
        $curve = Measure-ValidationCurve { param($Width, $Share = 0.1) Linear $Width; ReLU; Dropout $Share; Linear } ([ordered]@{ Width = 2, 8; LearningRate = 0.1, 0.01 }) `
            -Data $wine -Epoch 4 -Seed 0, 1
        $lines = foreach ($width in 2, 8) {
            foreach ($rate in 0.1, 0.01) {
                foreach ($seed in 0, 1) {
                    $model = New-Model -Data $wine -Seed $seed { Linear $width; ReLU; Dropout 0.1; Linear }
                    $run = $model | Start-TrainingRun $wine.Train -Epoch 4 -LearningRate $rate -Seed $seed
                    $test = $model | Test-Model $wine.Validation
                    "$seed $($test.Accuracy) $($test.Loss) $(($model | Test-Model $wine.Train).Loss) $($run.EpochCount)"
                }
            }
        }

        ($lines -join '|') -eq (Text $curve)
        """));

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same(int threads) => Assert.Equal("True", Text(
        $$"""
        $options = @{ Model = { param($Width) Linear $Width; ReLU; Linear }; Parameter = @{ Width = 1, 4, 16 }; Data = $wine; Epoch = 3 }
        (Text (Measure-ValidationCurve @options -Thread 1)) -eq (Text (Measure-ValidationCurve @options -Thread {{threads}}))
        """));

    [Fact]
    public void The_choice_is_the_first_within_one_standard_error_of_the_best() => Assert.Equal("True True True", Text(
        """
        $curve = Measure-ValidationCurve { param($Width) Linear $Width; ReLU; Linear } @{ Width = 1, 2, 8, 32, 64 } -Data $wine -Epoch 20 -LearningRate 0.01
        $best = $curve.Point | Sort-Object Score -Descending | Select-Object -First 1
        $first = $curve.Point | Where-Object Score -GE ($best.Score - $best.ChoiceError) | Select-Object -First 1
        $curve.Best.Score -eq $best.Score
        $curve.Choice.Text -eq $first.Text -and $first.IsChoice
        $rows = ($curve.Trial | Where-Object { $_.Parameter.Width -eq $best.Parameter.Width }).Count
        $best.ChoiceError -gt $best.StandardError -and $rows -eq 3
        """));

    [Fact]
    public void Options_vary_with_what_belongs_to_them() => Assert.Equal("True True", Text(
        """
        $curve = Measure-ValidationCurve { Linear 8; ReLU; Linear } @{ EarlyStopping = 1, 30 } -Data $wine -Epoch 60 -LearningRate 0.1 -Seed 0
        $curve.Trial[0].EpochCount -lt $curve.Trial[1].EpochCount
        $plain = Measure-ValidationCurve { Linear } @{ Optimizer = 'SGD', 'Adam', 'LBFGS' } -Data $wine -Epoch 3 -Seed 0
        $byHand = New-Model -Data $wine -Seed 0 { Linear } | Start-TrainingRun $wine.Train -Optimizer LBFGS -Epoch 3 -Seed 0
        $plain.Trial[2].Loss -eq ($byHand.Model | Test-Model $wine.Validation).Loss
        """));

    [Fact]
    public void A_chart_with_0_among_strengths_of_several_sizes_has_them_at_equal_distances() => Assert.Equal("True True True", Text(
        """
        $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).svg"
        $null = Measure-ValidationCurve { Linear } @{ L2 = 0, 0.0001, 0.01, 1 } -Data $wine -Epoch 1 -Seed 0 | Export-TrainingChart $file
        $svg = Get-Content $file -Raw; Remove-Item $file
        $svg.Contains('L2, values at equal distances')
        $places = '0', '1e-4', '0.01', '1' | ForEach-Object { [double][regex]::Match($svg, "x=""([0-9.]+)""[^>]*>$([regex]::Escape($_))<").Groups[1].Value }
        $gaps = 1..3 | ForEach-Object { $places[$_] - $places[$_ - 1] }
        ($gaps | Measure-Object -Maximum).Maximum - ($gaps | Measure-Object -Minimum).Minimum -lt 0.1 -and $gaps[0] -gt 50
        $null = Measure-ValidationCurve { Linear } @{ L2 = 0, 1, 2, 3 } -Data $wine -Epoch 1 -Seed 0 | Export-TrainingChart $file
        $svg = Get-Content $file -Raw; Remove-Item $file
        -not $svg.Contains('equal distances')
        """));

    [Fact]
    public void A_curve_leaves_the_split_as_it_is() => Assert.Equal("Test accuracy", Text(
        """
        $parts = Import-Dataset ($args[0] + '/iris.csv') -Label label | Split-Dataset -Test 60 -Stratify -Seed 1
        $null = Measure-ValidationCurve { Linear } @{ EarlyStopping = 1, 3 } -Data $parts -Epoch 2 -Seed 0
        $fit = New-Model 4 -Seed 0 { Linear 3 } | Start-TrainingRun $parts.Train -Epoch 2 -Seed 0 -WarningAction Ignore | Test-ModelFit -NoTrial
        $fit.Evidence[1].Name
        """.Replace("$args[0]", $"'{Path.Combine(BuiltModule.Folder, "data")}'", StringComparison.Ordinal)));

    [Fact]
    public void Errors_of_layers_end_it_though_errors_are_silenced()
    {
        ShellResult result = shell.Run(
            "& { $ErrorActionPreference = 'SilentlyContinue'; Measure-ValidationCurve { param($Share) Linear 8; Dropout $Share; Linear } @{ Share = 0.5, 7 } -Data $wine -Epoch 1 }");
        Assert.Empty(result.Objects);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void A_block_of_a_module_sees_its_own_module() => Assert.Equal("2", Text(
        """
        $module = New-Module { $Wide = 6; $block = { param($Share) Linear $Wide; Dropout $Share; Linear }; Export-ModuleMember -Variable block }
        $block = & $module { $block }
        (Measure-ValidationCurve $block @{ Share = 0, 0.5 } -Data $wine -Epoch 1 -Seed 0).Point.Count
        """));

    [Theory]
    [InlineData("{ param($Width) Linear $Width; Linear } @{ Wide = 2, 3 }", "NoValues")]
    [InlineData("{ param($Width = 3) Linear $Width; Linear } @{ Wide = 2, 3 }", "UnknownParameter")]
    [InlineData("{ Linear 3 } @{ LearningRate = -1, 3 }", "InvalidOption")]
    [InlineData("{ Linear 3 } @{ LearningRate = 'fast' }", "InvalidOption")]
    [InlineData("{ Linear 3 } @{ Optimizer = 'Adam', 'Nonsense' }", "UnknownOptimizer")]
    [InlineData("{ Linear 3 } @{ Momentum = 0.5, 0.9 }", "ParameterHasNoEffect")]
    [InlineData("{ Linear 3 } @{ }", "NoValues")]
    public void What_cannot_be_is_named_before_anything_is_trained(string arguments, string id)
    {
        ShellResult result = shell.Run($"Measure-ValidationCurve {arguments} -Data $wine -Epoch 1");
        result.Error(id);
        Assert.Empty(result.Objects);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 2, "Measure-ValidationCurve { param($Width) Linear $Width; Linear } @{ Width = 500..600 } -Data $wine -Epoch 10000");
        Assert.True(result.Stopped);
        Assert.Empty(result.Objects);
    }
}
