namespace NormTools.Module.Tests;

/// <summary>Samples of different lengths, from the data set to the model that was trained on it.</summary>
[Collection("Training runs")]
public sealed class SequenceLengthTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public SequenceLengthTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $count = 24
            $lengths = 0..($count - 1) | ForEach-Object { 1 + ($_ * 5) % 6 }
            function Get-Row([int]$row, [int]$steps, $filling = 7) {
                , (0..($steps - 1) | ForEach-Object { , @($(if ($_ -lt $lengths[$row]) { [math]::Sin($row + $_) } else { $filling }), 1) })
            }
            function Get-Data([int]$steps, $filling = 7) {
                New-Dataset (ConvertTo-Tensor (0..($count - 1) | ForEach-Object { Get-Row $_ $steps $filling })) (0..($count - 1) | ForEach-Object { $_ % 3 }) -SequenceLength $lengths
            }
            $data = Get-Data 6
            $net = { LSTM 5 -Bidirectional; LastStep; Linear 3 }
            """);
    }

    [Fact]
    public void Parts_and_joins_keep_the_lengths_of_their_rows() => Assert.Equal(
        "True True True True True 24",
        TensorText.Of(
            shell,
            """
            $split = $data | Split-Dataset -Test 0.25 -Validation 0.25 -Seed 1
            foreach ($part in $split.Train, $split.Validation, $split.Test) {
                $own = $part.SequenceLength.ToArray(); $x = $part.Feature.ToArray()
                $isSame = $true
                for ($i = 0; $i -lt $own.Count; $i++) { for ($s = 0; $s -lt 6; $s++) { $isSame = $isSame -and (($x[$i * 12 + $s * 2] -eq 7) -eq ($s -ge $own[$i])) } }
                $isSame
            }
            "$($data[3, 1].SequenceLength.ToArray())" -eq "$($lengths[3, 1])"
            $joined = $data[0..1], (New-Dataset (New-Tensor 2, 6, 2) 0, 2 -Task Classification) | Join-Dataset
            "$($joined.SequenceLength.ToArray())" -eq "$($lengths[0..1]) 6 6"
            $data.SequenceLength.Count
            """));

    [Fact]
    public void What_is_behind_an_end_changes_nothing() => Assert.Equal(
        "True True True True",
        TensorText.Of(
            shell,
            """
            $results = foreach ($kind in @(6, 7), @(6, -2), @(9, 7)) {
                $own = Get-Data @kind
                $model = New-Model $kind[0], 2 -Seed 3 $net
                $run = $model | Start-TrainingRun $own -Validation $own[0..9] -Epoch 4 -BatchSize 5 -Seed 1 -Optimizer Adam
                , @((Invoke-Model $model $own).ToArray() + $run.History[-1].ValidationLoss + ($model | Test-Model $own).Loss)
            }
            $results[0].Count -eq 74
            foreach ($other in $results[1], $results[2]) {
                $far = 0..73 | Where-Object { [math]::Abs($other[$_] - $results[0][$_]) -gt 1e-5 }
                $null -eq $far
            }
            $model.Layers.Count -eq 3
            """));

    [Fact]
    public void A_row_alone_gives_what_it_gives_in_its_batch() => Assert.Equal(
        "True",
        TensorText.Of(
            shell,
            """
            $model = New-Model 6, 2 -Seed 3 $net
            $y = (Invoke-Model $model $data).ToArray()
            $far = 0
            foreach ($row in 0..9) {
                $alone = New-Model $lengths[$row], 2 -Seed 3 $net
                $own = (Invoke-Model $alone (ConvertTo-Tensor @(, (Get-Row $row $lengths[$row])))).ToArray()
                0..2 | ForEach-Object { $far = [math]::Max($far, [math]::Abs($own[$_] - $y[3 * $row + $_])) }
            }
            $far -lt 1e-6
            """));

    [Fact]
    public void A_run_goes_on_with_the_lengths_and_not_with_others()
    {
        shell.Run(
            """
            $folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid()); $null = New-Item $folder -ItemType Directory
            $whole = New-Model 6, 2 -Seed 3 $net | Start-TrainingRun $data -Epoch 6 -BatchSize 5 -Seed 1
            Push-Location $folder
            $half = New-Model 6, 2 -Seed 3 $net | Start-TrainingRun $data -Epoch 3 -BatchSize 5 -Seed 1 -Name lengths
            """);
        shell.Run("Resume-TrainingRun lengths -Epoch 6 -Data (New-Dataset $data.Feature $data.Target)").Error("CheckpointMismatch");
        Assert.Equal("True", TensorText.Of(
            shell,
            """
            $more = Resume-TrainingRun lengths -Epoch 6 -Data $data
            "$((Invoke-Model $more.Model $data).ToArray())" -eq "$((Invoke-Model $whole.Model $data).ToArray())"
            Pop-Location
            Remove-Item $folder -Recurse
            """));
    }

    [Fact]
    public void A_feature_is_standardised_over_the_steps_that_are_no_padding() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $scaled = New-Dataset $data.Feature $data.Target -SequenceLength $lengths -Standardize
            $x = $scaled.Feature.ToArray()
            $values = foreach ($row in 0..($count - 1)) { foreach ($step in 0..($lengths[$row] - 1)) { $x[$row * 12 + $step * 2] } }
            [math]::Abs(($values | Measure-Object -Average).Average) -lt 1e-6
            [math]::Abs(($values | ForEach-Object { $_ * $_ } | Measure-Object -Average).Average - 1) -lt 1e-5
            """));

    [Fact]
    public void It_says_how_long_the_rows_are() => Assert.Equal(
        "True", TensorText.Of(shell, "$data.ToDisplayString().Contains('Lengths:  1 to 6 of 6 steps, half of them up to 3')"));

    [Theory]
    [InlineData("New-Dataset (New-Tensor 2, 6, 2) -SequenceLength 1, 2, 3", "SequenceLengthCount")]
    [InlineData("New-Dataset (New-Tensor 2, 6, 2) -SequenceLength 0, 2", "InvalidSequenceLength")]
    [InlineData("New-Dataset (New-Tensor 2, 6, 2) -SequenceLength 6, 7", "InvalidSequenceLength")]
    [InlineData("New-Dataset (New-Tensor 2, 6, 2) -SequenceLength 6, 1.5", "InvalidSequenceLength")]
    [InlineData("New-Model 6, 2 { Flatten; Linear 3 } | Start-TrainingRun $data -Epoch 1", "StepsAreMixed")]
    [InlineData("Invoke-Model (New-Model 6, 2 { LSTM 3; Flatten }) $data", "StepsAreMixed")]
    [InlineData("New-Model 6, 2 -Seed 0 $net | Start-TrainingRun $data -Epoch 1 -Augment { Mixup }", "AugmentationDoesNotFit")]
    public void What_has_no_such_steps_is_refused(string script, string id) => Assert.NotNull(shell.Run(script).Error(id));
}
