using System.Management.Automation;
using System.Text.RegularExpressions;

namespace NormTools.Module.Tests;

/// <summary>Runs with a name: what is kept, and how they come back in another session.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class RunStoreTests : IDisposable
{
    private const string Start =
        """
        param($data, $place)
        Set-Location $place
        $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
        function Net { New-Model 4 -Seed 0 { Linear 8; BatchNorm; ReLU; Dropout 0.1; Linear 3 } }
        function Bits($model) { foreach ($name in $model.Parameters.Keys) { $model.Parameters[$name].ToArray() -join ' ' } }
        function Told($run) { $run.Options.ToString(); $run | Select-Object * -ExcludeProperty Model, Path, Duration, Started, ResumedFrom, CanResume |
            ConvertTo-Json -Depth 5 }
        """;

    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = New();

    public RunStoreTests() => Begin(shell);

    [Fact]
    public void A_run_of_another_session_is_the_run_as_it_was()
    {
        shell.Run(
            """
            $run = Net | Start-TrainingRun $iris -Name all -Epoch 9 -Seed 18446744073709551615 -LearningRate 0.05 -EarlyStopping 2 -Monitor ValidationRocAuc -Metric RocAuc, @{ type = 'FBeta'; beta = 2 } `
                -MinimumChange 0.001 -Schedule StepLR -ScheduleArgument @{ step_size = 3 } -Group @{ Name = '*.bias'; WeightDecay = 0.1 } -Freeze '0.*' `
                -ClipNorm 2 -ClipNormType ([double]::PositiveInfinity) -AverageDecay 0.9 -Accumulate 2 -L1 1e-4 -OrderSeed 3 -ClassWeight @{ setosa = 2 }
            """);
        using Shell other = Another();
        other.Run("$run = Import-TrainingRun all");
        Assert.Equal(TensorText.Of(shell, "Told $run"), TensorText.Of(other, "Told $run"));
        Assert.Equal(TensorText.Of(shell, "Bits $run.Model"), TensorText.Of(other, "Bits $run.Model"));
        Assert.Equal("True True", TensorText.Of(other, "$run.History.Count -gt 1; $run.History[0].ValidationRocAuc -is [double]"));
        Assert.Equal(TensorText.Of(shell, "$run | Test-Model $iris"), TensorText.Of(other, "$run | Test-Model $iris"));
        Assert.Equal(TensorText.Of(shell, "$run.Result; $run.Started"), TensorText.Of(other, "$run.Result; $run.Started"));
        Assert.Equal("True", TensorText.Of(
            other, "$again = Net | Start-TrainingRun $iris -Option (Get-Content runs/all/options.json -Raw); $again.Options.Equals($run.Options)"));
    }

    [Theory]
    [InlineData("Resume-TrainingRun level -Epoch 2 -Data $iris")]
    [InlineData("Net | Start-TrainingRun $iris -Epoch 2 -Seed 5 -Name level -Resume")]
    public void A_run_that_another_level_trained_goes_on_with_a_warning(string line)
    {
        shell.Run("$null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name level");
        string file = Path.Combine(place, "runs", "level", "run.json");
        string text = Regex.Replace(File.ReadAllText(file), ",\\s*\"checksum\": \"[0-9a-f]*\"", string.Empty);
        File.WriteAllText(file, Regex.Replace(text, "\"level\": ?\"[^\"]*\"", "\"level\":\"v9\""));
        using Shell other = Another();
        ShellResult gone = other.Run(line);
        Assert.Equal("2", TensorText.Of(other, "(Get-TrainingRun level).EpochCount"));
        Assert.Matches("^The run was trained with the instruction level v9 and goes on with .*: its last digits", Assert.Single(gone.Warnings));
        Assert.Empty(other.Run("Resume-TrainingRun level -Epoch 3").Warnings); // it has this one now
    }

    [Fact]
    public void A_process_that_is_killed_leaves_a_run_that_goes_on_to_the_same_bits()
    {
        shell.Run("$whole = Net | Start-TrainingRun $iris -Epoch 9 -Seed 5");
        foreach (int epoch in new[] { 1, 4 })
        {
            string name = $"killed {epoch}";
            BuiltModule.RunApart(
                $"& {{ {Start} }} '{Data}' '{place}'; . {{ {Start} }} '{Data}' '{place}'; "
                + $"$null = Net | Start-TrainingRun $iris -Epoch 9 -Seed 5 -Name '{name}' -OnEpoch {{ "
                + $"if ($_.Epoch -eq {epoch} -and {epoch} -gt 1) {{ Start-Sleep -Milliseconds 1100 }}; if ($_.Epoch -gt {epoch}) {{ [Diagnostics.Process]::GetCurrentProcess().Kill() }} }}");
            shell.Run($"$run = Get-TrainingRun '{name}'");
            Assert.Equal("Interrupted True", TensorText.Of(shell, "$run.State; $run.CanResume"));
            int kept = int.Parse(TensorText.Of(shell, "$run.EpochCount"), System.Globalization.CultureInfo.InvariantCulture); // that of the last checkpoint: there is one a second
            Assert.InRange(kept, epoch == 1 ? 0 : epoch, epoch);
            shell.Run($"Resume-TrainingRun '{name}'").Error("RunNeedsData");
            ShellResult went = shell.Run($"$run = Resume-TrainingRun '{name}' -Data $iris");
            Assert.Empty(went.Errors);
            Assert.Contains(went.Information, line => line.StartsWith("Goes on from epoch ", StringComparison.Ordinal));
            Assert.Equal("Finished True", TensorText.Of(shell, "$run.State; \"$(Bits $whole.Model)\" -eq \"$(Bits $run.Model)\""));
            Assert.Equal("True", TensorText.Of(shell, "\"$($whole.History.TrainingLoss)\" -eq \"$($run.History.TrainingLoss)\""));
        }
    }

    [Fact]
    public void Ctrl_C_leaves_a_run_that_another_session_goes_on_with()
    {
        ShellResult result = shell.RunUntil(
            now => now.Progress.Any(record => record.StatusDescription.StartsWith("Epoch 3", StringComparison.Ordinal)),
            "Net | Start-TrainingRun $iris -Epoch 100000 -Seed 5 -Name broken");
        Assert.True(result.Stopped);
        shell.Run("Copy-Item runs kept -Recurse; $run = Get-TrainingRun broken -Path kept; $here = Get-TrainingRun broken -Path runs");
        Assert.Equal("Interrupted It was stopped (Ctrl+C).", TensorText.Of(shell, "$run.State; $run.Reason"));
        Assert.Equal("True True", TensorText.Of(shell, "$here.EpochCount -ge 2; $run.EpochCount -eq $here.EpochCount"));
        shell.Run("$end = $run.EpochCount + 2; $more = $run | Resume-TrainingRun -Data $iris -Epoch $end; $whole = Net | Start-TrainingRun $iris -Epoch $end -Seed 5");
        Assert.Equal("Finished True", TensorText.Of(shell, "$more.State; \"$(Bits $whole.Model)\" -eq \"$(Bits $more.Model)\""));
        ErrorRecord stale = shell.Run("$run | Resume-TrainingRun -Data $iris").Error("RunChanged");
        Assert.Contains("Get-TrainingRun broken gives it as it is", stale.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_epochs_end_with_the_bits_of_one_run_of_all()
    {
        shell.Run(
            """
            $whole = Net | Start-TrainingRun $iris -Epoch 8 -Seed 5
            $null = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Name more
            $plain = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5
            $longer = $plain | Resume-TrainingRun -Epoch 8
            """);
        Assert.Equal("True 8", TensorText.Of(shell, "\"$(Bits $whole.Model)\" -eq \"$(Bits $longer.Model)\"; $longer.EpochCount"));
        shell.Run("Copy-Item runs kept -Recurse; $run = Get-TrainingRun more -Path kept | Resume-TrainingRun -Epoch 8 -Data $iris");
        Assert.Equal(TensorText.Of(shell, "Bits $whole.Model"), TensorText.Of(shell, "Bits $run.Model"));
        Assert.Equal("epoch 3 of 8 epoch 3 of 8", TensorText.Of(shell, "$run.ResumedFrom; (Get-TrainingRun more -Path kept).ResumedFrom"));
        shell.Run("Get-TrainingRun more -Path kept | Resume-TrainingRun -Epoch 9 -Data $iris.Test -Validation $iris.Validation").Error("CheckpointMismatch");
    }

    [Theory]
    [InlineData("", "CannotResume", "-Epoch 6 goes on with it")]
    [InlineData("-Epoch 2", "CannotResume", "has 3 epochs already")]
    [InlineData("-Epoch 3", "CannotResume", "has 3 epochs already")]
    public void A_run_that_has_ended_needs_more_epochs(string more, string id, string message)
    {
        ErrorRecord error = shell.Run($"Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 | Resume-TrainingRun {more}").Error(id);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_over_all_epochs_takes_no_more()
    {
        ErrorRecord error = shell.Run(
            "Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Schedule OneCycleLR -ScheduleArgument @{ max_lr = 0.1 } | Resume-TrainingRun -Epoch 6")
            .Error("CheckpointMismatch");
        Assert.Contains("-Epoch is 6 and was 3", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Early_stopping_waits_anew_where_a_run_goes_on()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 50 -Seed 5 -EarlyStopping 2 -MinimumChange 1000 -Name early; $more = Resume-TrainingRun early -Epoch 50");
        Assert.Equal("StoppedEarly 3 StoppedEarly 5", TensorText.Of(shell, "$run.State; $run.EpochCount; $more.State; $more.EpochCount"));
    }

    [Fact]
    public void A_run_is_trained_by_one_command_alone()
    {
        shell.Run(
            """
            $seen = @()
            $null = Net | Start-TrainingRun $iris -Epoch 2 -Seed 5 -Name one -OnEpoch {
                $other = Net
                try { $other | Start-TrainingRun $iris -Name one -Force -ErrorAction Stop } catch { $script:seen += $_.FullyQualifiedErrorId.Split(',')[0] }
                try { Remove-TrainingRun one -ErrorAction Stop } catch { $script:seen += $_.FullyQualifiedErrorId.Split(',')[0] }
                $script:seen += (Get-TrainingRun one -Path ./runs).State
            }
            """);
        Assert.Equal("RunInUse RunInUse Running RunInUse RunInUse Running", TensorText.Of(shell, "$seen"));
        Assert.False(File.Exists(Path.Combine(place, "runs", "one", "lock")));
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        shell.Run("$null = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Name taken");
        ErrorRecord error = shell.Run("Net | Start-TrainingRun $iris -Name taken").Error("RunExists");
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        shell.Run("$null = Net | Start-TrainingRun $iris -Epoch 2 -Seed 6 -Name taken -Force");
        Assert.Equal("2 6", TensorText.Of(shell, "$run = Get-TrainingRun taken -Path runs; $run.EpochCount; $run.Options.Seed"));
        shell.Run("Net | Start-TrainingRun $iris -Name never -Resume").Error("RunNotFound");
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 6 -Name taken -Resume");
        Assert.Equal("4 epoch 2 of 4", TensorText.Of(shell, "$run.EpochCount; $run.ResumedFrom"));
        shell.Run("Net | Start-TrainingRun $iris -Name taken -CheckpointPath ./x").Error("ParameterHasNoEffect");
        shell.Run("Net | Start-TrainingRun $iris -Path ./x").Error("ParameterHasNoEffect");
        shell.Run("Net | Start-TrainingRun $iris -Name empty -BatchSize 1").Error("OneValuePerChannel");
        Assert.False(Directory.Exists(Path.Combine(place, "runs", "empty")));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a*")]
    [InlineData("CON")]
    [InlineData(" a")]
    [InlineData("a.")]
    [InlineData("nul.txt")]
    [InlineData("ääääääääääääääääääääääääääääääääääääääääääääääääääää")]
    public void A_name_is_that_of_a_folder(string name) =>
        shell.Run("Net | Start-TrainingRun $iris -Epoch 1 -Name $args[0]", name).Error("InvalidRunName");

    [Fact]
    public void Names_are_found_by_wildcards_and_completed()
    {
        shell.Run("foreach ($name in 'rate 0.1', 'rate 0.01', 'other') { $null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name $name -Path kept }");
        using Shell other = Another();
        Assert.Equal("rate 0.1 rate 0.01", TensorText.Of(other, "(Get-TrainingRun 'rate*' -Path kept).Name"));
        Assert.Equal("rate 0.01 other", TensorText.Of(other, "(Get-TrainingRun -Path kept -Last 2).Name"));
        Assert.Equal("0", TensorText.Of(other, "@(Get-TrainingRun 'x*' -Path kept).Count"));
        Assert.Contains("Did you mean other?", other.Run("Get-TrainingRun othr -Path kept").Error("RunNotFound").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("3", TensorText.Of(other, "Set-NormToolsOption -RunPath kept; @(Import-TrainingRun *).Count; Set-NormToolsOption -RunPath ''"));
        Assert.Equal(["'rate 0.01'", "'rate 0.1'"], other.Complete("Import-TrainingRun -Path kept -Name rat").Select(item => item.CompletionText));
        Assert.Equal(["other"], other.Complete("Remove-TrainingRun -Path kept -Name oth").Select(item => item.CompletionText));
    }

    [Fact]
    public void Removing_takes_a_runs_own_files_alone()
    {
        shell.Run("foreach ($name in 'gone', 'half-gone') { $null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name $name }; Set-Content runs/half-gone/mine.txt x; Remove-TrainingRun * -WhatIf");
        Assert.Equal("2", TensorText.Of(shell, "@(Get-TrainingRun -Path runs).Count"));
        shell.Run("Get-TrainingRun gone | Remove-TrainingRun; Remove-TrainingRun half-gone");
        Assert.False(Directory.Exists(Path.Combine(place, "runs", "gone")));
        Assert.Equal(["mine.txt"], Directory.GetFiles(Path.Combine(place, "runs", "half-gone")).Select(Path.GetFileName));
        shell.Run("Get-TrainingRun half-gone").Error("RunNotFound");
        shell.Run("Remove-TrainingRun half-gone").Error("RunNotFound");
    }

    [Theory]
    [InlineData("run.json", "{", "DamagedRun")]
    [InlineData("run.json", "[]", "DamagedRun")]
    [InlineData("run.json", "{\"format\":1}", "DamagedRun")]
    [InlineData("run.json", "{\"format\":2}", "NewerRun")]
    [InlineData("metrics.jsonl", "", "DamagedRun")]
    [InlineData("metrics.jsonl", "{\"epoch\":2}\n", "DamagedRun")]
    public void A_damaged_run_is_told_beside_the_whole_ones(string file, string content, string id)
    {
        shell.Run("foreach ($name in 'bad', 'good') { $null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name $name }");
        shell.Run("Copy-Item runs kept -Recurse");
        File.WriteAllText(Path.Combine(place, "kept", "bad", file), content);
        ShellResult result = shell.Run("Get-TrainingRun -Path kept");
        Assert.Equal(id, result.Error(id).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("good", Assert.Single(result.Objects).Properties["Name"].Value);
        shell.Run("Import-TrainingRun bad -Path kept").Error(id);
    }

    [Fact]
    public void A_result_beyond_the_epochs_is_a_damaged_run()
    {
        shell.Run("foreach ($name in 'bad', 'good') { $null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name $name }; Copy-Item runs kept -Recurse");
        string file = Path.Combine(place, "kept", "bad", "run.json");
        string[] lines = File.ReadAllLines(file).Where(line => !line.Contains("\"checksum\"", StringComparison.Ordinal)).ToArray();
        File.WriteAllText(file, string.Join("\n", lines).Replace("\"result_epoch\": 1", "\"result_epoch\": 7", StringComparison.Ordinal).TrimEnd().TrimEnd('}').TrimEnd().TrimEnd(',') + "}");
        ShellResult result = shell.Run("Get-TrainingRun -Path kept");
        result.Error("DamagedRun");
        Assert.Equal("good", Assert.Single(result.Objects).Properties["Name"].Value);
    }

    [Fact]
    public void A_removed_run_leaves_nothing_in_the_session() => Assert.Equal("0 0", TensorText.Of(
        shell,
        "$null = Net | Start-TrainingRun $iris -Epoch 1 -Seed 5 -Name gone; $before = @(Get-TrainingRun | Where-Object Name -EQ $null).Count; "
        + "Remove-TrainingRun gone -Confirm:$false; @(Get-TrainingRun | Where-Object Name -EQ gone).Count; @(Get-TrainingRun | Where-Object Name -EQ $null).Count - $before"));

    [Fact]
    public void A_run_that_goes_on_began_when_it_began() => Assert.Equal("True", TensorText.Of(
        shell,
        "$first = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Name on -OnEpoch { if ($_.Epoch -eq 1) { $args[1].Stop() } }; "
        + "$again = Net | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Name on -Resume; $again.Started -eq $first.Started"));

    [Fact]
    public void A_line_that_was_left_unfinished_is_no_epoch()
    {
        shell.Run("$null = Net | Start-TrainingRun $iris -Epoch 2 -Seed 5 -Name torn");
        File.AppendAllText(Path.Combine(place, "runs", "torn", "metrics.jsonl"), "{\"epoch\":3,\"trai");
        Assert.Equal("2", TensorText.Of(shell, "(Import-TrainingRun torn).History.Count"));
    }

    public void Dispose()
    {
        shell.Run("Set-Location /");
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private static string Data => Path.Combine(BuiltModule.Folder, "data");

    private static Shell New() => new();

    private Shell Another()
    {
        Shell other = New();
        Begin(other);
        return other;
    }

    private void Begin(Shell session) => session.Run(". { " + Start + " } $args[0] $args[1]", Data, place);
}
