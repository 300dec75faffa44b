using System.Diagnostics;
using System.Text.Json;

namespace NormTools.Module.Tests;

/// <summary>The folder of a sweep: what it holds, and who does which trial when processes and machines come and go.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepFolderTests : IClassFixture<Shell>, IDisposable
{
    private const string Setup =
        """
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $train = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 3 }
        $long = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 30 -OnEpoch { if (Test-Path "$using:folder-slow") { Start-Sleep -Milliseconds 100 } } }
        function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
        """;

    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepFolderTests(Shell shell)
    {
        this.shell = shell;
        shell.Run($"param($data, $folder) $folder = $folder\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder);
    }

    public void Dispose()
    {
        File.Delete(Slow);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Slow => folder + "-slow"; // while it is there, $long takes its time

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    private string Of(int trial, string file) => Path.Combine(folder, "trials", $"{trial:0000}", file);

    [Fact]
    public void A_sweep_of_which_no_trial_is_done_is_told()
    {
        Text("$null = Start-TrainingSweep { param($Width) $Width } @{ Width = 1, 2 } -Path $folder");
        Directory.Delete(Path.Combine(folder, "trials"), recursive: true); // as one that was stopped at once leaves it
        ShellResult result = shell.Run("Import-TrainingSweep $folder");
        Assert.Empty(result.Objects);
        Assert.Contains("Resume-TrainingSweep", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("1 2", Text("$null = Resume-TrainingSweep $folder; (Import-TrainingSweep $folder).Score"));
    }

    [Fact]
    public void A_folder_says_what_each_trial_was_and_brought()
    {
        Text("$null = Start-TrainingSweep $train @{ Width = 2, 4 } -Repeat 2 -Path $folder");
        JsonElement trial = JsonDocument.Parse(File.ReadAllText(Of(2, "trial.json"))).RootElement;
        Assert.Equal(2, trial.GetProperty("trial").GetInt32());
        Assert.Equal(4, trial.GetProperty("parameters").GetProperty("Width").GetInt32());
        Assert.Equal(2, trial.GetProperty("seeds").GetArrayLength());
        Assert.Equal(
            ["1 1 1", "1 1 2", "1 1 3", "2 1 1", "2 1 2", "2 1 3"],
            Epochs(2).Select(epoch => $"{epoch.GetProperty("repeat")} {epoch.GetProperty("run")} {epoch.GetProperty("epoch")}"));
        JsonElement result = JsonDocument.Parse(File.ReadAllText(Of(2, "result.json"))).RootElement;
        Assert.Equal(Epochs(2)[5].GetProperty("validation_loss").GetDouble(), result.GetProperty("scores")[1].GetDouble());
        Assert.Empty(Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("Import-TrainingSweep $folder")]
    [InlineData("Resume-TrainingSweep $folder")]
    public void The_best_model_comes_from_the_folder_in_any_session(string line)
    {
        using Shell other = new();
        string known = Text(
            """
            $kept = Start-TrainingSweep $train @{ Width = 16, 2, 1 } -Path $folder
            "$(($kept | Where-Object Run).Trial) $(($kept | Where-Object Run).Run.Model.Parameters['0.weight'].ToArray())"
            """);
        other.Run($"param($data, $folder) $folder = $folder\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder);
        Assert.Equal(known, other.Run($"$read = {line}; \"$(($read | Where-Object Run).Trial) $(($read | Where-Object Run).Run.Model.Parameters['0.weight'].ToArray())\"").Single<string>());
        Assert.Single(Directory.GetFiles(folder, "model.safetensors", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_better_trial_takes_the_place_of_the_best_one_s_model() => Assert.Equal("True 1", Text(
        """
        $rows = Start-TrainingSweep $train @{ Width = 1, 16, 2 } -Path $folder -Worker 1
        ($rows | Sort-Object Score)[0].Trial -gt 1 -and (Import-TrainingSweep $folder | Where-Object Run).Trial -eq ($rows | Sort-Object Score)[0].Trial
        @(Get-ChildItem $folder -Recurse -Filter model.safetensors).Count
        """));

    [Fact]
    public void Trials_that_failed_are_tried_again() => Assert.Equal("Failed Completed / Failed Completed / Completed Completed / 1", Text(
        """
        $flag = "$folder-flag"
        $flaky = { param($Any) if ($Any -eq 1 -and -not (Test-Path $using:flag)) { throw 'not yet' }; Add-Content "$using:flag-$Any" x; $Any }
        $first = (Start-TrainingSweep $flaky @{ Any = 1, 2 } -Path $folder).State -join ' '
        Set-Content $flag 1
        $again = (Resume-TrainingSweep $folder).State -join ' '
        "$first / $again / $((Resume-TrainingSweep $folder -Retry).State -join ' ') / $(@(Get-Content "$flag-2").Count)"
        Remove-Item "$flag*"
        """));

    [Theory]
    [InlineData("")]
    [InlineData("{\"trial\": 1, \"sc")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_result_that_is_broken_is_a_row_and_taken_again(string content)
    {
        string whole = Text("Text (Start-TrainingSweep $train @{ Width = 2, 4, 8 } -Path $folder)");
        File.WriteAllText(Of(2, "result.json"), content);
        Assert.Equal(content.Length == 0 ? "1 3" : "1 2 3 / Damaged 4 True", Text(
            """
            $read = Import-TrainingSweep $folder
            "$($read.Trial)$($read | Where-Object State -EQ Damaged | ForEach-Object { " / $($_.State) $($_.Width) $($_.Error -like '*result.json*')" })"
            """));
        ShellResult resumed = shell.Run("Text (Resume-TrainingSweep $folder)");
        Assert.Equal(whole, resumed.Single<string>());
        Assert.Equal(content.Length == 0 ? 0 : 1, resumed.Warnings.Count(warning => warning.Contains("Trial 2 is done again", StringComparison.Ordinal)));
    }

    [Fact]
    public void Other_data_than_the_sweep_s_are_refused_unless_that_is_said()
    {
        Text("$null = Start-TrainingSweep $train @{ Width = 2, 4 } -Path $folder");
        File.Delete(Of(2, "result.json"));
        shell.Run("$wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 2");
        Assert.Contains("$wine is not what the sweep", shell.Run("Resume-TrainingSweep $folder").Error("SweepChanged").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("2", Text("(Resume-TrainingSweep $folder -Force).Count; (Resume-TrainingSweep $folder).Count | Where-Object { $_ -ne 2 }"));
    }

    [Theory]
    [InlineData("5", "6", true)]
    [InlineData("'a'", "'b'", true)]
    [InlineData("@{ A = 1; B = 2 }", "@{ B = 2; A = 1 }", false)]
    [InlineData("@{ A = 1; B = 2 }", "@{ A = 2; B = 1 }", true)]
    [InlineData("1, 2, 3", "1, 3, 2", true)]
    [InlineData("New-Tensor 3 -Value 1", "New-Tensor 3 -Value 2", true)]
    [InlineData("New-Model 2 -Seed 1 { Linear 1 }", "New-Model 2 -Seed 1 { Linear 1 }", false)]
    [InlineData("New-Model 2 -Seed 1 { Linear 1 }", "New-Model 2 -Seed 2 { Linear 1 }", true)]
    [InlineData("[pscustomobject]@{ A = $wine }", "[pscustomobject]@{ A = $wine.Train }", true)]
    public void What_a_script_takes_is_told_from_something_else(string first, string second, bool isOther)
    {
        Text($"$taken = {first}; $null = Start-TrainingSweep {{ param($Any) $null = $using:taken; $Any }} @{{ Any = 1 }} -Path $folder");
        ShellResult resumed = shell.Run($"$taken = {second}; Resume-TrainingSweep $folder");
        Assert.Equal(isOther ? "SweepChanged" : "none", resumed.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).DefaultIfEmpty("none").Single());
    }

    [Theory]
    [InlineData("Start-TrainingSweep $train @{ Width = 2 } -Path $folder -Force -WhatIf")]
    [InlineData("Resume-TrainingSweep $folder -Retry -WhatIf")]
    public void WhatIf_does_and_deletes_nothing(string line)
    {
        string whole = Text("Text (Start-TrainingSweep { param($Any) if ($Any -gt 1) { throw 'no' }; $Any } @{ Any = 1, 2 } -Path $folder)");
        DateTime written = File.GetLastWriteTimeUtc(Of(2, "result.json"));
        Assert.Empty(shell.Run(line).All<object>());
        Assert.Equal(whole, Text("Text (Import-TrainingSweep $folder)"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Of(2, "result.json")));
    }

    [Theory]
    [InlineData("lost", true)] // of another machine, which beats ten times a second when it lives
    [InlineData("gone", true)] // of a process of this machine that is not there any more
    [InlineData("alive", false)]
    public void A_trial_whose_owner_is_dead_is_taken_over(string owner, bool isTaken)
    {
        string whole = Text("Text (Start-TrainingSweep $train @{ Width = 2, 4 } -Path $folder)");
        File.Delete(Of(2, "result.json"));
        string claim = Of(2, "claim-1");
        string host = owner == "lost" ? "elsewhere" : Machine();
        File.WriteAllText(claim, $"{{\"host\":\"{host}\",\"process\":2147483000,\"process_started\":\"1\",\"token\":\"x\",\"beat\":0.1}}\n");
        if (isTaken)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
            Assert.True(owner != "lost" || watch.Elapsed.TotalSeconds > 0.6, $"taken over after {watch.Elapsed}");
            Assert.Empty(Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
            return;
        }

        File.WriteAllText(claim, "{\"host\":\"elsewhere\",\"process\":1,\"process_started\":\"1\",\"token\":\"x\",\"beat\":0.1}\n");
        DateTime end = DateTime.UtcNow.AddSeconds(1.5);
        shell.RunUntil(
            _ =>
            {
                File.SetLastWriteTimeUtc(claim, DateTime.UtcNow);
                return DateTime.UtcNow > end;
            },
            "Resume-TrainingSweep $folder");
        Assert.Equal([claim], Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
        Assert.False(File.Exists(Of(2, "result.json")));
    }

    [Theory]
    [InlineData("own", "none")] // of this process, which is not there any more
    [InlineData("gone", "none")]
    [InlineData("lost", "none")]
    [InlineData("beating", "SweepIsBusy")]
    public void A_sweep_that_others_work_on_is_not_begun_anew(string owner, string id)
    {
        Text("$null = Start-TrainingSweep { param($Any) $Any } @{ Any = 1, 2 } -Path $folder");
        string claim = Of(2, "claim-1");
        using Process self = Process.GetCurrentProcess();
        string host = owner is "lost" or "beating" ? "elsewhere" : Machine();
        int process = owner == "own" ? self.Id : 2147483000;
        File.WriteAllText(claim, $"{{\"host\":\"{host}\",\"process\":{process},\"process_started\":\"1\",\"token\":\"x\",\"beat\":0.1}}\n");
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (owner == "beating")
                {
                    File.SetLastWriteTimeUtc(claim, DateTime.UtcNow);
                }

                return false;
            },
            "Start-TrainingSweep { param($Any) $Any } @{ Any = 3 } -Path $folder -Force");
        Assert.Equal(id, result.Errors.Select(error => error.FullyQualifiedErrorId).Append(result.Failure?.FullyQualifiedErrorId ?? "none").First().Split(',')[0]);
    }

    [Fact]
    public async Task A_sweep_that_another_session_works_on_is_not_begun_anew()
    {
        using Shell other = new();
        File.WriteAllText(Slow, string.Empty);
        Task<ShellResult> working = Task.Run(() => other.Run(
            "param($folder) Start-TrainingSweep { param($Any) while (Test-Path \"$using:folder-slow\") { Start-Sleep -Milliseconds 10 }; $Any } @{ Any = 1 } -Path $folder | ForEach-Object Score", folder));
        while (!File.Exists(Of(1, "claim-1")) && !working.IsCompleted)
        {
            await Task.Delay(5);
        }

        ShellResult refused = shell.Run("Start-TrainingSweep { param($Any) $Any } @{ Any = 3 } -Path $folder -Force");
        File.Delete(Slow);
        Assert.Equal(1.0, (await working).Single<double>());
        refused.Error("SweepIsBusy");
    }

    [Fact]
    public void A_run_goes_on_from_where_it_was_stopped()
    {
        string whole = Text("Text (Start-TrainingSweep $long @{ Width = 3 })");
        string checkpoint = Of(1, "run-1-under-way-1.checkpoint");
        File.WriteAllText(Slow, string.Empty);
        shell.RunUntil(_ => File.Exists(checkpoint), "Start-TrainingSweep $long @{ Width = 3 } -Path $folder");
        Assert.True(File.Exists(checkpoint));
        File.Delete(Slow);
        Assert.Equal(whole + " True", Text("$gone = Resume-TrainingSweep $folder; Text $gone; $gone.Run.ResumedFrom -like 'epoch * of 30*'"));
        Assert.Equal(Enumerable.Range(1, 30), Epochs(1).Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        Assert.Empty(Directory.GetFiles(folder, "*.checkpoint", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_is_no_harm()
    {
        string whole = Text("Text (Start-TrainingSweep $train @{ Width = 3 } -Path $folder)");
        File.Delete(Of(1, "result.json"));
        File.WriteAllText(Of(1, "run-1-under-way-1.checkpoint"), "no checkpoint");
        Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
        Assert.Empty(Directory.GetFiles(folder, "*.checkpoint", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_a_process_that_ended_behind_a_result_left_is_tidied_up()
    {
        string whole = Text("Text (Start-TrainingSweep $train @{ Width = 3, 4 } -Path $folder)");
        foreach (string left in new[] { "claim-1", "claim-2", "part.json", "rung.json", "run-1-under-way-1.checkpoint", "own.txt" })
        {
            File.WriteAllText(Of(2, left), "{}");
        }

        Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
        Assert.Equal(["metrics.jsonl", "own.txt", "result.json", "trial.json"], Directory.GetFiles(Path.GetDirectoryName(Of(2, "x"))!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_process_that_is_killed_leaves_its_trials_to_the_next()
    {
        string whole = Text("Text (Start-TrainingSweep $long @{ Width = 2, 3 } -Repeat 2)");
        string file = folder + ".ps1";
        File.WriteAllText(Slow, string.Empty);
        File.WriteAllText(
            file,
            $"$folder = '{folder}'; $data = '{Path.Combine(BuiltModule.Folder, "data")}'; Import-Module '{BuiltModule.Manifest}'\n{Setup}\nStart-TrainingSweep $long @{{ Width = 2, 3 }} -Repeat 2 -Worker 2 -Path $folder");
        string[] command = [.. Run.PowerShell.Command, "-NoProfile", "-NonInteractive", "-File", file];
        using Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })!;
        try
        {
            while (!File.Exists(Of(1, "run-1-under-way-1.checkpoint")) && !process.WaitForExit(5))
            {
            }

            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            File.Delete(Slow);
            Assert.False(File.Exists(Of(1, "result.json")));
            Assert.NotEmpty(Directory.GetFiles(folder, "claim-1", SearchOption.AllDirectories));
            Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
            Assert.Equal(60, Epochs(1).Select(epoch => $"{epoch.GetProperty("repeat")} {epoch.GetProperty("epoch")}").Distinct().Count());
            Assert.Equal(60, Epochs(1).Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private JsonElement[] Epochs(int trial) => [.. File.ReadAllLines(Of(trial, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Machine() => Environment.MachineName
        + (File.Exists("/proc/sys/kernel/random/boot_id") ? "/" + File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : string.Empty);
}
