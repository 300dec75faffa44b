namespace NormTools.Module.Tests;

/// <summary>A sweep on a Slurm cluster: its table is that of one worker, whatever becomes of nodes and jobs.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SlurmTests : IClassFixture<Shell>, IClassFixture<SlurmCluster>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SlurmTests(Shell shell, SlurmCluster cluster)
    {
        Assert.SkipWhen(cluster.Missing is not null, $"There is no Slurm cluster: {cluster.Missing}");
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $folder = $folder
            $slurm = @{ Path = $folder; Engine = 'Slurm'; ArgumentList = '--partition', 'cpu', '--time=10' }
            $train = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 9 }
            $long = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } | Start-TrainingRun $using:wine -Epoch 30 -OnEpoch { if (Test-Path "$using:folder-slow") { Start-Sleep -Milliseconds 100 } } }
            function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Low) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            folder);
    }

    public void Dispose()
    {
        File.Delete(Slow);
        for (int tries = 1; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 100)
            {
                Thread.Sleep(100); // a job that is not needed any more still puts its things away
            }
        }
    }

    private string Slow => folder + "-slow"; // while it is there, $long takes its time

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Theory]
    [InlineData("$train @{ Width = 2, 3, 4, 5 } -Prune SuccessiveHalving -PruneEpoch 3")]
    [InlineData("{ param($x) [Math]::Pow($x - 0.3, 2) + $using:wine.Train.Count } @{ x = New-SearchRange 0 1 } -Sampler Tpe -Trial 14 -RoundSize 2 -Repeat 2")]
    public void A_sweep_of_rounds_gives_the_table_of_one_worker(string sweep) => Assert.Equal("True True  True", Text(
        $"""
        $rows = Start-TrainingSweep {sweep} @slurm -Worker 2
        (Text (Start-TrainingSweep {sweep} -Worker 1)) -eq (Text $rows)
        (Text (Import-TrainingSweep $folder)) -eq (Text $rows)
        "$(Get-ChildItem $folder -Recurse -Filter claim-*)"
        -not (squeue --noheader --states=PENDING)
        """));

    [Fact]
    public void A_task_whose_time_is_over_goes_on_from_its_checkpoint_when_it_runs_again()
    {
        string whole = Text("Text (Start-TrainingSweep $long @{ Width = 3 })");
        File.WriteAllText(Slow, string.Empty);
        bool isSent = false;
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (!isSent && File.Exists(Of(1, "run-1-under-way-1.checkpoint")))
                {
                    isSent = SlurmCluster.Call("scancel", "--batch", "--signal=USR1", JobId + "_1").ExitCode == 0; // as Slurm does before the time is over
                    File.Delete(Slow);
                }

                return false;
            },
            "$again = Start-TrainingSweep $long @{ Width = 3 } @slurm; Text $again; $again.Run.ResumedFrom -like 'epoch * of 30*'");
        Assert.Equal([whole, "True"], result.All<object>().Select(item => $"{item}"));
        Assert.Contains("Restarts=1 ", SlurmCluster.Call("scontrol", "show", "job", JobId + "_1").Output, StringComparison.Ordinal);
        Assert.Equal(30, File.ReadAllLines(Of(1, "metrics.jsonl")).Length);
        Assert.Empty(Directory.GetFiles(folder, "stop-*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("down")]
    [InlineData("drain")] // what runs on it goes on, and nothing else begins there
    public void A_node_that_fails_or_is_drained_changes_nothing(string state)
    {
        string whole = Text("Text (Start-TrainingSweep $long @{ Width = 2, 3, 4 })");
        File.WriteAllText(Slow, string.Empty);
        bool isDown = false;
        try
        {
            ShellResult result = shell.RunUntil(
                _ =>
                {
                    if (!isDown && File.Exists(Of(1, "run-1-under-way-1.checkpoint")) && File.Exists(Of(2, "run-1-under-way-1.checkpoint")))
                    {
                        isDown = SlurmCluster.Call("scontrol", "update", "nodename=n2", "state=" + state, "reason=test").ExitCode == 0;
                        File.Delete(Slow);
                    }

                    return false;
                },
                "Text (Start-TrainingSweep $long @{ Width = 2, 3, 4 } @slurm)");
            Assert.Equal(whole, result.Single<string>());
            Assert.True(isDown);
            Assert.Equal(30, File.ReadAllLines(Of(2, "metrics.jsonl")).Length);
        }
        finally
        {
            SlurmCluster.Call("scontrol", "update", "nodename=n2", state == "down" ? "state=idle" : "state=resume");
        }
    }

    [Fact]
    public void Ctrl_C_cancels_the_job_and_keeps_the_sweep()
    {
        File.WriteAllText(Slow, string.Empty);
        ShellResult stopped = shell.RunUntil(
            _ => File.Exists(Of(1, "run-1-under-way-1.checkpoint")),
            "Start-TrainingSweep $long @{ Width = 2, 3 } @slurm -Worker 1");
        Assert.True(stopped.Stopped);
        File.Delete(Slow);
        Assert.DoesNotContain("RUNNING", Queue(), StringComparison.Ordinal);
        Assert.Equal("True", Text("(Text (Resume-TrainingSweep $folder)) -eq (Text (Start-TrainingSweep $long @{ Width = 2, 3 }))"));
    }

    [Fact]
    public void What_Slurm_refuses_is_told_in_its_words()
    {
        string message = shell.Run("Start-TrainingSweep $train @{ Width = 2 } -Path $folder -Engine Slurm -ArgumentList '--partition=gpu'").Error("SlurmRefused").Exception.Message;
        Assert.Contains("invalid partition specified: gpu", message, StringComparison.Ordinal);
        Assert.Contains("Resume-TrainingSweep", message, StringComparison.Ordinal);
    }

    private string JobId => File.ReadAllText(Path.Combine(folder, "slurm", "job.txt")).Trim();

    private string Queue() => SlurmCluster.Call("squeue", "--noheader", "--array", "--states=all", "--format=%T", "--jobs=" + JobId).Output;

    private string Of(int trial, string file) => Path.Combine(folder, "trials", $"{trial:0000}", file);
}
