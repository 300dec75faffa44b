using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Test-ModelFit finds what was prepared, says nothing of sound runs, and leaves everything as it was.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
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

    [Theory]
    [InlineData("$run | Test-ModelFit", 0)]
    [InlineData("Test-ModelFit $run", 0)]
    [InlineData("Test-ModelFit told", 0)]
    [InlineData("$run | Test-ModelFit $own", 0)]
    [InlineData("Test-ModelFit $run $own", 0)]
    [InlineData("$run | Test-ModelFit -Data $own.Train", 0)]
    [InlineData("$run | Test-ModelFit $other", 2)]
    [InlineData("Test-ModelFit $run $other", 2)]
    [InlineData("Test-ModelFit $run -Data $other.Test", 1)]
    public void Rows_of_another_split_are_told_however_it_is_typed(string line, int warnings)
    {
        ShellResult result = shell.Run(
            $$"""
            $iris = Import-Dataset ($args[0] + '/iris.csv') -Label label
            $place = Join-Path ([IO.Path]::GetTempPath()) "NormTools-$([guid]::NewGuid())"
            $own = $iris | Split-Dataset -Validation 0.2 -Test 0.2 -Stratify -Seed 1
            $other = $iris | Split-Dataset -Validation 0.2 -Test 0.2 -Stratify -Seed 2
            $run = New-Model -Data $own -Seed 0 { Linear 8; ReLU; Linear } | Start-TrainingRun $own -Epoch 20 -LearningRate 0.05 -Seed 0 -Name told -Path $place
            try { {{line}} -NoTrial -WarningAction Continue }
            finally { Remove-Item $place -Recurse }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal("ModelFitTest", Assert.Single(result.Objects).BaseObject.GetType().Name);
        Assert.Equal(warnings, result.Warnings.Count(warning => warning.StartsWith("-Data:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nineteen_of_twenty_sound_runs_raise_no_alarm()
    {
        string[] alarms = [.. Verdicts("sound", "0..1").Where(line => !line.EndsWith(": Good", StringComparison.Ordinal))];
        Assert.True(alarms.Length <= 1, string.Join(Environment.NewLine, alarms));
    }

    /// <summary>What looks like wrong labels and is none: a rare class, a relation that does not hold for other rows, a border that a
    /// usual network does not find. And wrong labels that do not look like it.</summary>
    [Theory]
    [InlineData("shift: the relation turned round*", 0)]
    [InlineData("shift: labels of validation permuted", 1)]
    [InlineData("shift: half of validation turned round", 2)]
    [InlineData("shift: a slope turned round*", 0)]
    [InlineData("shift: other classes are told*", 1)]
    [InlineData("underfitting: a checkerboard, four units", 1)]
    [InlineData("noise: 30 % of one class*", 1)]
    [InlineData("noise: 30 % of one of four classes", 1)]
    [InlineData("noise: 12 % of targets*", 0)]
    [InlineData("labels 20 % wrong: cancer", 0)]
    [InlineData("labels 20 % wrong: cancer", 1)]
    [InlineData("labels 25 % wrong: two moons", 1)]
    [InlineData("labels 20 % wrong: 90 rows of iris", 1)]
    [InlineData("noise: 30 % of one class*", 2)]
    [InlineData("a class of 3 % that is hardly told", 0)]
    [InlineData("a class of 3 % that is hardly told", 2)]
    [InlineData("a class of 3 % that is told", 1)]
    public void Wrong_labels_are_told_from_what_looks_like_them(string name, int seed)
    {
        shell.Run(". $args[0]", Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1"));
        string[] found = shell.Run($"Measure-Case '{name}' -Seed {seed} | ForEach-Object {{ \"$($_.IsRight) $($_.Verdict)\" }}").All<string>();
        Assert.StartsWith("True", Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(600, "0..3")]
    [InlineData(3000, "0")]
    public void Labels_that_chance_draws_by_a_probability_are_not_wrong(int count, string seeds)
    {
        shell.Run(". $args[0]", Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1"));
        string[] found = shell.Run(
            $"Measure-Case '*by chance, {count} rows' -Seed ({seeds}) | ForEach-Object {{ $_.Verdict; $_.Fit.DataTest.Finding.Check -eq 'SuspiciousLabel' }}").All<string>();
        Assert.NotEmpty(found);
        Assert.DoesNotContain(found, verdict => verdict.Contains("LabelNoise", StringComparison.Ordinal) || verdict == "SuspiciousLabel");
    }

    [Fact]
    public void The_test_part_is_known_where_the_models_own_steps_prepare_it() => Assert.Equal(
        ["20 test"],
        shell.Run(
            """
            function Of-Chance($count, $seed) { 0..($count - 1) | ForEach-Object { [pscustomobject]@{ a = [Math]::Sin($_ + $seed); b = ('p', 'q', 'r')[$_ % 3]; y = ('no', 'yes')[[Math]::Sin($_ + $seed) -gt 0] } } }
            $first = Of-Chance 60 0 | Import-Dataset -Label y | Split-Dataset -Test 0.3 -Seed 1 -Preprocessor { OneHot; Standardize }
            $known = New-Model -Data $first -Seed 0 { Linear }
            $null = $known | Start-TrainingRun $first -Epoch 1 -Seed 0
            $later = Of-Chance 66 100 | Import-Dataset -Label y | Split-Dataset -Test 20 -Seed 2
            $fit = $known | Start-TrainingRun $later -Epoch 1 -Seed 0 | Test-ModelFit -NoTrial
            ($fit.Evidence | Where-Object Name -EQ 'Test accuracy' | ForEach-Object { "$($_.Count) test" })
            """).All<string>());

    [Fact]
    public void Scaling_is_added_to_the_steps_that_are_there_and_no_rate_beside_it() => Assert.Equal(
        ["Split-Dataset -Preprocessor { DatePart -Column day -Format 'yyyy-MM-dd'; Impute Median; OneHot; Standardize; ScaleTarget }", "True Scale features and target"],
        shell.Run(
            """
            . $args[0]
            $parts.Clear()
            $priced = 0..199 | ForEach-Object { [pscustomobject]@{ area = 50 + 90 * [Math]::Abs([Math]::Sin(7 * $_)); kind = ('flat', 'house')[$_ % 2]; day = "20$(10 + $_ % 9)-01-02"; price = 300000 + 2000 * [Math]::Abs([Math]::Sin(7 * $_)) * 90 + 50000 * ($_ % 2) } }
            $unscaled = $priced | Import-Dataset -Label price -Task Regression -WarningAction Ignore | Split-Dataset -Validation 0.3 -Seed 1 -Preprocessor { DatePart day -Format 'yyyy-MM-dd'; Impute Median; OneHot }
            $fit = New-Model -Data $unscaled -Seed 0 { Linear 8; ReLU; Linear } | Start-TrainingRun $unscaled -Epoch 20 -Seed 0 -WarningAction Ignore | Test-ModelFit
            ($fit.Remedy | Where-Object Change -EQ 'Scale features and target').Command
            $fit = & $wide['unscaled: area, year and price'].Run 0 | Test-ModelFit
            "$($fit.Verdict.Name -contains 'RateTooLow') $($fit.Remedy.Change -join '; ')"
            """,
            Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1")).All<string>());

    [Fact]
    public void A_model_is_told_that_its_run_is_wanted()
    {
        shell.Run("$alone = New-Model 3 -Seed 0 { Linear 2 }");
        Assert.Contains("Start-TrainingRun", shell.Run("$alone | Test-ModelFit").Error("RunWanted").Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Start-TrainingRun", shell.Run("Test-ModelFit $alone").Error("RunWanted").Exception.Message, StringComparison.Ordinal);
        Assert.Contains("LastRun", shell.Run("$data = New-Dataset (New-RandomTensor 8, 3 -Seed 0) (0, 1 * 4); $null = $alone | Start-TrainingRun $data -Epoch 1; $alone | Test-ModelFit").Error("RunWanted").Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>What rows have in common, what a column is and what size a target has.</summary>
    [Theory]
    [InlineData("leak: 40 persons of 12 near rows*", 0)]
    [InlineData("leak: 60 persons of 8 near rows*", 1)]
    [InlineData("leak: a column that is the label, which others*", 0)]
    [InlineData("labels 20 % wrong: 90 rows of iris", 0)]
    [InlineData("labels shuffled: 90 rows of iris", 0)]
    [InlineData("rate too low: reviews", 0)]
    [InlineData("unscaled: area, year and price", 0)]
    [InlineData("unscaled: the price alone", 0)]
    [InlineData("overfitting: a line is better", 0)]
    [InlineData("settings that were measured ten times", 0)]
    [InlineData("a dozen tight blobs of three classes", 0)]
    [InlineData("one column gives the quantity by a curve", 0)]
    public void Groups_names_of_the_target_and_sizes_are_told(string name, int seed) => Wrong_labels_are_told_from_what_looks_like_them(name, seed);

    [Fact]
    public void A_target_that_is_not_scaled_has_the_line_that_scales_it_and_a_better_line_is_proposed() => Assert.Equal(
        ["Split-Dataset -Preprocessor { Standardize; ScaleTarget } True", "New-Model { Linear } Helps"],
        shell.Run(
            """
            . $args[0]
            $parts.Clear()
            $fit = & $wide['unscaled: the price alone'].Run 1 | Test-ModelFit -Try -Budget 8
            "$((@($fit.Remedy | Where-Object Change -Like '*scaled target'))[0].Command) $((@($fit.Remedy | Where-Object Result -EQ Helps).Count) -ge 1)"
            $parts.Clear()
            $fit = & $wide['overfitting: a line is better'].Run 0 | Test-ModelFit -Try
            $line = $fit.Remedy | Where-Object Change -EQ 'A linear model'
            "$($line.Command) $($line.Result)"
            """,
            Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1")).All<string>());

    [Fact]
    public void Components_keep_a_scaled_target() => Assert.Equal(
        ["True"],
        shell.Run(
            """
            $parts.Clear()
            $split = Keep (Import-Dataset $Data/diabetes.csv -Label progression | Split-Dataset -Train 80 -Validation 300 -Preprocessor { Standardize; ScaleTarget } -Seed 0)
            $run = New-Model 10 -Seed 0 { Linear 64; ReLU; Linear 1 } | Start-TrainingRun $split -Epoch 60 -LearningRate 0.003 -BatchSize 16 -Seed 0
            $tried = ($run | Test-ModelFit -Try -Budget 200).Remedy | Where-Object Change -Like '*principal components'
            [string]($tried.With -gt 0)
            """).All<string>());

    [Fact]
    public void A_time_that_is_over_ends_what_is_tried() => Assert.Equal(
        ["Overfitting 0 True True"],
        shell.Run(
            """
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $fit = & $cases.Overfitting 1 | Test-ModelFit -Try -Budget ([timespan]::FromMilliseconds(1))
            "$fit $(@($fit.Remedy | Where-Object Result -NE Untried).Count) $($fit.ToDisplayString() -match 'the budget was used up') $($watch.Elapsed.TotalSeconds -lt 60)"
            """).All<string>());

    [Fact]
    public void The_area_under_the_curve_counts_rows_by_their_weights() => Assert.Equal(
        ["True True"],
        shell.Run(
            """
            $auc = [NormTools.TrainingRun].Assembly.GetType('NormTools.Evidence').GetMethod('Auc')
            $score, $own, $weight = (0.1, 0.4, 0.35, 0.8, 0.4, 0.2), ($false, $true, $false, $true, $false, $true), (1, 2, 1, 3, 1, 2)
            $rows = foreach ($i in 0..5) { , $i * $weight[$i] }
            $weighted = $auc.Invoke($null, ([double[]]$score, [bool[]]$own, [double[]]$weight)).Item1
            $repeated = $auc.Invoke($null, ([double[]]$score[$rows], [bool[]]$own[$rows], [double[]](@(1) * $rows.Count))).Item1
            $plain = $auc.Invoke($null, ([double[]]$score, [bool[]]$own, [double[]](@(1) * 6))).Item1
            "$([Math]::Abs($weighted - $repeated) -lt 1e-12) $([Math]::Abs($plain - $repeated) -gt 0.01)"
            """).All<string>());

    [Fact]
    public void Where_nearly_all_rows_are_of_one_class_it_says_what_the_accuracy_hides() => Assert.Equal(
        ["Good True True"],
        shell.Run(
            """
            $parts.Clear()
            $x = (New-RandomTensor 1500, 4 Normal -Seed 3).ToArray()
            $y = [long[]]@(0) * 1500
            for ($i = 0; $i -lt 1500; $i += 40) { $y[$i] = 1; $x[4 * $i] += 1.5 }
            $split = Keep (New-Dataset (New-Tensor -Data $x -Shape 1500, 4) $y -ClassName usual, rare | Split-Dataset -Validation 0.4 -Stratify -Seed 0)
            $fit = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.003 -Seed 0 | Test-ModelFit
            "$fit $($fit.Verdict[0].Because -like '*15 rows are not usual, of which it names 0*RocAuc*') $($fit.Remedy.Command -like '*-ClassWeight Balanced*' -ne $null)"
            """).All<string>());

    [Fact]
    public void A_class_that_hides_behind_the_accuracy_is_told() => Assert.Equal(
        ["Good True True", "True", "Balanced accuracy, Balanced accuracy of"],
        shell.Run(
            """
            $parts.Clear()
            $x = (New-RandomTensor 1000, 3 Normal -Seed 4).ToArray()
            $y = [long[]]@(0) * 1000
            for ($i = 0; $i -lt 1000; $i += 5) { $y[$i] = 1; $x[3 * $i] += 2 }
            $split = Keep (New-Dataset (New-Tensor -Data $x -Shape 1000, 3) $y -ClassName usual, rare | Split-Dataset -Validation 0.4 -Stratify -Seed 0)
            $fit = New-Model 3 -Seed 0 { Linear 8; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed 0 | Test-ModelFit
            "$fit $($fit.Verdict[0].Because -match 'The accuracy hides that of 80 rows of rare it names \d\d, and takes \d\d for usual') $($fit.Remedy.Command -like '*-ClassWeight Balanced*' -ne $null)"
            [string]($fit.ToDisplayString() -match 'Recall of rare +\d')
            ($fit.Evidence.Name -like 'Balanced*' -replace ' of .*', ' of') -join ', '
            """).All<string>());

    [Theory]
    [InlineData("rate too high: RMSprop, two moons", 1)]
    [InlineData("rate too high: diabetes, AdamW", 1)]
    public void Steps_that_led_far_away_at_first_are_too_long(string name, int seed) => Wrong_labels_are_told_from_what_looks_like_them(name, seed);

    [Fact]
    public void What_holds_the_network_back_is_what_to_take_away() => Assert.Equal(
        ["Less dropout; A smaller penalty: Start-TrainingRun with a tenth of -WeightDecay, -L2", "Less weight decay, More weight decay, No dropout, No penalty, No weight decay, Scores as outputs", "Leave the last Softmax out"],
        shell.Run(
            """
            $parts.Clear()
            $split = Halves (Cloud 300 6 3 2.5 0) 0
            $run = New-Model 6 -Seed 0 { Linear 8; ReLU; Dropout 0.95; Linear 8; ReLU; Dropout 0.95; Linear 3; Softmax } |
                Start-TrainingRun $split -Epoch 5 -LearningRate 0.001 -Optimizer AdamW -WeightDecay 1 -L2 0.01 -Seed 0
            $less = ($run | Test-ModelFit -NoTrial).Remedy | Where-Object Verdict -EQ NotLearning
            "$($less[1].Change); $($less[2])"
            $tried = ($run | Test-ModelFit -Try).Remedy.Change
            ($tried | Where-Object { $_ -in 'No dropout', 'No penalty', 'Scores as outputs' -or $_ -like '*weight decay' } | Sort-Object) -join ', '
            $less[0].Change
            """).All<string>());

    [Fact]
    public void Pictures_are_moved_and_turned_as_a_trial() => Assert.Equal(
        ["True True"],
        shell.Run(
            """
            $parts.Clear()
            . (Join-Path $args[0] tests/Module/Diagnosis/WideFitCases.ps1)
            $split = Keep (Digit 200 0 | Split-Dataset -Train 40 -Validation 160 -Seed 0)
            $run = New-Model -InputShape 1, 8, 8 -Seed 0 { Conv2d 4 3; ReLU; Flatten; Linear 10 } | Start-TrainingRun $split -Epoch 15 -LearningRate 0.01 -BatchSize 16 -Seed 0
            $tried = ($run | Test-ModelFit -Try -Budget 200).Remedy | Where-Object Reason -EQ $null
            "$($tried.Change -contains 'Moved pictures') $($tried.Change -contains 'Turned pictures')"
            """,
            BuiltModule.Repository).All<string>());

    [Fact]
    public void Without_a_validation_part_nothing_is_said_of_where_it_began() => Assert.Equal(
        ["False True"],
        shell.Run(
            """
            $parts.Clear()
            $split = Keep (Cloud 400 6 2 1.5 0 | Split-Dataset -Test 0.4 -Seed 0)
            $text = (New-Model 6 -Seed 0 { Linear 64; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed 0 | Test-ModelFit).ToDisplayString()
            "$($text -match 'began with') $($text -match 'models were trained for it')"
            """).All<string>());

    /// <summary>Takes a minute of one core, so it runs only when it is asked for: -explicit only -class "*TestModelFitTests".</summary>
    [Fact(Explicit = true)]
    public void Of_a_hundred_and_five_further_cases_a_hundred_and_three_have_what_was_prepared_first()
    {
        shell.Run(". $args[0]", Path.Combine(BuiltModule.Repository, "tests", "Module", "Diagnosis", "WideFitCases.ps1"));
        string[] missed = shell.Run("Measure-Case | Where-Object { -not $_.IsRight } | ForEach-Object { \"$($_.Case): $($_.Verdict)\" }").All<string>();
        Assert.True(missed.Length <= 2, string.Join(Environment.NewLine, missed));
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
            $cloud = Cloud 300 4 2 2 5
            $with = foreach ($turned in $false, $true) {
                $x = Again $cloud { param($x, $start, $i) if ($turned -and $i -ge 250) { $x[$start] = -$x[$start] } }
                $split = Keep (New-Dataset (New-Tensor -Data $x -Shape 300, 4) ([string[]](Names $cloud)) | Split-Dataset -Validation 100 -Test 50 -NoShuffle)
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
