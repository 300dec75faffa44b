using System.Globalization;

namespace NormTools.Module.Tests;

/// <summary>Start-TrainingSweep -Prune: which trials go on is that of the plain definitions, and their weights are carried on.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepPruningTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepPruningTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $tiny = New-Dataset (New-RandomTensor 6, 2 -Seed 1) (New-RandomTensor 6, 1 -Seed 2)
            $folder = $folder
            $script = {
                param($Width, $Rate = 0.01, $Seed)
                New-Model -Data $using:wine -Seed $Seed { Linear $Width; BatchNorm; ReLU; Dropout 0.2; Linear } |
                    Start-TrainingRun $using:wine -Epoch 9 -LearningRate $Rate -Optimizer Adam -Schedule CosineAnnealingLR -ScheduleArgument @{ T_max = 9 }
            }
            $options = @{ Script = $script; Parameter = @{ Width = 2, 4, 8; Rate = New-SearchRange 1e-4 0.3 -Log }; Trial = 11; Seed = 5 }
            function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error) $($_.IsBest) $($_.RungScores -join ',')" }) -join '|' }
            function Curves($trials, $seed) { # the loss after each epoch of a whole run of each trial
                foreach ($trial in $trials) {
                    $run = New-Model -Data $wine -Seed $seed { Linear $trial.Width; BatchNorm; ReLU; Dropout 0.2; Linear } |
                        Start-TrainingRun $wine -Epoch 9 -LearningRate $trial.Rate -Optimizer Adam -Schedule CosineAnnealingLR -ScheduleArgument @{ T_max = 9 }
                    , $run.History.ValidationLoss
                }
            }
            function Seeds($repeat) { (Start-TrainingSweep { param($Any, $Seed) $Seed } @{ Any = 1 } -Repeat $repeat -Seed 5).Scores }
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

    // The table of Li et al. 2018, section 3, and that of 243 epochs, which a rounded logarithm makes a bracket short.
    [Theory]
    [InlineData(27, "27@1 9@3 3@9 1@27 | 12@3 4@9 1@27 | 6@9 2@27 | 4@27")]
    [InlineData(81, "81@1 27@3 9@9 3@27 1@81 | 34@3 11@9 3@27 1@81 | 15@9 5@27 1@81 | 8@27 2@81 | 5@81")]
    [InlineData(243, "243@1 81@3 27@9 9@27 3@81 1@243 | 98@3 32@9 10@27 3@81 1@243 | 41@9 13@27 4@81 1@243 | 18@27 6@81 2@243 | 9@81 3@243 | 6@243")]
    public void Hyperband_s_brackets_are_the_published_ones(int epochs, string table)
    {
        string[] lines = [.. shell.Run(
            $$"""
            Start-TrainingSweep -Prune Hyperband -Parameter @{ Rate = New-SearchRange 1e-4 1e-2 -Log } -Script {
                param($Rate) New-Model 2 { Linear 1 } | Start-TrainingRun $using:tiny -Epoch {{epochs}} -LearningRate $Rate -BatchSize 6
            } | ForEach-Object { "$($_.RungScores.Count) $($_.Epoch)" }
            """).All<string>()];
        (int Rungs, int Epoch)[] trials = [.. lines.Select(line => line.Split(' ').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray()).Select(parts => (parts[0], parts[1]))];

        int first = 0;
        List<string> brackets = [];
        foreach (string[] rungs in table.Split(" | ").Select(bracket => bracket.Split(' ')))
        {
            (int Rungs, int Epoch)[] own = trials[first..(first += int.Parse(rungs[0].Split('@')[0], CultureInfo.InvariantCulture))];
            brackets.Add(string.Join(" ", Enumerable.Range(1, own.Max(trial => trial.Rungs)).Select(
                rung => $"{own.Count(trial => trial.Rungs >= rung)}@{own.First(trial => trial.Rungs == rung).Epoch}")));
        }

        Assert.Equal(table, string.Join(" | ", brackets));
        Assert.Equal(first, trials.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Halving_keeps_those_that_are_best_at_each_rung_and_carries_their_weights_on(int repeats) => Assert.Equal("11 3 1 True True", Text(
        $$"""
        $sweep = Start-TrainingSweep @options -Prune SuccessiveHalving -Repeat {{repeats}}
        $curves = @(foreach ($seed in Seeds {{repeats}}) { , @(Curves $sweep $seed) })
        function Mean($trial, $epoch) { ($curves | ForEach-Object { $_[$trial][$epoch - 1] } | Measure-Object -Average).Average }
        $alive = 0..10
        $reached = @{}
        foreach ($epoch in 1, 3, 9) {
            $alive.Count
            $alive | ForEach-Object { $reached[$_] = $epoch }
            $alive = @($alive | Sort-Object { Mean $_ $epoch }, { $_ } | Select-Object -First ([Math]::Floor($alive.Count / 3)))
        }

        $wanted = 0..10 | ForEach-Object { "$($reached[$_]) $(Mean $_ $reached[$_]) $(if ($reached[$_] -lt 9) { 'Pruned' } else { 'Completed' })" }
        ($wanted -join '|') -eq (($sweep | ForEach-Object { "$($_.Epoch) $($_.Score) $($_.State)" }) -join '|')
        ($sweep | Where-Object IsBest).State -eq 'Completed' -and ($sweep | Where-Object Run).Epoch -eq 9
        """));

    [Fact]
    public void The_median_of_earlier_rounds_ends_trials() => Assert.Equal("True True", Text(
        """
        $sweep = Start-TrainingSweep @options -Prune Median -RoundSize 2 -PruneEpoch 2
        $curves = @(Curves $sweep (Seeds 1))
        $ends = @(9) * 11
        for ($trial = 5; $trial -lt 11; $trial++) {
            $round = 5 + 2 * [Math]::Floor(($trial - 5) / 2)
            $before = 0..($round - 1) | Where-Object { $ends[$_] -eq 9 }
            foreach ($epoch in 2..8) {
                $sorted = @($before | ForEach-Object { $curves[$_][$epoch - 1] } | Sort-Object)
                $median = ($sorted[[Math]::Floor(($sorted.Count - 1) / 2)] + $sorted[[Math]::Floor($sorted.Count / 2)]) / 2
                if (($curves[$trial][0..($epoch - 1)] | Measure-Object -Minimum).Minimum -gt $median) { $ends[$trial] = $epoch; break }
            }
        }

        ($sweep.Epoch -join ' ') -eq ($ends -join ' ') -and @($ends | Where-Object { $_ -lt 9 }).Count -ge 2
        @(0..10 | Where-Object { $sweep[$_].Score -ne $curves[$_][$ends[$_] - 1] -or ($sweep[$_].State -eq 'Pruned') -ne ($ends[$_] -lt 9) }).Count -eq 0
        """));

    [Theory]
    [InlineData("Sobol", "SuccessiveHalving", 2)]
    [InlineData("Random", "Hyperband", 1)]
    [InlineData("Tpe", "Hyperband", 1)]
    [InlineData("Sobol", "Median", 2)]
    [InlineData("Tpe", "Median", 1)]
    public void Any_number_of_workers_and_a_folder_give_the_same_table(string sampler, string pruner, int repeats) => Assert.Equal("True True True True True", Text(
        $$"""
        $options.Trial = 17
        $options += @{ Sampler = '{{sampler}}'; Prune = '{{pruner}}'; Repeat = {{repeats}} }
        $one = Text (Start-TrainingSweep @options -Worker 1)
        foreach ($workers in 2, 8) { $one -eq (Text (Start-TrainingSweep @options -Worker $workers)) }
        $one -eq (Text (Start-TrainingSweep @options -Path $folder))
        $one -eq (Text (Import-TrainingSweep $folder))
        @(Get-ChildItem $folder -Recurse -File -Exclude result.json, trial.json, metrics.jsonl, sweep.json, run.json, model.safetensors).Count -eq 0
        """));

    [Theory]
    [InlineData("SuccessiveHalving", 2)]
    [InlineData("Hyperband", 1)]
    [InlineData("Median", 1)]
    public void A_stopped_sweep_goes_on_to_the_same_table(string pruner, int repeats)
    {
        string options = $"$options.Trial = 24; $options += @{{ Prune = '{pruner}'; Repeat = {repeats}; Worker = 2 }}; ";
        string whole = Text(options + "Text (Start-TrainingSweep @options)");
        foreach (int trials in new[] { 3, 9, 18 })
        {
            int Begun() => Directory.Exists(folder) ? Directory.GetFiles(folder, "r*.json", SearchOption.AllDirectories).Length : 0;
            string line = trials == 3 ? options + "Start-TrainingSweep @options -Path $folder" : "Resume-TrainingSweep $folder -Worker 2";
            shell.RunUntil(_ => Begun() >= trials, line);
        }

        Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
    }

    [Fact]
    public void Two_that_work_on_a_folder_give_the_table_of_one()
    {
        using Shell other = new();
        string whole = Text("Text (Start-TrainingSweep @options -Prune SuccessiveHalving)");
        shell.RunUntil(_ => File.Exists(Path.Combine(folder, "trials", "0001", "rung.json")), "Start-TrainingSweep @options -Prune SuccessiveHalving -Worker 1 -Path $folder");
        other.Run("param($data) $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1", Path.Combine(BuiltModule.Folder, "data"));
        ShellResult[] results = new ShellResult[2];
        Parallel.For(0, 2, i => results[i] = i == 0 ? shell.Run("Text (Resume-TrainingSweep $folder -Worker 1)") : other.Run("param($folder) $null = Resume-TrainingSweep $folder -Worker 2", folder));

        Assert.Equal(whole, Assert.Single(results[0].All<string>()));
        Assert.Empty(results[1].All<object>());
        Assert.Equal(whole, Text("Text (Import-TrainingSweep $folder)"));
    }

    [Fact]
    public void Trials_that_are_added_are_halved_among_themselves() => Assert.Equal("True 9 3 1 True", Text(
        """
        $sweep = Start-TrainingSweep @options -Prune SuccessiveHalving -Path $folder
        $more = Resume-TrainingSweep $folder -Add 9
        (($more[0..10] | ForEach-Object { "$_ $($_.State) $($_.Scores) $($_.RungScores)" }) -join '|') -eq (($sweep | ForEach-Object { "$_ $($_.State) $($_.Scores) $($_.RungScores)" }) -join '|')
        foreach ($rung in 1, 2, 3) { @($more[11..19] | Where-Object { $_.RungScores.Count -ge $rung }).Count }
        ($more | Where-Object IsBest).Score -eq ($more | Where-Object State -EQ Completed | Measure-Object Score -Minimum).Minimum
        """));

    [Fact]
    public void A_run_that_ends_by_itself_is_completed() => Assert.Equal("Completed 27, Completed 1, Completed 2, Pruned 6, Pruned 6", Text(
        """
        $sweep = Start-TrainingSweep -Sampler Grid -Prune SuccessiveHalving -PruneEpoch 3 -PruneFactor 2 -Parameter @{ Rate = 0.1, 0.001, 0.01, 1e-6, 1e-7 } -Script {
            param($Rate)
            $epochs = switch ($Rate) { 0.001 { 1 } 0.01 { 2 } default { 27 } }
            New-Model 2 -Seed 1 { Linear 1 } | Start-TrainingRun $using:tiny -Epoch $epochs -LearningRate $Rate -BatchSize 6
        }
        ($sweep | ForEach-Object { "$($_.State) $($_.Epoch)" }) -join ', '
        """));

    [Fact]
    public void A_script_scores_what_there_is_at_a_rung() => Assert.Equal("True", Text(
        """
        $sweep = Start-TrainingSweep @options -Prune SuccessiveHalving
        $options.Script = [scriptblock]::Create("$script".Replace('New-Model', '$run = New-Model') + "`n@{ Score = (`$run | Test-Model `$using:wine.Validation).Loss; Note = 'x' }")
        $tested = Start-TrainingSweep @options -Prune SuccessiveHalving
        @(0..10 | Where-Object { [Math]::Abs($sweep[$_].Score - $tested[$_].Score) -gt 1e-6 * $sweep[$_].Score }).Count -eq 0
        """));

    [Fact]
    public void A_trial_that_fails_is_not_kept() => Assert.Equal("True True Completed", Text(
        """
        $options.Script = [scriptblock]::Create("$script".Replace('New-Model', 'if ($Rate -gt 0.01) { throw "too high" }; New-Model'))
        $sweep = Start-TrainingSweep @options -Prune SuccessiveHalving
        $failed = @($sweep | Where-Object Rate -GT 0.01)
        $failed.Count -ge 2
        @($failed | Where-Object { $_.State -ne 'Failed' -or $_.RungScores.Count -gt 0 -or $_.Error -ne 'too high' }).Count -eq 0
        ($sweep | Where-Object IsBest).State
        """));

    [Fact]
    public void Nothing_is_left_behind_without_a_folder()
    {
        int Left() => Directory.GetDirectories(Path.GetTempPath(), $"NormTools-{Environment.ProcessId}-*").Count(place => Directory.GetFiles(place, "*.checkpoint", SearchOption.AllDirectories).Length > 0);
        int before = Left();
        shell.Run("$null = Start-TrainingSweep @options -Prune SuccessiveHalving").All<object>();
        Assert.Equal(before, Left());
    }

    [Theory]
    [InlineData("Start-TrainingSweep { param($X) $X } @{ X = 1, 2 } -Prune Hyperband", "NoRunToPrune")]
    [InlineData("Start-TrainingSweep { param($X) $X } @{ X = 1, 2 } -Prune Median", "NoRunToPrune")]
    [InlineData("Start-TrainingSweep { param($X) throw 'never' } @{ X = 1, 2 } -Prune Hyperband", "NoEpochsToPrune")]
    [InlineData("Start-TrainingSweep @options -Prune Median -PruneEpoch 9", "NothingToPrune")]
    [InlineData("Start-TrainingSweep @options -Prune SuccessiveHalving -PruneEpoch 4", "NothingToPrune")]
    [InlineData("Start-TrainingSweep @options -Prune SuccessiveHalving -PruneFactor 10", "NothingToPrune")]
    [InlineData("Start-TrainingSweep { param($X) New-Model 2 { Linear 1 } | Start-TrainingRun $using:tiny -Epoch 1 } @{ X = 1, 2 } -Prune Hyperband", "NothingToPrune")]
    [InlineData("Start-TrainingSweep @options -Prune Hyperband -Sampler Grid", "HyperbandDraws")]
    [InlineData("Start-TrainingSweep @options -Prune SuccessiveHalving -Sampler Tpe", "HalvingLearnsNothing")]
    [InlineData("Start-TrainingSweep @options -Prune SuccessiveHalving -RoundSize 3", "ParameterHasNoEffect")]
    [InlineData("Start-TrainingSweep @options -Prune Median -PruneFactor 3", "ParameterHasNoEffect")]
    [InlineData("Start-TrainingSweep @options -PruneEpoch 3", "ParameterHasNoEffect")]
    public void What_cannot_be_pruned_is_refused(string line, string id) => shell.Run(line).Error(id);

    [Fact]
    public void A_second_run_has_no_place_in_the_epochs() => Assert.Equal("Failed True", Text(
        """
        $trial = Start-TrainingSweep { param($Rate) foreach ($i in 1, 2) { New-Model 2 { Linear 1 } | Start-TrainingRun $using:tiny -Epoch 2 -LearningRate $Rate } } @{ Rate = 0.1 } -Prune Median
        $trial.State
        $trial.Error -like '*begins a second one*'
        """));
}
