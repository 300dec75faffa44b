using System.Management.Automation;

namespace NormTools.Module.Tests;

[Collection("Training runs")]
public sealed class TestModelNormalizationTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TestModelNormalizationTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $g = 0
            $data = New-Dataset -Feature (New-Tensor -Data ((1..800).ForEach({ [Math]::Sin($_ * $_) * 3 + 1 })) -Shape 100, 8) `
                -Target (0..99).ForEach({ $_ % 2 }) -Task Classification
            """);
    }

    [Theory]
    [InlineData("BatchNorm", 8, 32)]
    [InlineData("GroupNorm 2", 64, 4)]
    [InlineData("LayerNorm", 32, 8)]
    [InlineData("RMSNorm", 32, 8)]
    public void A_layer_tells_what_its_statistics_rest_on(string layer, long sets, long values)
    {
        string test = $"$t = New-Model -InputShape 8 -Seed 0 {{ {layer}; Linear 2 }} | Test-ModelNormalization $data "
        + "-WarningAction Ignore; ";
        Assert.Equal($"{sets} {values}", TensorText.Of(shell, test + "$t.StatisticCount, $t.ValueCount"));
    }

    [Fact]
    public void Layers_inside_others_are_found_under_the_names_of_the_state() =>
        Assert.Equal(
            "0 2.0 2.2.1 4",
            TensorText.Of(
                shell,
                """
                $m = New-Model -InputShape 8 -Seed 0 {
                    BatchNorm; Linear 8; Residual { LayerNorm; Linear 8; Sequential { ReLU; BatchNorm } }; Linear 6; RMSNorm; Linear 2
                }
                ($m | Test-ModelNormalization $data -WarningAction Ignore).Name
                """));

    [Fact]
    public void Normalizations_of_branches_and_shortcuts_are_looked_at_with_what_comes_before_them()
    {
        // The same layers in a row give each its own input: the figures have to be the same.
        const string Figures = "($m | Test-ModelNormalization $data -WarningAction Ignore | % { "
            + "'{0} {1:R} {2:R}' -f $_.Name, $_.EpsilonShare, $_.TrainEvalGap }) -join ';'";
        shell.Run(
            """
            $m = New-Model -InputShape 8 -Seed 0 {
                Linear 8
                Residual { Linear 4; BatchNorm } -Shortcut { Linear 4; BatchNorm; Residual { ReLU } -Shortcut { Linear 4; BatchNorm } }
                Branch { Identity } { Linear 4; BatchNorm }
            }
            """);
        string nested = TensorText.Of(shell, Figures);
        Assert.Equal(
            ["1.1", "1.shortcut.1", "1.shortcut.2.shortcut.1", "2.1.1"], nested.Split(';').Select(text => text.Split(' ')[0]));
        shell.Run(
            """
            $n = $m
            $m = New-Model -InputShape 8 { Linear 8; Linear 4; BatchNorm; Linear 4; BatchNorm }
            $pairs = @{ '0' = '0'; '1' = '1.shortcut.0'; '3' = '1.shortcut.2.shortcut.0' }
            foreach ($own in $pairs.Keys) {
                foreach ($kind in 'weight', 'bias') {
                    $m.Parameters["$own.$kind"] = $n.Parameters[$pairs[$own] + '.' + $kind]
                }
            }
            """);
        string inRow = TensorText.Of(shell, Figures);
        string[] figures = [.. nested.Split(';').Select(text => text[text.IndexOf(' ')..])];
        Assert.Equal([figures[1], figures[2]], inRow.Split(';').Select(text => text[text.IndexOf(' ')..]));
    }

    [Fact]
    public void Warm_up_follows_the_batches_that_were_tracked()
    {
        string test = "$t = $m | Test-ModelNormalization $data -WarningAction Ignore; ";
        shell.Run("$m = New-Model -InputShape 8 -Seed 0 { BatchNorm; Linear 2 }");
        double[] fresh = shell.Run(test + "$t.WarmUp; $t.WarmUpAfterEpoch").All<double>();
        Assert.Equal(0, fresh[0]);
        Assert.Equal(1 - Math.Pow(0.9, 4), fresh[1], 1e-12); // 100 samples are 4 batches of 32
        shell.Run("$null = $m | Start-TrainingRun $data -Epoch 3 -Seed 0");
        double[] trained = shell.Run(test + "$t.WarmUp; $t.WarmUpAfterEpoch").All<double>();
        Assert.Equal(1 - Math.Pow(0.9, 12), trained[0], 1e-12);
        Assert.Equal(1 - Math.Pow(0.9, 16), trained[1], 1e-12);
        Assert.Equal(12, shell.Run(test + "$t.BatchesTracked").Single<long>());
    }

    [Fact]
    public void A_cumulative_average_has_the_whole_truth_behind_the_first_batch() =>
        Assert.Equal(
            "0 1",
            TensorText.Of(
                shell,
                "$t = New-Model -InputShape 8 { BatchNorm -Momentum $null; Linear 2 } "
                + "| Test-ModelNormalization $data -WarningAction Ignore; $t.WarmUp, $t.WarmUpAfterEpoch"));

    [Fact]
    public void The_gap_is_that_of_the_two_modes_on_the_batch()
    {
        // All 100 rows are the batch, and the first layer is the one that is looked at.
        double expected = shell.Run(
            """
            $m = New-Model -InputShape 8 -Seed 0 { BatchNorm; Linear 2 }
            $null = $m | Start-TrainingRun $data -Epoch 2 -Seed 0
            $x = $data.Feature
            $p = @{ RunningMean = $m.Buffers['0.running_mean']; RunningVariance = $m.Buffers['0.running_var']; Evaluate = $true }
            $d = ($x | Invoke-BatchNorm) - ($x | Invoke-BatchNorm @p)
            [Math]::Sqrt(($d * $d | Measure-Tensor).Mean)
            """).Single<double>();
        double measured = shell.Run(
            "($m | Test-ModelNormalization $data -BatchSize 100 -WarningAction Ignore).TrainEvalGap").Single<double>();
        Assert.Equal(expected, measured, 1e-6);
        Assert.True(measured > 0.05);
    }

    [Fact]
    public void The_model_stays_as_it_is()
    {
        shell.Run("$m = New-Model -InputShape 8 -Seed 0 { Linear 8; BatchNorm; Dropout 0.5; BatchNorm; Linear 2 }");
        string before = TensorText.Of(shell, "$m.Buffers.Values.ForEach({ $_.ToArray() })");
        shell.Run("$m | Test-ModelNormalization $data -WarningAction Ignore");
        Assert.Equal(before, TensorText.Of(shell, "$m.Buffers.Values.ForEach({ $_.ToArray() })"));
    }

    [Theory]
    [InlineData("-BatchSize 8", "{ BatchNorm; Linear 2 }", "a mean and a variance rest on 8 values")]
    [InlineData(
        "-BatchSize 33", "{ BatchNorm; Linear 2 }",
        "the last batch of an epoch has one value a channel, which training refuses")]
    [InlineData("-BatchSize 30", "{ BatchNorm; Linear 2 }", "the last batch of an epoch has 10 samples")]
    [InlineData(
        "-BatchSize 1", "{ BatchNorm; Linear 2 }",
        "A batch does not reach this layer: Expected more than 1 value per channel")]
    [InlineData(
        "-BatchSize 50", "{ BatchNorm; Linear 2 }",
        "the running statistics have warmed up to 19 % after an epoch of 2 batches")]
    [InlineData("-BatchSize 50", "{ GroupNorm 4; Linear 2 }", "a mean and a variance rest on 2 values")]
    [InlineData(
        "-BatchSize 50", "{ BatchNorm -Epsilon 1; Linear 2 }",
        "eps 1 is more than 1 % of the variance in 8 of 8 statistics")]
    public void What_is_to_be_minded_is_a_warning_and_a_property(string parameters, string layers, string words)
    {
        ShellResult result = shell.Run(
            $"New-Model -InputShape 8 -Seed 0 {layers} | Test-ModelNormalization $data {parameters}");
        Assert.Contains(
            result.Warnings, warning => warning.StartsWith(
                "Layer 0 (", StringComparison.Ordinal) && warning.Contains(words, StringComparison.Ordinal));
        var property = (string[])Assert.Single(result.Objects).Properties["Warning"].Value;
        Assert.Contains(property, warning => warning.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Instance_norm_with_running_statistics_says_what_evaluation_does() =>
        Assert.Contains(
            shell.Run(
                """
                $images = New-Dataset -Feature ($data.Feature.Reshape(50, 1, 4, 4)) -Target (0..49).ForEach({ $_ % 2 }) -Task Classification
                $m = New-Model -InputShape 1, 4, 4 -Seed 0 { InstanceNorm -RunningStatistic; Flatten; Linear 2 }
                $m.Buffers['0.running_mean'] = 5
                $m | Test-ModelNormalization $images
                """).Warnings,
            warning => warning.Contains("in training each sample has its own mean", StringComparison.Ordinal));

    [Fact]
    public void Fresh_running_statistics_of_instance_norm_are_not_warned_of() =>
        Assert.DoesNotContain(
            shell.Run(
                """
                $far = New-Dataset -Feature ($data.Feature.Reshape(50, 1, 4, 4) + 9) -Target (0..49).ForEach({ $_ % 2 }) -Task Classification
                New-Model -InputShape 1, 4, 4 -Seed 0 { InstanceNorm -RunningStatistic; Flatten; Linear 2 } | Test-ModelNormalization $far
                """).Warnings,
            warning => warning.Contains("standard deviations from training", StringComparison.Ordinal));

    [Fact]
    public void Options_that_leave_no_batch_are_the_error_of_a_run()
    {
        const string Model = "New-Model -InputShape 8 -Seed 0 { BatchNorm; Linear 2 } | ";
        const string Options = " $data -BatchSize 101 -DropLast";
        ErrorRecord error = shell.Run(Model + "Test-ModelNormalization" + Options).Error("InvalidRunOptions");
        ErrorRecord run = shell.Run(Model + "Start-TrainingRun -Epoch 1" + Options).Error("InvalidRunOptions");
        Assert.Equal(run.Exception.Message, error.Exception.Message);
        Assert.Equal(run.CategoryInfo.Category, error.CategoryInfo.Category);
        Assert.Single(
            shell.Run(Model + "Test-ModelNormalization $data -BatchSize 100 -DropLast -WarningAction Ignore").Objects);
    }

    [Fact]
    public void What_is_shown_has_everything_within_80_columns()
    {
        string[] shown = shell.Run(
            """
            New-Model -InputShape 8 -Seed 0 { Linear 512; BatchNorm; LayerNorm; GroupNorm 4; RMSNorm; Linear 2 } |
                Test-ModelNormalization $data -BatchSize 48 -WarningAction Ignore | ForEach-Object { "$_" }
            """).All<string>();
        Assert.All(shown.SelectMany(text => text.Split('\n')), line => Assert.InRange(line.TrimEnd().Length, 1, 79));
        foreach (string words in (string[])[
            "1 BatchNorm", "512 sets of 48 values, 4 in the last batch", "warnings", "smallest variance", "eps > 1 % in",
            "train-eval gap", "warm-up 0 % after 0 batches, 27 % an epoch later"])
        {
            Assert.Contains(words, shown[0], StringComparison.Ordinal);
        }

        Assert.StartsWith("3 GroupNorm", shown[2], StringComparison.Ordinal);
        Assert.DoesNotContain("warning", shown[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_nothing_to_mind_has_no_warning()
    {
        shell.Run(
            "$m = New-Model -InputShape 8 -Seed 0 { BatchNorm; Linear 2 }; $null = $m | Start-TrainingRun $data "
            + "-Epoch 20 -BatchSize 25 -Seed 0");
        Assert.Empty(shell.Run("$m | Test-ModelNormalization $data -BatchSize 25").Warnings);
    }

    [Fact]
    public void Training_warns_of_few_values_before_it_begins()
    {
        string script = "New-Model -InputShape 8 -Seed 0 { BatchNorm; Linear 2 } | Start-TrainingRun $data -Epoch 1 "
        + "-Seed 0 -BatchSize ";
        Assert.Contains("rest on 10 values", Assert.Single(shell.Run(script + 10).Warnings), StringComparison.Ordinal);
        Assert.Empty(shell.Run(script + 20).Warnings);
    }

    [Fact]
    public void What_is_no_data_set_is_an_error()
    {
        shell.Run("New-Model -InputShape 8 { BatchNorm } | Test-ModelNormalization 5").Error("NotADataset");
        shell.Run(
            "New-Model -InputShape 9 { Linear 8; BatchNorm } | Test-ModelNormalization $data").Error("ShapeMismatch");
    }
}
