using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Test-ModelFit finds what was prepared, says nothing of sound runs, and leaves everything as it was.</summary>
[Collection("Training runs")]
public sealed class TestModelFitTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TestModelFitTests(Shell shell)
    {
        this.shell = shell;
        string cases = Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "FitCases.ps1");
        shell.Run(". $args[0] -Data $args[1]", cases, Path.Combine(BuiltModule.Folder, "data"));
    }

    private string[] Verdicts(string table, string seeds) => shell.Run(
        $$"""
        foreach ($name in ${{table}}.Keys) {
            foreach ($seed in {{seeds}}) {
                $parts.Clear()
                "$name $seed`: $((& ${{table}}[$name] $seed | Test-ModelFit).Verdict -join ' ')"
            }
        }
        """).All<string>();

    [Fact]
    public void What_was_prepared_is_found_in_38_of_39_runs()
    {
        string[] missed = [.. Verdicts("cases", "0..2").Where(line => !line[line.IndexOf(':')..].Split(' ')
            .Any(verdict => verdict.Length > 0 && line.StartsWith(verdict, StringComparison.Ordinal)))];
        Assert.True(missed.Length <= 1, string.Join(Environment.NewLine, missed));
    }

    [Fact]
    public void Nineteen_of_twenty_sound_runs_raise_no_alarm()
    {
        string[] alarms = [.. Verdicts("sound", "0..1").Where(line => !line.EndsWith(": Good", StringComparison.Ordinal))];
        Assert.True(alarms.Length <= 1, string.Join(Environment.NewLine, alarms));
    }

    /// <summary>Takes a minute of one core, so it runs only when it is asked for: -explicit only -class "*TestModelFitTests".</summary>
    [Fact(Explicit = true)]
    public void Of_seventy_further_cases_sixty_seven_have_what_was_prepared_first()
    {
        shell.Run(". $args[0]", Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1"));
        string[] missed = shell.Run("Measure-Case | Where-Object { -not $_.IsRight } | ForEach-Object { \"$($_.Case): $($_.Verdict)\" }").All<string>();
        Assert.True(missed.Length <= 3, string.Join(Environment.NewLine, missed));
    }

    [Fact]
    public void Verdicts_evidence_and_remedies_are_objects_that_say_their_figures() => Assert.Equal(
        ["True True", "Overfitting", "Training accuracy 1 30 True", "Validation accuracy 300", "Overfitting", "True", "1"],
        shell.Run(
            """
            $fit = & $cases.Overfitting 0 | Test-ModelFit -NoTrial
            "$($fit.Verdict -contains 'overfitting') $($fit.Verdict.Name -contains 'Overfitting')"
            "$fit"
            $one = $fit.Evidence | Where-Object Name -EQ 'Training accuracy'
            "$($one.Name) $($one.Value) $($one.Count) $($one.Low -lt 1 -and $one.High -eq 1)"
            $two = $fit.Evidence | Where-Object Name -Like 'Validation*'
            "$($two.Name) $($two.Count)"
            ($fit.Remedy | Group-Object Verdict).Name
            [string](($fit.Remedy | Select-Object Change, Command | ConvertTo-Csv -NoTypeInformation).Count -gt 4)
            [string]@($fit.Verdict | Sort-Object Cost).Count
            """).All<string>());

    [Fact]
    public void Every_remedy_that_is_listed_can_be_tried_whatever_the_activation() => Assert.Equal(
        ["True True 0"],
        shell.Run(
            """
            $parts.Clear()
            $few = Keep (Cloud 330 40 2 1.5 0 | Split-Dataset -Train 30 -Seed 0 -Validation 300)
            $run = New-Model 40 -Seed 0 { Linear 64; Gelu; Linear 2 } | Start-TrainingRun $few -Epoch 60 -LearningRate 0.01 -Seed 0
            $remedy = ($run | Test-ModelFit -Try -Budget 200).Remedy
            "$($remedy.Change -contains 'Noise on the samples') $($remedy.Change -contains 'Dropout') $(@($remedy | Where-Object Result -EQ Untried).Count)"
            """).All<string>());

    [Fact]
    public void Model_run_and_session_stay_as_they_are() => Assert.Equal(
        ["True True True 1"],
        shell.Run(
            """
            $run = & $cases.RateTooLow 1
            $weights = $run.Model.Parameters.Values | ForEach-Object { $_.ToArray() -join ' ' }
            $state = $run.Model.Generator.GetState() -join ' '
            $runs = @(Get-TrainingRun).Count
            $one = $run | Test-ModelFit; $two = $run | Test-ModelFit
            $after = $run.Model.Parameters.Values | ForEach-Object { $_.ToArray() -join ' ' }
            "$($null -eq (Compare-Object $weights $after)) $($state -eq ($run.Model.Generator.GetState() -join ' ')) $(@(Get-TrainingRun).Count -eq $runs) " +
                @($one.ToDisplayString(), $two.ToDisplayString() | Select-Object -Unique).Count
            """).All<string>());

    [Fact]
    public void Without_rows_that_were_set_aside_nothing_can_be_told_and_it_says_what_would() => Assert.Equal(
        ["CannotTell True"],
        shell.Run(
            """
            $all = Keep (Cloud 100 4 2 3 0)
            $fit = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 2 } | Start-TrainingRun $all -Epoch 20 -LearningRate 0.01 -Seed 0 | Test-ModelFit
            "$fit $($fit.Verdict[0].WouldDecide -like '*Split-Dataset*')"
            """).All<string>());

    [Fact]
    public void A_run_whose_data_are_gone_asks_for_them()
    {
        ErrorRecord error = shell.Run(
            """
            $run = New-Model 4 -Seed 0 { Linear 2 } | Start-TrainingRun (Cloud 40 4 2 3 0) -Epoch 1 -Seed 0
            [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
            $run | Test-ModelFit
            """).Error("NoDataOfRun");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
    }

    [Fact]
    public void Try_finds_the_remedy_that_is_known_to_exist() => Assert.Equal(
        ["Helps True True"],
        shell.Run(
            """
            $fit = & $cases.Underfitting 0 | Test-ModelFit -Try -Budget 40
            $layer = $fit.Remedy | Where-Object Change -Like 'A further layer*'
            "$($layer.Result) $($layer.Low -gt 0.5) $([Math]::Abs($layer.With - $layer.Without - $layer.Difference) -lt 1e-9)"
            """).All<string>());

    [Fact]
    public void The_best_remedy_is_looked_at_on_the_test_part_that_chose_nothing() => Assert.Equal(
        ["True True True True", "True"],
        shell.Run(
            """
            $parts.Clear()
            $split = Keep (Ring 900 2 3 | Split-Dataset -Train 300 -Validation 300 -Test 300 -Seed 3)
            $fit = New-Model 2 -Seed 0 { Linear 2 } | Start-TrainingRun $split -Epoch 40 -LearningRate 0.02 -Seed 0 | Test-ModelFit -Try -Budget 60
            $found = $fit.Confirmation
            "$($found.Remedy -eq $fit.Remedy[0]) $($found.Holds) $($found.Low -gt 0.3) $($found.Count -eq 300)"
            $model = New-Model 2 -Seed 0 { Linear 64; ReLU; Linear 2 }
            $null = $model | Start-TrainingRun $split -Epoch 40 -LearningRate 0.02 -Seed 0
            [string]([Math]::Abs(($model | Test-Model $split.Test).Accuracy - $found.With) -lt 0.05)
            """).All<string>());

    [Fact]
    public void What_was_not_tried_says_why() => Assert.Equal(
        ["True True"],
        shell.Run(
            """
            $fit = & $cases.Overfitting 1 | Test-ModelFit -Try -Budget 8
            $left = $fit.Remedy | Where-Object Result -EQ Untried
            "$($left.Count -gt 3 -and -not ($left | Where-Object Reason -NE 'the budget was used up')) $($fit.ToDisplayString() -match 'Not tried: ')"
            """).All<string>());

    [Fact]
    public void Try_says_that_nothing_helps_where_nothing_does() => Assert.Equal(
        ["0 True"],
        shell.Run(
            """
            $fit = & $sound.line 1 | Test-ModelFit -Try -Budget 24
            "$(@($fit.Remedy | Where-Object Result -EQ Helps).Count) $($fit.ToDisplayString() -match 'Nothing helped')"
            """).All<string>());

    [Fact]
    public void Try_never_looks_at_the_test_part() => Assert.Equal(
        ["True True"],
        shell.Run(
            """
            $data = Cloud 300 4 2 2 5
            $with = foreach ($turned in $false, $true) {
                $x = Again $data { param($x, $start, $i) if ($turned -and $i -ge 250) { $x[$start] = -$x[$start] } }
                $split = Keep (New-Dataset (New-Tensor -Data $x -Shape 300, 4) ([string[]](Names $data)) | Split-Dataset -Validation 100 -Test 50 -NoShuffle)
                $run = New-Model 4 -Seed 0 { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 10 -LearningRate 0.01 -Seed 0
                $fit = $run | Test-ModelFit -Try -Budget 60
                ($fit.Remedy | Where-Object Change -In 'Early stopping', 'Weight decay', 'A cosine schedule' | Sort-Object Change | ForEach-Object { "$($_.Change) $($_.With) $($_.Without)" }) -join '; '
            }
            "$($with[0] -eq $with[1]) $($with[0].Length -gt 60)"
            """).All<string>());

    [Fact]
    public void A_budget_is_a_number_of_models_or_a_time_span()
    {
        Assert.Equal(ErrorCategory.InvalidArgument, shell.Run("& $sound.line 0 | Test-ModelFit -Try -Budget soon").Error("InvalidBudget").CategoryInfo.Category);
        Assert.NotNull(shell.Run("& $sound.line 0 | Test-ModelFit -Budget 40").Error("ParameterHasNoEffect"));
        Assert.Equal("8", shell.Run(
            "$fit = & $sound.line 0 | Test-ModelFit -Try -Budget 8; \"$(4 * @($fit.Remedy | Where-Object Result -NE Untried).Count)\"").All<string>()[0]);
    }
}
