using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Start-TrainingSweep: what a trial is, and that its table depends on the seed alone.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $folder = $folder
            $train = {
                param($Width, $Rate = 0.01)
                New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 2 -LearningRate $Rate
            }
            function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            folder);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void A_grid_is_a_loop_of_cmdlets_to_the_bit() => Assert.Equal("True 4", Text(
        """
        $sweep = Start-TrainingSweep -Parameter @{ Rate = 0.01, 0.1; Width = 2, 4 } -Script {
            param($Width, $Rate, $Seed)
            New-Model -Data $using:wine -Seed $Seed { Linear $Width; ReLU; Linear } | Start-TrainingRun $using:wine -Epoch 2 -LearningRate $Rate -Seed $Seed
        }
        $seed = (Start-TrainingSweep { param($Any, $Seed) $Seed } @{ Any = 1 }).Score
        $lines = foreach ($width in 2, 4) {
            foreach ($rate in 0.01, 0.1) {
                $run = New-Model -Data $wine -Seed $seed { Linear $width; ReLU; Linear } | Start-TrainingRun $wine -Epoch 2 -LearningRate $rate -Seed $seed
                "Width $width, Rate $rate $($run.Result.ValidationLoss)"
            }
        }

        ($lines -join '|') -eq (($sweep | ForEach-Object { "$_ $($_.Score)" }) -join '|')
        $sweep.Count
        """));

    [Theory]
    [InlineData("Grid", 1)]
    [InlineData("Random", 3)]
    [InlineData("Sobol", 2)]
    [InlineData("Halton", 1)]
    public void Any_number_of_workers_gives_the_same_table(string sampler, int repeats) => Assert.Equal("True True", Text(
        $$"""
        $options = @{ Script = $train; Parameter = @{ Width = 2, 3, 5; Rate = 0.1, 0.01 }; Sampler = '{{sampler}}'; Repeat = {{repeats}}; Seed = 7 }
        if ('{{sampler}}' -ne 'Grid') {
            $options.Trial = 5
            $options.Parameter.Rate = New-SearchRange 1e-4 1e-1 -Log
        }

        $one = Text (Start-TrainingSweep @options -Worker 1)
        $one -eq (Text (Start-TrainingSweep @options -Worker 2))
        $one -eq (Text (Start-TrainingSweep @options -Worker 8))
        """));

    [Fact]
    public void What_a_script_draws_without_a_seed_is_drawn_from_the_trial_s() => Assert.Equal("True False", Text(
        """
        $script = { param($Any) ((New-RandomTensor 4).ToArray() + (New-WeightTensor 2, 2 -Init Xavier).ToArray() | Measure-Object -Sum).Sum }
        $one = Start-TrainingSweep $script @{ Any = 1, 2 } -Repeat 2
        (Text $one) -eq (Text (Start-TrainingSweep $script @{ Any = 1, 2 } -Repeat 2))
        $one[0].Scores[0] -eq $one[0].Scores[1]
        """));

    [Fact]
    public void Trials_are_compared_under_the_same_seeds() => Assert.Equal("True 2", Text(
        """
        $sweep = Start-TrainingSweep { param($Any, $Seed) $Seed } @{ Any = 1, 2 } -Repeat 2
        ($sweep[0].Scores -join ',') -eq ($sweep[1].Scores -join ',')
        @($sweep[0].Scores | Select-Object -Unique).Count
        """));

    [Fact]
    public void A_score_is_the_mean_of_its_repetitions_with_an_interval() => Assert.Equal("True True True", Text(
        """
        $trial = Start-TrainingSweep { param($Any, $Seed) $Seed % 1000 } @{ Any = 1 } -Repeat 4
        $mean = ($trial.Scores | Measure-Object -Average).Average
        $deviation = [Math]::Sqrt(($trial.Scores | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum / 3)
        $trial.Score -eq $mean
        [Math]::Abs($trial.High - $mean - 3.182446 * $deviation / 2) -lt 1e-3 * $deviation
        [Math]::Abs($trial.High - $mean - ($mean - $trial.Low)) -lt 1e-9 * $mean
        """));

    [Fact]
    public void A_trial_that_fails_is_a_row_with_its_error() => Assert.Equal(
        "Completed: ; Failed: two is too many; Completed: ; Failed: The script wrote no training run and no number: its last output is scored, as in "
        + "New-Model ... | Start-TrainingRun ....",
        Text(
            """
            $sweep = Start-TrainingSweep { param($Any) if ($Any -eq 2) { throw 'two is too many' }; if ($Any -lt 4) { $Any } } @{ Any = 1, 2, 3, 4 }
            ($sweep | ForEach-Object { "$($_.State): $($_.Error)" }) -join '; '
            """));

    [Fact]
    public void An_error_of_a_cmdlet_fails_the_trial() => Assert.Equal("Failed True", Text(
        """
        $trial = Start-TrainingSweep { param($Any) Get-Item ./no-such-file; 1 } @{ Any = 1 }
        $trial.State
        $trial.Error -like '*no-such-file*'
        """));

    [Fact]
    public void The_best_trial_is_marked_and_has_its_run() => Assert.Equal("1 True True 5", Text(
        """
        $sweep = Start-TrainingSweep $train @{ Width = 1, 2, 4, 8, 16 } -Score ValidationAccuracy
        @($sweep | Where-Object Run).Count
        $best = $sweep | Sort-Object Score -Descending | Select-Object -First 1
        ($sweep | Where-Object Run).Score -eq $best.Score
        ($sweep | Where-Object Run).IsBest
        @($sweep | Where-Object { $_.Score -le $best.Score }).Count
        """));

    [Fact]
    public void A_number_is_better_when_it_is_small_unless_said_otherwise() => Assert.Equal("1 3", Text(
        """
        (Start-TrainingSweep { param($Any) $Any } @{ Any = 3, 1, 2 } | Where-Object IsBest).Score
        (Start-TrainingSweep { param($Any) @{ Score = $Any } } @{ Any = 3, 1, 2 } -ScoreMode Maximum | Where-Object IsBest).Score
        """));

    [Fact]
    public void Parameters_are_properties() => Assert.Equal("Trial, Width, Rate / 4 / 0.1", Text(
        """
        $trial = Start-TrainingSweep $train @{ Width = 4; Rate = 0.1 } | Select-Object Trial, Width, Rate
        "$($trial.PSObject.Properties.Name -join ', ') / $($trial.Width) / $($trial.Rate)"
        """));

    [Theory]
    [InlineData("-Score ValidationAcuracy", "UnknownMonitor", "-Score: ", "Did you mean ValidationAccuracy?")]
    [InlineData("-Score Gini", "MonitorModeNeeded", "-Score Gini: ", "give -ScoreMode Maximum or Minimum")]
    [InlineData("-Score ValidationLoss -ScoreMode Maximum", "MonitorModeContradicts", "-ScoreMode Maximum: ", "less is better")]
    public void A_score_that_is_wrong_is_told_by_its_name(string options, string id, string start, string part)
    {
        string message = shell.Run($"Start-TrainingSweep $train @{{ Width = 1 }} {options}").Error(id).Exception.Message;
        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("-Monitor", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Widht")]
    [InlineData("Wdth")]
    [InlineData("Widths")]
    [InlineData("iWdth")]
    public void A_misspelt_parameter_is_told(string name) => Assert.Contains(
        "Did you mean Width?",
        shell.Run($"Start-TrainingSweep $train @{{ {name} = 1 }}").Error("UnknownParameter").Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("New-SearchRange 1 8 -Whole", "int")]
    [InlineData("1, 2.0, 4", "int")]
    [InlineData("New-SearchRange 1 8", "double")]
    [InlineData("1.5, 2", "decimal")]
    public void Whole_numbers_fit_what_is_declared_so(string values, string type) => Assert.Equal("Completed", Text(
        $"(Start-TrainingSweep {{ param([{type}]$Width) $Width }} @{{ Width = {values} }} | Select-Object -Unique State).State"));

    [Fact]
    public void A_score_of_a_run_is_not_that_of_a_number() => Assert.Equal("Failed True", Text(
        """
        $numbered = Start-TrainingSweep { param($Any) @{ Score = $Any } } @{ Any = 0.5 } -Score ValidationAccuracy
        $numbered.State
        $numbered.Error -like '-Score ValidationAccuracy is a result of a training run, and the script wrote the number 0.5*'
        """));

    [Fact]
    public void A_repetition_that_fails_leaves_the_others() => Assert.Equal("Failed / 2 2 / True / odd / Completed", Text(
        """
        $seeds = (Start-TrainingSweep { param($Any, $Seed) $Seed } @{ Any = 1 } -Repeat 4).Scores
        $odd = @($seeds | Where-Object { $_ % 2 }).Count
        $half = Start-TrainingSweep { param($Any, $Seed) if ($Any -eq 2 -and $Seed % 2) { throw 'odd' }; if ($Any -eq 3) { throw 'odd' }; $Any } @{ Any = 2, 3, 1 } -Repeat 4
        "$($half[0].State) / $($half[0].Scores) / $($null -eq $half[0].Score -and $half[0].Scores.Count -eq 4 - $odd -and @($half[0].Error -split '; ' | Where-Object { $_ -like 'repetition ? of 4: odd' }).Count -eq $odd) / $($half[1].Error) / $($half[2].State)"
        """));

    [Theory]
    [InlineData("$using:net")]
    [InlineData("$using:table.Model")]
    [InlineData("$using:table.Inner['Model']")]
    [InlineData("$using:list[1]")]
    [InlineData("$using:record.Model")]
    [InlineData("$using:lastRun.Model")]
    public void A_model_that_a_script_takes_is_each_trial_s_own(string model) => Assert.Equal("1 True True", Text(
        $$"""
        $net = New-Model -Data $wine -Seed 3 { Linear 3; ReLU; Linear }
        $lastRun = $net | Start-TrainingRun $wine -Epoch 1
        $table = @{ Model = $net; Inner = [ordered]@{ Model = $net } }
        $list = 'x', $net
        $record = [pscustomobject]@{ Model = $net }
        $was = $net.Parameters['0.weight'].ToArray() -join ' '
        $own = Start-TrainingSweep { param($Any) $taken = {{model}}; $taken | Start-TrainingRun $using:wine -Epoch 2 -LearningRate 0.05 } @{ Any = 1..4 }
        @($own.Score | Select-Object -Unique).Count
        $was -eq ($net.Parameters['0.weight'].ToArray() -join ' ')
        @($own | Where-Object State -EQ Completed).Count -eq 4
        """));

    [Theory]
    [InlineData("$stream = New-RandomGenerator -Seed 3", "((New-RandomTensor 4 -Generator $using:stream).ToArray() | Measure-Object -Sum).Sum")]
    [InlineData("$stream = @{ Inner = New-Tensor 2 -Value 1 }", "$mine = $using:stream; $mine.Inner.Fill($mine.Inner.ToArray()[0] + 1); $mine.Inner.ToArray()[1]")]
    [InlineData("$stream = @{ Number = 1 }", "$mine = $using:stream; $mine.Number++; $mine.Number")]
    [InlineData("$stream = [Collections.ArrayList]@(1, 2)", "$mine = $using:stream; $null = $mine.Add(3); $mine.Count")]
    [InlineData("$stream = [pscustomobject]@{ Number = 1 }", "$mine = $using:stream; $mine.Number++; $mine.Number")]
    public void What_a_trial_changes_of_what_it_takes_is_as_before_for_the_next(string make, string use) => Assert.Equal("Completed 1", Text(
        $$"""
        {{make}}
        $changed = Start-TrainingSweep { param($Any) {{use}} } @{ Any = 1, 2, 3 } -Worker 1
        ($changed | Select-Object -Unique State).State
        @($changed.Score | Select-Object -Unique).Count
        """));

    [Fact]
    public void A_table_that_is_synchronized_is_shared() => Assert.Equal("3 3", Text(
        """
        $shared = [hashtable]::Synchronized(@{})
        $counted = Start-TrainingSweep { param($Any) $mine = $using:shared; $mine["n$Any"] = $Any; $mine.Count } @{ Any = 1, 2, 3 } -Worker 1
        $shared.Count
        $counted[2].Score
        """));

    [Fact]
    public void An_interval_of_losses_does_not_go_below_0() => Assert.Equal("0 True True", Text(
        """
        $some = Start-TrainingSweep { param($Any) New-Model -Data $using:wine { Linear 3; Linear } | Start-TrainingRun $using:wine -Epoch 12 -LearningRate 0.3 -Optimizer Adam } @{ Any = 1 } -Repeat 2 -Path $folder
        $some.Low
        (Import-TrainingSweep $folder).Low -eq $some.Low
        (Start-TrainingSweep { param($Any, $Seed) $Seed % 1000 } @{ Any = 1 } -Repeat 2).Low -lt 0
        """));

    [Fact]
    public void A_trial_leaves_nothing_to_the_next() => Assert.Equal("1 1 1", Text(
        "(Start-TrainingSweep { param($Any) $global:count++; $global:count } @{ Any = 1, 2, 3 } -Worker 1).Score"));

    [Theory]
    [InlineData("[int](Test-Path variable:left)", "Set-Variable left 1 -Scope Global")]
    [InlineData("[int](Test-Path variable:left)", "Set-Variable left 1 -Scope Global -Option ReadOnly")]
    [InlineData("[int](Test-Path variable:left)", "Set-Variable left 1 -Scope Global -Option Constant")]
    [InlineData("$MaximumHistoryCount", "$global:MaximumHistoryCount = 7 + $MaximumHistoryCount % 7")]
    [InlineData("[int](Test-Path variable:ProgressPreference)", "Remove-Variable ProgressPreference -Scope Global")]
    [InlineData("$PSDefaultParameterValues.Count", "$PSDefaultParameterValues['Get-Item:Path'] = 'x'")]
    [InlineData("$Error.Count", "Get-Item ./no-such-file -ErrorAction SilentlyContinue")]
    [InlineData("(Get-Location).Path.Length", "Set-Location ([IO.Path]::GetPathRoot((Get-Location).Path))")]
    public void What_a_trial_changes_is_as_before_for_the_next(string look, string change) => Assert.Equal("3 1", Text(
        $$"""
        Push-Location ([IO.Path]::GetTempPath())
        $sweep = Start-TrainingSweep { param($Any) $was = {{look}}; $null = . { {{change}} }; @{ Score = $was } } @{ Any = 1, 2, 3 } -Worker 1
        Pop-Location
        @($sweep | Where-Object State -EQ Completed).Count
        @($sweep.Score | Select-Object -Unique).Count
        """));

    [Fact]
    public void A_part_of_a_variable_is_taken_by_using() => Assert.Equal("8 True", Text(
        """
        $box = [pscustomobject]@{ Two = 5, 7 }
        (Start-TrainingSweep { param($Any) $using:box.Two[1] + $Any } @{ Any = 1 }).Score
        (Start-TrainingSweep { param($Any) $using:wine.Validation.Count } @{ Any = 1 }).Score -eq $wine.Validation.Count
        """));

    [Fact]
    public void A_result_that_is_empty_is_none() => Assert.Equal("True", Text(
        """
        $sweep = Start-TrainingSweep $train @{ Width = 1, 2, 3 } -Path $folder
        Clear-Content $folder/trials/0002/result.json
        (Text (Resume-TrainingSweep $folder)) -eq (Text $sweep)
        """));

    [Fact]
    public void Ranges_give_what_lies_in_them() => Assert.Equal("True True True", Text(
        """
        $values = Start-TrainingSweep { param($A, $B, $C) 1 } @{ A = New-SearchRange 1e-4 1e-1 -Log; B = New-SearchRange -1 1; C = New-SearchRange 1 4 -Whole } -Trial 64
        $logs = $values | ForEach-Object { [Math]::Log10($_.A) }
        @($logs | Where-Object { $_ -lt -4 -or $_ -gt -1 }).Count -eq 0 -and @($logs | Where-Object { $_ -lt -2.5 }).Count -eq 32
        @($values | Where-Object { $_.B -lt -1 -or $_.B -gt 1 }).Count -eq 0 -and @($values | Where-Object B -LT 0).Count -eq 32
        @($values | Group-Object C | Where-Object Count -EQ 16).Count -eq 4 -and $values[0].C -is [int]
        """));

    // The first points of the published sequence (Joe and Kuo), times 8; the shift is taken away by the first point, which is 0.
    [Theory]
    [InlineData(0, "0 4 6 2 3 7 5 1")]
    [InlineData(1, "0 4 2 6 3 7 1 5")]
    [InlineData(2, "0 4 2 6 5 1 7 3")]
    public void Sobol_s_points_are_the_published_ones(int dimension, string points) => Assert.Equal(points, Text(
        $$"""
        $range = New-SearchRange 0 7 -Whole
        $values = (Start-TrainingSweep { param($A, $B, $C) 1 } @{ A = $range; B = $range; C = $range } -Sampler Sobol -Trial 8 -Seed 3).{{"ABC"[dimension]}}
        $values | ForEach-Object { $_ -bxor $values[0] }
        """));

    [Fact]
    public void Every_coordinate_of_Sobol_s_sequence_fills_its_range_evenly()
    {
        string names = string.Join(", ", Enumerable.Range(1, 21).Select(i => $"$P{i:00}"));
        Assert.Equal("21 64", Text(
            $$"""
            $space = @{}
            foreach ($i in 1..21) { $space['P{0:00}' -f $i] = New-SearchRange 0 63 -Whole }
            $trials = Start-TrainingSweep { param({{names}}) 1 } $space -Sampler Sobol -Trial 64 -Seed 5
            $counts = foreach ($name in $space.Keys) { @($trials.$name | Select-Object -Unique).Count }
            $counts.Count
            $counts | Select-Object -Unique
            """));
    }

    // The digits of the number mirrored at the point, to the bases 2, 3 and 5; the shift is taken away by the first point, which is 0.
    [Theory]
    [InlineData("A", "0 0.5 0.25 0.75 0.125 0.625 0.375 0.875")]
    [InlineData("B", "0 0.3333 0.6667 0.1111 0.4444 0.7778 0.2222 0.5556")]
    [InlineData("C", "0 0.2 0.4 0.6 0.8 0.04 0.24 0.44")]
    public void Halton_s_points_are_the_published_ones(string dimension, string points) => Assert.Equal(points, Text(
        $$"""
        $range = New-SearchRange 0 1
        $values = (Start-TrainingSweep { param($A, $B, $C) 1 } @{ A = $range; B = $range; C = $range } -Sampler Halton -Trial 8 -Seed 3).{{dimension}}
        foreach ($value in $values) {
            $from = $value - $values[0]
            [Math]::Round($(if ($from -lt -1e-5) { $from + 1 } else { $from }), 4)
        }
        """));

    [Theory]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{}", "NoValues")]
    [InlineData("Start-TrainingSweep { param($Width, $Rate) 1 } @{ Width = 1 }", "NoValues")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = @() }", "NoValues")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Widht = 1 }", "UnknownParameter")]
    [InlineData("Start-TrainingSweep { param($Width, $Seed) 1 } @{ Width = 1; Seed = 2 }", "SeedIsGiven")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = 1, (New-SearchRange 0 1) }", "InvalidValues")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = New-SearchRange 0 1 } -Sampler Grid", "RangeInGrid")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = 1, 2 } -Sampler Grid -Trial 5", "ParameterHasNoEffect")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = 1 } -Force", "ParameterHasNoEffect")]
    [InlineData("Start-TrainingSweep { param($Width) $using:missing } @{ Width = 1 }", "VariableNotFound")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = 1 } -Score ValidationAcuracy", "UnknownMonitor")]
    [InlineData("Start-TrainingSweep { param([int]$Width) 1 } @{ Width = New-SearchRange 1 8 }", "WholeRangeWanted")]
    [InlineData("Start-TrainingSweep { param([Nullable[long]]$Width) 1 } @{ Width = New-SearchRange 1 8 -Log }", "WholeRangeWanted")]
    [InlineData("Start-TrainingSweep { param([byte]$Width) 1 } @{ Width = New-SearchRange 0.1 0.5 }", "WholeRangeWanted")]
    [InlineData("Start-TrainingSweep { param([int[]]$Width) 1 } @{ Width = New-SearchRange 1 8 }", "WholeRangeWanted")]
    [InlineData("Start-TrainingSweep { param([int]$Width) 1 } @{ Width = 1, 2.5 }", "WholeValueWanted")]
    [InlineData("Start-TrainingSweep { param($Width) 1 } @{ Width = (Get-Date) } -Path $folder", "ValueNotKept")]
    [InlineData("$space = @{}; 1..22 | ForEach-Object { $space[\"P$_\"] = 1, 2 }; Start-TrainingSweep { param($P1, $P2, $P3, $P4, $P5, $P6, $P7, $P8, $P9, $P10, $P11, $P12, $P13, $P14, $P15, $P16, $P17, $P18, $P19, $P20, $P21, $P22) 1 } $space -Sampler Sobol", "TooManyParameters")]
    [InlineData("$space = @{ A = 1..1000; B = 1..1001 }; Start-TrainingSweep { param($A, $B) 1 } $space", "TooManyTrials")]
    [InlineData("New-SearchRange 1 1", "InvalidRange")]
    [InlineData("New-SearchRange 0 1 -Log", "InvalidRange")]
    [InlineData("New-SearchRange 0.5 4 -Whole", "InvalidRange")]
    [InlineData("New-SearchRange -1.7e308 1.7e308", "InvalidRange")]
    [InlineData("Resume-TrainingSweep $folder", "SweepNotFound")]
    [InlineData("Import-TrainingSweep $folder", "SweepNotFound")]
    public void What_cannot_be_run_is_refused(string line, string id) => shell.Run(line).Error(id);

    [Fact]
    public void A_folder_keeps_every_trial_for_other_sessions() => Assert.Equal("True True True 6", Text(
        """
        $sweep = Start-TrainingSweep $train @{ Width = 2, 4; Rate = New-SearchRange 1e-3 1e-1 -Log } -Trial 4 -Path $folder
        (Text $sweep) -eq (Text (Import-TrainingSweep $folder))
        (Text $sweep) -eq (Text (Resume-TrainingSweep $folder))
        $more = Resume-TrainingSweep $folder -Add 2
        (Text $sweep) -eq (Text ($more | Select-Object -First 4))
        $more.Count
        """));

    [Fact]
    public void A_sweep_is_not_written_over_unless_that_is_said()
    {
        shell.Run("$null = Start-TrainingSweep { param($Any) $Any } @{ Any = 1, 2 } -Path $folder").All<object>();
        shell.Run("Start-TrainingSweep { param($Any) $Any } @{ Any = 1, 2 } -Path $folder").Error("SweepExists");
        Assert.Equal("5", Text("(Start-TrainingSweep { param($Any) $Any } @{ Any = 5 } -Path $folder -Force).Score; (Import-TrainingSweep $folder).Count | Where-Object { $_ -ne 1 }"));
        shell.Run("Resume-TrainingSweep $folder -Add 1").Error("GridIsFull");
    }

    [Fact]
    public void Two_that_work_on_a_folder_do_each_trial_once()
    {
        using Shell other = new();
        shell.Run("$null = Start-TrainingSweep { param($Any) Start-Sleep -Milliseconds 20; $null = New-Item \"$using:folder/done-$Any-$(New-Guid)\"; $Any } @{ Any = 1 } -Path $folder").All<object>();
        File.WriteAllText(
            Path.Combine(folder, "sweep.json"),
            File.ReadAllText(Path.Combine(folder, "sweep.json")).Replace("[1]", $"[{string.Join(",", Enumerable.Range(1, 40))}]", StringComparison.Ordinal)
                .Replace("\"trials\": 1", "\"trials\": 40", StringComparison.Ordinal));
        ShellResult[] results = new ShellResult[2];
        Parallel.For(0, 2, i => results[i] = (i == 0 ? shell : other).Run(
            "param($folder) (Resume-TrainingSweep $folder -Worker 2 | ForEach-Object { $_.Score }) -join ' '", folder));

        string all = string.Join(" ", Enumerable.Range(1, 40));
        Assert.All(results, result => Assert.Equal(all, Assert.Single(result.All<string>())));
        Assert.Equal(all, string.Join(" ", Directory.GetFiles(folder, "done-*").Select(file => int.Parse(Path.GetFileName(file).Split('-')[1])).Order()));
    }

    [Fact]
    public void A_stopped_sweep_goes_on_to_the_same_table()
    {
        ShellResult whole = shell.Run("Text (Start-TrainingSweep $train @{ Width = 1..12 } -Worker 2)");
        string first = Path.Combine(folder, "trials", "0003", "result.json");
        shell.RunUntil(_ => File.Exists(first), "Start-TrainingSweep $train @{ Width = 1..12 } -Worker 2 -Path $folder");

        int done = Directory.GetFiles(folder, "result.json", SearchOption.AllDirectories).Length;
        Assert.Equal(Assert.Single(whole.All<string>()), Text("Text (Resume-TrainingSweep $folder)"));
        Assert.InRange(done, 1, 12);
    }

    [Theory]
    [InlineData("sweep.json", "{")]
    [InlineData("sweep.json", "{\"version\":2}")]
    [InlineData("sweep.json", "{\"version\":1}")]
    public void A_damaged_file_is_named(string file, string content)
    {
        shell.Run("$null = Start-TrainingSweep { param($Any) $Any } @{ Any = 1, 2 } -Path $folder").All<object>();
        File.WriteAllText(Path.Combine(folder, file), content);
        foreach (string cmdlet in new[] { "Resume", "Import" })
        {
            ErrorRecord error = shell.Run($"{cmdlet}-TrainingSweep $folder").Error("DamagedSweep");
            Assert.Contains(Path.GetFileName(file), error.Exception.Message, StringComparison.Ordinal);
        }
    }
}
