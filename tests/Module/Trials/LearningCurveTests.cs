using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>Measure-LearningCurve: a hand-written loop's figures to the bit, nested stratified samples, what a doubling brings.</summary>
[Collection("Training runs")]
public sealed class LearningCurveTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public LearningCurveTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $digits = Import-Dataset ($data + '/digits.csv.gz') -Label label | Split-Dataset -Train 320 -Validation 300 -Stratify -Seed 1
            $scaled = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            function Text($curve) { ($curve.Trial | ForEach-Object { "$($_.TrainingCount) $($_.Seed) $($_.Score) $($_.TrainingScore) $($_.Loss) $($_.TrainingLoss)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void It_is_a_loop_of_cmdlets_to_the_bit() => Assert.Equal("True 30", Text(
        """
        $curve = Measure-LearningCurve { Linear 16; BatchNorm; ReLU; Dropout 0.2; Linear } -Data $digits -Epoch 3 -Size 40, 0.25, 320 -Seed 0, 4
        $lines = foreach ($size in 40, 80, 320) {
            foreach ($seed in 0, 4) {
                $label = $digits.Train.Target.ToArray()
                $size_of = $label | Group-Object -AsHashTable
                $seen = @{}
                $order = (New-RandomTensor 320 Permutation -Seed $seed).ToArray() | ForEach-Object {
                    $class = $label[$_]
                    [pscustomobject]@{ Row = $_; Place = ([int]$seen[$class] + 0.5) / $size_of[$class].Count }
                    $seen[$class] = [int]$seen[$class] + 1
                } | Sort-Object Place -Stable
                $part = $digits.Train | Select-Dataset -Index $order[0..($size - 1)].Row
                $model = New-Model -Data $part -Seed $seed { Linear 16; BatchNorm; ReLU; Dropout 0.2; Linear }
                $null = $model | Start-TrainingRun $part -Epoch 3 -Seed $seed
                $test, $own = ($model | Test-Model $digits.Validation), ($model | Test-Model $part)
                "$size $seed $($test.Accuracy) $($own.Accuracy) $($test.Loss) $($own.Loss)"
            }
        }

        ($lines -join '|') -eq (Text $curve)
        $curve.Point[0].TrainingCount - 10
        """));

    public static TheoryData<int> Reference => ReferenceCases.Numbers("features", @case => @case.GetProperty("op").GetString() == "learning_curve");

    [Theory]
    [MemberData(nameof(Reference))]
    public void Numbers_of_rows_are_cut_and_told_apart_as_scikit_learn_does_it(int number)
    {
        JsonElement @case = ReferenceCases.Load("features")[number];
        int rows = @case.GetProperty("samples").GetInt32(), folds = @case.GetProperty("args").GetProperty("folds").GetInt32();
        int training = rows - ((rows + folds - 1) / folds); // of the first fold, which is one of the longest
        IEnumerable<double> sizes = @case.GetProperty("args").GetProperty("train_sizes").EnumerateArray().Select(size =>
            size.GetRawText() == "1.0" ? training : size.GetDouble()); // all of them are a number here
        ShellResult result = shell.Run(
            """
            param($target, $training, $sizes)
            $rows = New-Dataset -Feature (New-RandomTensor $target.Count, 2 -Seed 0) -Target $target -Task Classification
            $parts = $rows | Split-Dataset -Train $training -Validation ($target.Count - $training) -NoShuffle
            (Measure-LearningCurve { Linear } -Data $parts -Epoch 1 -Seed 0 -Size $sizes).Trial.TrainingCount
            """,
            Array.ConvertAll(@case.GetProperty("y").Doubles(), value => (long)value),
            training,
            sizes.ToArray());
        if (@case.TryGetProperty("error", out _))
        {
            result.Error("InvalidSize");
        }
        else
        {
            Assert.Equal(@case.GetProperty("sizes").Doubles().Select(size => (long)size), result.All<long>());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same(int threads) => Assert.Equal("True", Text(
        $$"""
        $options = @{ Model = { Linear 32; ReLU; Dropout 0.2; Linear }; Data = $digits; Epoch = 3 }
        (Text (Measure-LearningCurve @options -Thread 1)) -eq (Text (Measure-LearningCurve @options -Thread {{threads}}))
        """));

    [Fact]
    public void Samples_are_nested_and_have_the_shares_of_the_classes() => Assert.Equal("True True", Text(
        """
        $curve = Measure-LearningCurve { Linear } -Data $digits -Epoch 1 -Size 20, 37, 160, 320 -Seed 7
        $label = $digits.Train.Target.ToArray()
        $whole = $label | Group-Object -AsHashTable
        $small, $nested = $true, $true
        foreach ($i in 0..3) {
            $rows = $curve.Trial[$i].Row
            foreach ($class in $whole.Keys) {
                $count = @($rows | Where-Object { $label[$_] -eq $class }).Count
                $small = $small -and [Math]::Abs($count - $whole[$class].Count * $rows.Count / 320) -le 1
            }

            $nested = $nested -and ($i -eq 0 -or ($rows[0..($curve.Trial[$i - 1].Row.Count - 1)] -join ' ') -eq ($curve.Trial[$i - 1].Row -join ' '))
        }

        $small; $nested
        """));

    [Fact]
    public void Scaling_is_fitted_anew_on_each_sample() => Assert.Equal("True", Text(
        """
        $curve = Measure-LearningCurve { Linear } -Data $scaled -Epoch 5 -Size 30 -Seed 0
        $raw = Import-Dataset ($args[0] + '/wine.csv') -Label label | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $part = $raw.Train | Select-Dataset -Index $curve.Trial[0].Row
        $scale = New-Preprocessor { Standardize } -Data $part
        $own = $part | Invoke-Preprocessor $scale
        $model = New-Model -Data $own -Seed 0 { Linear }
        $null = $model | Start-TrainingRun $own -Epoch 5 -Seed 0
        [Math]::Abs(($model | Test-Model $raw.Validation).Loss - $curve.Trial[0].Loss) -lt 1e-5
        """.Replace("$args[0]", $"'{Path.Combine(BuiltModule.Folder, "data")}'", StringComparison.Ordinal)));

    [Fact]
    public void The_gain_of_a_doubling_is_that_of_pairs() => Assert.Equal("True True", Text(
        """
        $curve = Measure-LearningCurve { Linear 32; ReLU; Linear } -Data $digits -Epoch 10 -Size 40, 80, 320 -Seed (0..3)
        $gain = foreach ($seed in 0..3) {
            $own = $curve.Trial | Where-Object Seed -EQ $seed
            (($own | Where-Object TrainingCount -EQ 320).Score - ($own | Where-Object TrainingCount -EQ 80).Score) / 2
        }

        [Math]::Abs($curve.DoublingGain - ($gain | Measure-Object -Average).Average) -lt 1e-12
        $curve.DoublingLow -gt 0 -and $curve.Verdict.StartsWith('More rows help')
        """));

    [Fact]
    public void Early_stopping_has_rows_of_each_sample_that_are_not_judged_by() => Assert.Equal("True True True", Text(
        """
        $curve = Measure-LearningCurve { Linear 16; ReLU; Linear } -Data $digits -Epoch 40 -LearningRate 0.01 -Size 160 -Seed 3 -EarlyStopping 2
        $part = $digits.Train | Select-Dataset -Index $curve.Trial[0].Row | Split-Dataset -Validation 0.2 -Stratify -Seed 3
        $run = New-Model -Data $part -Seed 3 { Linear 16; ReLU; Linear } | Start-TrainingRun $part -Epoch 40 -LearningRate 0.01 -Seed 3 -EarlyStopping 2
        $curve.Trial[0].Loss -eq ($run.Model | Test-Model $digits.Validation).Loss
        $curve.Trial[0].EpochCount -eq $run.EpochCount -and $run.EpochCount -lt 40
        $all = Measure-LearningCurve { Linear } -Data $digits -Epoch 3 -Size 160 -Seed 3 -Schedule CosineAnnealingLR -ScheduleArgument @{ T_max = 3 }
        $rows = $digits.Train | Select-Dataset -Index $all.Trial[0].Row
        $own = New-Model -Data $rows -Seed 3 { Linear } | Start-TrainingRun $rows -Epoch 3 -Seed 3 -Schedule CosineAnnealingLR -ScheduleArgument @{ T_max = 3 }
        $all.Trial[0].Loss -eq ($own.Model | Test-Model $digits.Validation).Loss
        """));

    [Fact]
    public void A_sample_that_cannot_be_trained_on_is_a_row_and_the_others_go_on() => Assert.Equal("True True True", Text(
        """
        $curve = Measure-LearningCurve { Linear 4; BatchNorm; ReLU; Linear } -Data $digits -Epoch 1 -Size 33, 320 -Seed 0
        $null -ne $curve.Trial[0].Error; $null -eq $curve.Trial[1].Error
        ($curve | Out-String).Contains('LastBatch') -or $curve.Point[0].SeedCount -eq 0
        """));

    [Theory]
    [InlineData("-Data $digits.Train", "NothingToJudgeBy")]
    [InlineData("-Data $digits -Size 400", "InvalidSize")]
    [InlineData("-Data $digits -Size 10.5", "InvalidSize")]
    [InlineData("-Data $digits -LearningRate 0.1 -Momentum 0.9", "ParameterHasNoEffect")]
    [InlineData("-Data $digits -Metric R2", "MetricDoesNotFit")]
    [InlineData("-Data $digits -SetAside 0.2", "ParameterHasNoEffect")]
    public void What_cannot_be_is_named_before_anything_is_trained(string arguments, string id)
    {
        ShellResult result = shell.Run($"Measure-LearningCurve {{ Linear 4; ReLU; Linear }} {arguments} -Epoch 1");
        result.Error(id);
        Assert.Empty(result.Objects);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void A_rate_that_fails_everywhere_is_an_error() =>
        shell.Run(
            "$data = New-Dataset (New-RandomTensor 40, 2 Normal -Seed 0) (1..40 | ForEach-Object { 1e20 * $_ }) -Task Regression\n"
            + "Measure-LearningCurve { Linear } -Data ($data | Split-Dataset -Validation 10 -Seed 0) -Optimizer SGD -LearningRate 1e10 -Epoch 9")
            .Error("LossNotFinite");

    [Fact]
    public void The_chart_has_bands_and_signs()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".svg");
        Text($"$null = Measure-LearningCurve {{ Linear }} -Data $digits -Epoch 1 | Export-TrainingChart '{file}'");
        string svg = File.ReadAllText(file);
        File.Delete(file);
        Assert.Equal(4, svg.Split("fill-opacity").Length - 1); // in the plot, and in the legend
        Assert.Contains("stroke-dasharray", svg, StringComparison.Ordinal);
        Assert.Contains("Training rows", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 2, "Measure-LearningCurve { Linear 512; ReLU; Linear 512; Linear } -Data $digits -Epoch 10000");
        Assert.True(result.Stopped);
        Assert.Empty(result.Objects);
    }
}
