using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>A process that takes part in a sweep as the job of a cluster: Resume-TrainingSweep -StopPath.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepJobTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");

    public SweepJobTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Validation 0.4 -Stratify -Seed 1
            $folder = $folder
            $slow = { param($Width) New-Model -Data $using:wine { Linear $Width; ReLU; Linear } | Start-TrainingRun $using:wine -Epoch 40 -OnEpoch { if (Test-Path "$using:folder-slow") { Start-Sleep -Milliseconds 50 } } }
            $late = { param($x) if (Test-Path "$using:folder-slow") { Start-Sleep 30 }; $x }
            function Text($trials) { ($trials | ForEach-Object { "$($_.Trial) $($_.State) $($_.Score) $($_.Scores -join ',') $($_.Epoch) $_ $($_.Error)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            folder);
    }

    public void Dispose()
    {
        File.Delete(Slow);
        File.Delete(StopFile);
        SpareSeconds.SetValue(null, 45.0);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Slow => folder + "-slow"; // while it is there, the scripts take their time

    private string StopFile => folder + "-stop";

    private static PropertyInfo SpareSeconds => Assembly.LoadFrom(Path.Combine(BuiltModule.Folder, "NormTools.dll")).GetType("NormTools.SweepQueue")!.GetProperty("SpareSeconds")!;

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    private string Of(int trial, string file) => Path.Combine(folder, "trials", $"{trial:0000}", file);

    [Fact]
    public void A_job_whose_time_is_over_keeps_its_checkpoint_and_says_so()
    {
        string whole = Text("Text (Start-TrainingSweep $slow @{ Width = 3 } -Path $folder)");
        File.Delete(Of(1, "result.json"));
        File.WriteAllText(Slow, string.Empty);
        ShellResult stopped = shell.RunUntil(
            _ =>
            {
                if (File.Exists(Of(1, "run-1-under-way-1.checkpoint")))
                {
                    File.WriteAllText(StopFile, string.Empty);
                }

                return false;
            },
            $"Resume-TrainingSweep $folder -StopPath '{StopFile}'");
        Assert.Empty(stopped.All<object>());
        Assert.False(stopped.Stopped);
        Assert.Contains(stopped.Warnings, warning => warning.StartsWith($"Stopped, as there is '{StopFile}'", StringComparison.Ordinal));
        Assert.True(File.Exists(Of(1, "run-1-under-way-1.checkpoint")));
        Assert.Empty(Directory.GetFiles(folder, "claim-*", SearchOption.AllDirectories));
        File.Delete(Slow);
        Assert.Equal(whole + " True", Text("$gone = Resume-TrainingSweep $folder; Text $gone; $gone.Run.ResumedFrom -like 'epoch * of 40*'"));
    }

    [Fact]
    public void A_job_that_would_never_come_to_an_end_fails()
    {
        Text("$null = Start-TrainingSweep $late @{ x = 1 } -Path $folder");
        File.Delete(Of(1, "result.json"));
        File.WriteAllText(Slow, string.Empty);
        File.WriteAllText(StopFile, string.Empty);
        Assert.Contains("no trial, and no epoch of one, came to its end", shell.Run($"Resume-TrainingSweep $folder -StopPath '{StopFile}'").Error("SweepStuck").Exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(StopFile));
    }

    [Fact]
    public void A_job_that_has_nothing_left_to_do_takes_the_file_away()
    {
        Text("$null = Start-TrainingSweep $late @{ x = 1, 2 } -Path $folder");
        File.WriteAllText(StopFile, string.Empty);
        Text($"Resume-TrainingSweep $folder -StopPath '{StopFile}'");
        Assert.False(File.Exists(StopFile));
    }

    [Theory]
    [InlineData("-Sampler Random -Trial 4", true)] // the one that is left, somebody else has
    [InlineData("-Sampler Tpe -Trial 13", false)] // behind it come three at a time
    public void A_job_that_is_not_needed_any_more_ends(string options, bool ends)
    {
        Text($"$null = Start-TrainingSweep $late @{{ x = New-SearchRange 0 1 }} {options} -Path $folder");
        foreach (string result in Directory.GetFiles(folder, "result.json", SearchOption.AllDirectories))
        {
            File.Delete(result);
        }

        File.WriteAllText(Of(2, "claim-1"), "{\"host\":\"elsewhere\",\"process\":1,\"process_started\":\"1\",\"token\":\"x\",\"beat\":5}\n");
        SpareSeconds.SetValue(null, 0.3);
        DateTime latest = DateTime.UtcNow.AddSeconds(ends ? 20 : 1.5);
        ShellResult left = shell.RunUntil(_ => DateTime.UtcNow > latest, $"Resume-TrainingSweep $folder -StopPath '{StopFile}'");
        Assert.Equal(!ends, left.Stopped);
        Assert.True(File.Exists(Of(1, "result.json")));
        Assert.False(File.Exists(Of(2, "result.json")));
    }
}
