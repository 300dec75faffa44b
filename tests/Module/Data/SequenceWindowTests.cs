namespace NormTools.Module.Tests;

/// <summary>Windows of series: what is in them, what they do not go across, and what needs no model.</summary>
[Collection("Training runs")]
public sealed class SequenceWindowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public SequenceWindowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            # Rows t = 0..19 of y = 10 t and z = -t, with dates.
            $rows = 0..19 | ForEach-Object { [pscustomobject]@{ day = [datetime]::new(2026, 2, 20).AddDays($_).ToString('yyyy-MM-dd'); y = 10 * $_; z = -$_ } }
            $table = $rows | Import-Dataset
            function Show($data) { "$($data.Feature.ToArray())|$(if ($data.Target) { $data.Target.ToArray() })" }
            """);
    }

    [Theory]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day", 18, "0 0 10 -1", "20")]
    [InlineData("$table | New-SequenceWindow 2 3 -Target y -Time day", 16, "0 0 10 -1", "20 30 40")]
    [InlineData("$table | New-SequenceWindow 2 -Target y, z -Time day", 18, "0 0 10 -1", "20 -2")]
    [InlineData("$table | New-SequenceWindow 2 2 -Target z, y -Time day", 17, "0 0 10 -1", "-2 20 -3 30")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day -ExcludeTarget", 18, "0 -1", "20")]
    [InlineData("$table | New-SequenceWindow 3 -Stride 4 -Target y -Time day", 5, "0 0 10 -1 20 -2", "30")]
    [InlineData("$table | New-SequenceWindow 20 -Horizon 0 -Time day", 1, null, "")]
    [InlineData("$rows | Import-Dataset -Label y | New-SequenceWindow 2 -Time day", 18, "0 0 -1 10", "20")]
    [InlineData("$rows | Import-Dataset -Label y | New-SequenceWindow 2 -Time day -ExcludeTarget", 18, "0 -1", "20")]
    [InlineData("$rows | Sort-Object z | Import-Dataset | New-SequenceWindow 2 -Target y -Time day", 18, "0 0 10 -1", "20")]
    [InlineData("New-Dataset (ConvertTo-Tensor $rows -Property y, z) | New-SequenceWindow 2 -Target Y", 18, "0 0 10 -1", "20")]
    [InlineData("$rows | Import-Dataset -ExcludeProperty day | New-SequenceWindow 2 -Target y -Time (0..19) -Group (@('a') * 20)", 18, "0 0 10 -1", "20")]
    public void A_window_is_rows_and_the_target_the_rows_behind(string line, int count, string? first, string target)
    {
        string[] shown = shell.Run($"$w = {line}; $w.Count; Show $w[0]").All<object>().Select(item => $"{item}").ToArray();
        Assert.Equal($"{count}", shown[0]);
        string[] parts = shown[1].Split('|');
        Assert.True(first is null || first == parts[0], parts[0]);
        Assert.Equal(target, parts[1]);
    }

    [Fact]
    public void The_past_of_a_target_that_a_step_scales_is_scaled_with_it() => Assert.Equal(
        "1.0000 -1.6202 0.9286 -1.3887 20", // of fifteen rows: z = 0..-14 between 0 and 1, y = 0..140 by mean 70 and deviation 43.205
        TensorText.Of(
            shell,
            """
            $steps = $rows | Select-Object y, z | Import-Dataset -Label y | Split-Dataset -Test 0.25 -NoShuffle -Preprocessor { MinMaxScale; ScaleTarget }
            $scaled = $steps | New-SequenceWindow 2 -WarningAction Ignore
            $scaled.Train[0].Feature.ToArray() | ForEach-Object { $_.ToString('0.0000', [cultureinfo]::InvariantCulture) }
            $scaled.Train[0].Target.ToArray()
            """));

    [Fact]
    public void No_window_goes_across_a_gap_a_group_or_the_split()
    {
        // Each row tells its series (1000s) and its number: rows of a window have to be neighbours.
        string[] shown = shell.Run(
            """
            $long = foreach ($shop in 'a', 'b') {
                0..29 | Where-Object { $_ -notin 7, 8, 20 } | ForEach-Object { [pscustomobject]@{ t = $_; shop = $shop; v = $_ + $(if ($shop -eq 'b') { 1000 } else { 0 }) } }
            }
            $mixed = $long | Sort-Object { ($_.v * 7919) % 61 }
            $split = $mixed | Import-Dataset | Split-Dataset -Test 0.35 -Validation 0.3 -Time t
            $windows = $split | New-SequenceWindow 3 2 -Target v -Time t -Group shop -WarningVariable told -WarningAction SilentlyContinue
            "$told"
            foreach ($name in 'Train', 'Validation', 'Test') {
                $part = $windows.$name
                $own = $part.Feature.ToArray(); $targets = $part.Target.ToArray(); $bad = 0
                for ($i = 0; $i -lt $part.Count; $i++) {
                    $line = @($own[(3 * $i)..(3 * $i + 2)]) + @($targets[(2 * $i)..(2 * $i + 1)])
                    for ($k = 1; $k -lt 5; $k++) { if ($line[$k] -ne $line[$k - 1] + 1) { $bad++ } }
                }
                $all = @($own) + @($targets) | ForEach-Object { $_ % 1000 } | Measure-Object -Minimum -Maximum
                "$name $($part.Count) $bad $($all.Minimum) $($all.Maximum)"
            }
            """).All<string>();
        Assert.StartsWith("4 gaps in -Time", shown[0], StringComparison.Ordinal);
        int last = -1;
        foreach (string line in shown[1..])
        {
            string[] fields = line.Split(' ');
            Assert.NotEqual("0", fields[1]);
            Assert.Equal("0", fields[2]);
            Assert.True(int.Parse(fields[3]) > last, line); // parts lie one behind another
            last = int.Parse(fields[4]);
        }
    }

    [Fact]
    public void Months_have_no_gaps_and_weekends_only_without_a_larger_step()
    {
        string[] shown = shell.Run(
            """
            $months = 0..40 | ForEach-Object { [pscustomobject]@{ m = [datetime]::new(2023, 1, 31).AddMonths($_).ToString('yyyy-MM-dd'); y = $_ } } | Import-Dataset
            ($months | New-SequenceWindow 12 -Target y -Time m).Count
            $days = 0..27 | ForEach-Object { [datetime]::new(2026, 6, 1).AddDays($_) } | Where-Object DayOfWeek -notin Saturday, Sunday |
                ForEach-Object { [pscustomobject]@{ d = $_.ToString('yyyy-MM-dd'); y = 1.5 * $_.Day } } | Import-Dataset
            ($days | New-SequenceWindow 3 -Target y -Time d -WarningAction SilentlyContinue).Count
            ($days | New-SequenceWindow 3 -Target y -Time d -MaximumStep 3.00:00:00).Count
            ($days | New-SequenceWindow 3 -Target y -Time d -MaximumStep (New-TimeSpan -Days 3)).Count
            """).All<object>().Select(item => $"{item}").ToArray();
        Assert.Equal(["29", "8", "17", "17"], shown);
    }

    [Fact]
    public void Errors_of_a_model_and_of_naive_forecasts_are_as_computed_by_hand()
    {
        string[] shown = shell.Run(
            """
            $y = 0..59 | ForEach-Object { 5 + 0.3 * $_ + 2 * ($_ % 4) + [math]::Sin(3 * $_) }
            $split = $y | ForEach-Object { [pscustomobject]@{ y = $_ } } | Import-Dataset | Split-Dataset -Test 20 -NoShuffle
            $w = $split | New-SequenceWindow 5 2 -Target y -Season 4 -Standardize
            $model = New-Model -Data $w -Seed 1 { GRU 4; LastStep; Linear }
            $null = $model | Start-TrainingRun $w -Epoch 5 -Seed 1
            $test = $model | Test-Model $w
            $y = $y | ForEach-Object { [float]$_ }
            $out = (Invoke-Model $model $w.Test).ToArray()
            $change = (4..39 | ForEach-Object { [math]::Abs($y[$_] - $y[$_ - 4]) } | Measure-Object -Average).Average
            $own = 0; $last = 0; $season = 0; $n = 0
            for ($i = 0; $i -lt $w.Test.Count; $i++) {
                for ($h = 0; $h -lt 2; $h++, $n++) {
                    $truth = $y[40 + $i + 5 + $h]
                    $own += [math]::Abs($truth - $out[2 * $i + $h])
                    $last += [math]::Abs($truth - $y[40 + $i + 4])
                    $season += [math]::Abs($truth - $y[40 + $i + 1 + $h])
                }
            }
            foreach ($pair in @(0, $own), @(1, $last), @(2, $season)) {
                $row = $test.Naive[$pair[0]]
                "$($row.Name) $([math]::Abs($row.MeanAbsoluteError - $pair[1] / $n) -lt 1e-4) $([math]::Abs($row.Mase - $pair[1] / $n / $change) -lt 1e-4)"
            }
            $test.Mase -eq $test.Naive[0].Mase
            $test.ToDisplayString() -replace '\s+', ' ' -match 'MASE [\d.]+; the last value again [\d.]+; the season of 4 again [\d.]+'
            $w.Test.TargetNames -join ','
            """).All<object>().Select(item => $"{item}").ToArray();
        Assert.Equal(["Model True True", "LastValue True True", "Season4 True True", "True", "True", "y+1,y+2"], shown);
    }

    [Fact]
    public void A_model_keeps_the_scaling_and_answers_in_the_unit_of_the_table()
    {
        string[] shown = shell.Run(
            """
            $file = Join-Path ([IO.Path]::GetTempPath()) "windows-$PID.safetensors"
            $big = 0..99 | ForEach-Object { [pscustomobject]@{ y = 10000 + 100 * [math]::Sin($_ / 3); z = $_ % 5 } } | Import-Dataset
            $w = $big | Split-Dataset -Test 0.3 -NoShuffle | New-SequenceWindow 6 -Target y -Standardize
            $model = New-Model -Data $w -Seed 0 { GRU 8; LastStep; Linear }
            $null = $model | Start-TrainingRun $w -Epoch 40 -Optimizer Adam -LearningRate 0.02 -Seed 0
            ($model | Test-Model $w).Mase -lt 0.5
            $raw = $big | New-SequenceWindow 6 -Horizon 0
            $y = (Invoke-Model $model $raw[-1]).ToArray()[0]
            $y -gt 9000 -and $y -lt 11000
            $model | Export-Model $file -Force
            $again = Import-Model $file
            (Invoke-Model $again $raw[-1]).ToArray()[0] -eq $y
            ($w.Test | Test-Model $again).Mase -eq ($model | Test-Model $w).Mase
            Remove-Item $file
            """).All<object>().Select(item => $"{item}").ToArray();
        Assert.Equal(["True", "True", "True", "True"], shown);
    }

    [Fact]
    public void Several_targets_have_errors_of_their_own_and_the_score_is_the_mean_of_theirs()
    {
        string[] shown = shell.Run(
            """
            $a = 0..59 | ForEach-Object { [float](5 + 0.3 * $_ + [math]::Sin(3 * $_)) }
            $b = 0..59 | ForEach-Object { [float](1000 * ($_ % 5) + 20 * $_) }
            $pairs = 0..59 | ForEach-Object { [pscustomobject]@{ a = $a[$_]; b = $b[$_] } } | Import-Dataset | Split-Dataset -Test 20 -NoShuffle
            $two = $pairs | New-SequenceWindow 5 2 -Target a, b -Standardize
            $duo = New-Model -Data $two -Seed 1 { GRU 4; LastStep; Linear }
            $null = $duo | Start-TrainingRun $two -Epoch 3 -Seed 1
            $test = $duo | Test-Model $two
            $out = (Invoke-Model $duo $two.Test).ToArray()
            $mase = foreach ($t in 0, 1) {
                $y = ($a, $b)[$t]
                $change = (1..39 | ForEach-Object { [math]::Abs($y[$_] - $y[$_ - 1]) } | Measure-Object -Average).Average
                $own = 0; $last = 0; $n = 0
                for ($i = 0; $i -lt $two.Test.Count; $i++) {
                    for ($h = 0; $h -lt 2; $h++, $n++) {
                        $own += [math]::Abs($y[40 + $i + 5 + $h] - $out[4 * $i + 2 * $h + $t])
                        $last += [math]::Abs($y[40 + $i + 5 + $h] - $y[40 + $i + 4])
                    }
                }
                $one, $other = $test.Naive | Where-Object Target -eq ('a', 'b')[$t]
                "$($one.Name) $($other.Name) $([math]::Abs($one.MeanAbsoluteError / ($own / $n) - 1) -lt 1e-4) $([math]::Abs($other.Mase / ($last / $n / $change) - 1) -lt 1e-4)"
                $own / $n / $change
            }
            $mase[0, 2]
            [math]::Abs($test.Mase - ($mase[1] + $mase[3]) / 2) -lt 1e-4
            $test.ToDisplayString() -replace '\s+', ' ' -match 'MASE [\d.]+ \(mean of 2 targets\); the last value again [\d.]+'
            """).All<object>().Select(item => $"{item}").ToArray();
        Assert.Equal(["Model LastValue True True", "Model LastValue True True", "True", "True"], shown);
    }

    [Fact]
    public void Windows_know_their_columns_which_a_model_takes_by_name_from_its_file_as_well()
    {
        string[] shown = shell.Run(
            """
            $named = Join-Path ([IO.Path]::GetTempPath()) "named-$PID.safetensors"
            $made = 0..59 | ForEach-Object { [pscustomobject]@{ u = $_ % 7; v = 100 + $_ % 3; y = [math]::Sin($_) } }
            $seen = $made | Import-Dataset -Label y | Split-Dataset -Test 20 -NoShuffle
            $result = foreach ($options in @{}, @{ Standardize = $true }) {
                $cut = $seen | New-SequenceWindow 4 @options
                $knows = New-Model -Data $cut -Seed 0 { GRU 4; LastStep; Linear }
                $null = $knows | Start-TrainingRun $cut -Epoch 2 -Seed 0
                $knows | Export-Model $named -Force
                $again = Import-Model $named
                $wanted = "$((Invoke-Model $knows $cut.Test).ToArray())"
                $swapped = $made | Select-Object y, v, u | Import-Dataset -Label y
                $windows = ($swapped | New-SequenceWindow 4)[40..55]
                foreach ($model in $knows, $again) { "$((Invoke-Model $model $windows).ToArray())" -eq $wanted }
                "$((Invoke-Model $again $windows.Feature).ToArray())" -ne $wanted
            }
            Remove-Item $named
            $result
            """).Objects.Select(item => $"{item}").ToArray();
        Assert.Equal(["True", "True", "True", "True", "True", "True"], shown);
    }

    [Fact]
    public void Other_columns_are_refused_with_both_lists()
    {
        string message = shell.Run(
            """
            $few = 0..29 | ForEach-Object { [pscustomobject]@{ u = $_ % 7; w = $_ % 5; y = [math]::Sin($_) } }
            $ofU = $few | Select-Object u, y | Import-Dataset -Label y | New-SequenceWindow 4
            $ofW = $few | Select-Object w, y | Import-Dataset -Label y | New-SequenceWindow 4
            $narrow = New-Model -Data $ofU -Seed 0 { Flatten; Linear }
            $null = $narrow | Start-TrainingRun $ofU -Epoch 1 -Seed 0
            Invoke-Model $narrow $ofW
            """).Error("WindowColumnsDiffer").Exception.Message;
        Assert.Contains("'w', 'y'", message, StringComparison.Ordinal);
        Assert.Contains("'u', 'y'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_have_the_time_and_the_group_of_the_row_that_is_predicted() => Assert.Equal(
        "shop day y-2 y-1 y Prediction|a 2026-01-05 1 2 3|b 2026-01-05 101 102 103|b 2026-01-07|2 2026-01-06",
        string.Join('|', shell.Run(
            """
            $shops = foreach ($shop in 'a', 'b') {
                foreach ($i in 0..5) { [pscustomobject]@{ shop = $shop; day = "2026-01-0$($i + 2)"; y = $i + 100 * ($shop -eq 'b') } }
            }
            $series = $shops | Import-Dataset -WarningAction Ignore
            $marked = $series | New-SequenceWindow 2 -Target y -Time day -Group shop
            $line = New-Model -Data $marked -Seed 0 { Flatten; Linear }
            $answers = Invoke-Model $line $marked -As Row
            $answers[0].PSObject.Properties.Name -join ' '
            foreach ($one in $answers[1, 5]) { "$($one.shop) $($one.day) $($one.'y-2') $($one.'y-1') $($one.y)" }
            $ahead = Invoke-Model $line ($series | New-SequenceWindow 2 -Horizon 0 -Time day -Group shop)[-1] -As Row
            "$($ahead.shop) $($ahead.day)"
            $joined = $marked[2], $marked[6] | Join-Dataset
            $joinedRow = @(Invoke-Model $line $joined -As Row)[0]
            "$(@(Invoke-Model $line $joined -As Row).Count) $($joinedRow.day)"
            """).Objects.Select(item => $"{item}")));

    [Fact]
    public void Windows_of_classes_have_the_class_of_the_row_behind() => Assert.Equal(
        "2 b a",
        TensorText.Of(
            shell,
            """
            $w = 0..9 | ForEach-Object { [pscustomobject]@{ x = $_; state = @('a', 'a', 'b')[$_ % 3] } } | Import-Dataset -Label state | New-SequenceWindow 2
            $w.ClassNames.Count
            $w.ClassNames[$w[0].Target.ToArray()[0]], $w.ClassNames[$w[1].Target.ToArray()[0]]
            """));

    [Theory]
    [InlineData("$table | New-SequenceWindow 2 -Time day", "NothingToForecast")]
    [InlineData("$table | New-SequenceWindow 2 -Target q -Time day", "ColumnNotFound")]
    [InlineData("$table | New-SequenceWindow 30 -Target y -Time day", "NoWindow")]
    [InlineData("$table | New-SequenceWindow 2 -Target y", "UnpreparedData")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day -Season 3", "SeasonTooLong")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day -MaximumStep 3", "InvalidMaximumStep")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -MaximumStep 3", "ParameterHasNoEffect")]
    [InlineData("$table | New-SequenceWindow 2 -Horizon 0 -Time day -Season 2", "ParameterHasNoEffect")]
    [InlineData("$table | New-SequenceWindow 2 -Horizon 0 -Time day -ExcludeTarget", "ParameterHasNoEffect")]
    [InlineData("New-Dataset (1..6) a, b, a, b, a, b | New-SequenceWindow 2 -Season 2", "ParameterHasNoEffect")]
    [InlineData("New-Dataset (1..6) a, b, a, b, a, b | New-SequenceWindow 2 2", "HorizonOfClasses")]
    [InlineData("New-Dataset (New-Tensor 60000, 10) | New-SequenceWindow 1000 -Horizon 0", "TooManyWindows")]
    [InlineData("$w = $table | New-SequenceWindow 2 -Target y -Time day; $w[0..3], $w[4..9] | Join-Dataset | Split-Dataset -Test 0.5", "WindowsOverlap")]
    [InlineData("$rows + $rows | Import-Dataset | New-SequenceWindow 2 -Target y -Time day", "DuplicateTime")]
    [InlineData("$rows | Import-Dataset -Label y | New-SequenceWindow 2 -Target z -Time day", "ParameterHasNoEffect")]
    [InlineData("$table | Split-Dataset -Test 0.4 -Seed 1 | New-SequenceWindow 2 -Target y -Time day", "ShuffledSeries")]
    [InlineData("$table | Split-Dataset -Test 0.4 -Time day | New-SequenceWindow 2 -Target y -Time (0..19)", "NotAColumn")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day | Split-Dataset -Test 0.2 -Seed 1", "WindowsOverlap")]
    [InlineData("$table | New-SequenceWindow 2 -Target y -Time day | Split-Dataset -Test 0.2 -NoShuffle", "WindowsOverlap")]
    [InlineData("New-Dataset (New-Tensor 5, 2, 2) | New-SequenceWindow 2 -Horizon 0", "ShapeMismatch")]
    [InlineData("New-Dataset (New-Tensor 5, 2) (1..5) -SampleWeight (1..5) -Task Regression | New-SequenceWindow 2", "NoWindowsOfRows")]
    public void What_makes_no_windows_is_refused(string line, string id) => shell.Run(line).Error(id);

    [Fact]
    public void Joined_parts_keep_what_needs_no_model() => Assert.Equal(
        "True 2",
        TensorText.Of(
            shell,
            """
            $w = $table | New-SequenceWindow 3 -Target y -Time day
            $model = New-Model -Data $w -Seed 0 { Flatten; Linear }
            $joined = $w[0..5], $w[6..16] | Join-Dataset
            [math]::Abs(($model | Test-Model $joined).Mase - ($model | Test-Model $w).Mase) -lt 1e-5
            ($model | Test-Model $joined).Naive.Count
            """));

    [Fact]
    public void Splits_in_time_give_splits_of_windows() => Assert.Equal(
        "1:2 2:2 3:2",
        TensorText.Of(
            shell,
            "$table | Split-Dataset -Fold 3 -Time day | New-SequenceWindow 3 -Target y -Time day | ForEach-Object { \"$($_.Fold):$($_.Test.Count)\" }"));

    [Fact]
    public void Windows_that_share_no_row_can_be_divided() => Assert.Equal(
        "5 1", TensorText.Of(shell, "$s = $table | New-SequenceWindow 2 -Stride 3 -Target y -Time day | Split-Dataset -Test 1 -Seed 1; $s.Train.Count, $s.Test.Count"));
}
