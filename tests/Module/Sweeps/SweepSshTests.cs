namespace NormTools.Module.Tests;

/// <summary>Sweeps on other machines over SSH: a server on the loopback address, under two names.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepSshTests : IClassFixture<Shell>, IClassFixture<LoopbackSsh>, IDisposable
{
    private const string Setup =
        """
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
        $space = @{ Width = 2, 3, 4, 5, 6, 7 }
        $train = {
            param($Width)
            New-Model -Data $using:wine { Linear $Width; ReLU; Dropout 0.2; Linear } |
                Start-TrainingRun $using:wine -Epoch 4 -OnEpoch { if (Test-Path "$using:folder-slow") { Start-Sleep -Milliseconds 100 } }
        }
        function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
        """;

    private readonly Shell shell;
    private readonly LoopbackSsh ssh;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepSshTests(Shell shell, LoopbackSsh ssh)
    {
        this.shell = shell;
        this.ssh = ssh;
        Assert.SkipWhen(ssh.Missing is not null, ssh.Missing ?? string.Empty);
        shell.Run($"param($data, $folder) $data = $data; $folder = $folder\n{Setup}", Path.Combine(BuiltModule.Folder, "data"), folder);
    }

    public void Dispose()
    {
        File.Delete(folder + "-slow");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Text(string script) => string.Join("\n", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Theory]
    [InlineData("loop1, loop2")]
    [InlineData("loop1")] // it has to be connected to again
    public void A_sweep_by_one_worker_by_two_and_over_ssh_gives_one_table_also_where_a_link_is_lost(string machines)
    {
        string whole = Text("Text (Start-TrainingSweep $train $space -Worker 1)");
        Assert.Equal(whole, Text("Text (Start-TrainingSweep $train $space -Worker 2)"));
        File.WriteAllText(folder + "-slow", string.Empty);
        bool isCut = false;
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (!isCut && Directory.Exists(folder) && Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories).Length == machines.Split(',').Length)
                {
                    isCut = ssh.Cut("loop1");
                    File.Delete(folder + "-slow");
                }

                return false;
            },
            $"Text (Start-TrainingSweep $train $space -ComputerName {machines} -Worker 1 -Path $folder)");
        Assert.Equal(whole, result.Single<string>());
        Assert.True(isCut, "the link was not cut");
        Assert.Matches("^loop1 is lost .* connected to again", Assert.Single(result.Warnings));
        Assert.Empty(Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Without_any_machine_left_the_sweep_ends_and_goes_on_here()
    {
        string whole = Text("Text (Start-TrainingSweep $train $space)");
        File.WriteAllText(folder + "-slow", string.Empty);
        bool isCut = false;
        ShellResult result = shell.RunUntil(
            _ =>
            {
                if (!isCut && Directory.Exists(folder) && Directory.GetFiles(folder, "claim-1", SearchOption.AllDirectories).Length > 0)
                {
                    isCut = ssh.Cut("loop2");
                    File.Delete(folder + "-slow");
                }

                return false;
            },
            "Start-TrainingSweep $train $space -Session (New-PSSession -HostName loop2) -Path $folder");
        Assert.Contains("Resume-TrainingSweep", result.Error("MachinesGone").Exception.Message, StringComparison.Ordinal);
        Assert.Contains(") is lost (", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(whole, Text("Text (Resume-TrainingSweep $folder)"));
    }

    [Fact]
    public void Models_of_a_measurement_are_trained_over_ssh_to_the_same_bits() => Assert.Equal("True", Text(
        $$"""
        {{TrialEngineTests.Setup}}
        $own = Told (Measure-CrossValidation { Linear $units; ReLU; Dropout 0.2; Linear } -Data $wine -Epoch 2 -Fold 3)
        $own -ceq (Told (Measure-CrossValidation { Linear $units; ReLU; Dropout 0.2; Linear } -Data $wine -Epoch 2 -Fold 3 -ComputerName loop1, loop2 -Path $folder))
        """));

    [Fact]
    public void A_machine_that_cannot_be_reached_is_told_before_any_trial()
    {
        string message = shell.Run("Start-TrainingSweep $train $space -ComputerName no-such-machine.invalid -Path $folder").Error("MachineNotReached").Exception.Message;
        Assert.Contains("no-such-machine.invalid cannot be reached", message, StringComparison.Ordinal);
        Assert.Contains("about_Sweeps", message, StringComparison.Ordinal);
    }
}
