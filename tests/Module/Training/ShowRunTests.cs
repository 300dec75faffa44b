namespace NormTools.Module.Tests;

/// <summary>Show-TrainingRun without a terminal: plain characters, eighty columns, and what it refuses.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class ShowRunTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = new();

    public ShowRunTests() => shell.Run(
        """
        param($data, $place)
        Set-Location $place
        $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
        function Train([double]$Rate, $More = @{}) {
            New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $iris -Epoch 20 -LearningRate $Rate -Seed 0 @More
        }
        """,
        Path.Combine(BuiltModule.Folder, "data"),
        place);

    [Fact]
    public void A_run_is_drawn_in_eighty_columns_with_its_last_and_best_values()
    {
        string[] lines = Show("$run = Train 0.05; $run | Show-TrainingRun");
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.All(lines, line => Assert.DoesNotContain('\u001b', line));
        Assert.StartsWith("Loss: [4] -> [3]", lines[0], StringComparison.Ordinal);
        string last = TensorText.Of(shell, "'{0:0.0000}' -f $run.History[-1].TrainingLoss"), best = TensorText.Of(shell, "'{0:0.0000} at {1}' -f $run.History[$run.BestEpoch - 1].ValidationLoss, $run.BestEpoch");
        Assert.Contains($"training {last}", lines[1], StringComparison.Ordinal);
        Assert.Contains($"best {best}", lines[1], StringComparison.Ordinal);
        Assert.Contains("Epoch", lines[^1], StringComparison.Ordinal);
        Assert.EndsWith("20", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_metrics_are_plots_below_each_other_and_several_runs_one_plot()
    {
        string[] lines = Show("$runs = (Train 0.05), (Train 0.01); $runs | Show-TrainingRun -Metric Loss, Accuracy -LogarithmicEpoch -Logarithmic");
        Assert.Equal(2, lines.Count(line => line.EndsWith(": 2 training runs", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("Accuracy:", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("validation 2", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_mean_runs_of_the_store_and_nothing_means_the_latest()
    {
        shell.Run("$null = Train 0.05 @{ Name = 'kept' }; Remove-Variable run -ErrorAction Ignore");
        Assert.Contains(Show("Show-TrainingRun kept"), line => line.Contains("training", StringComparison.Ordinal));
        Assert.Equal(Show("Get-TrainingRun -Last 1 | Show-TrainingRun"), Show("Show-TrainingRun"));
        Assert.Contains(Show("Show-TrainingRun kept -Live"), line => line.Contains("Finished: 20 of 20 epochs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Show-TrainingRun never", "RunNotFound")]
    [InlineData("1..2 | Show-TrainingRun", "NoRunToShow")]
    [InlineData("Train 0.05 | Show-TrainingRun -Metric LogLoss", "NoSuchMetric")]
    public void What_is_not_there_is_one_error(string script, string id)
    {
        ShellResult result = shell.Run(script);
        Assert.All(result.Errors, error => Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(result.Errors);
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("Ansi", true)]
    [InlineData("PlainText", false)]
    public void Colours_follow_the_preference(string rendering, bool hasColor)
    {
        string[] lines = Show($"$run = Train 0.05; $PSStyle.OutputRendering = '{rendering}'; $run | Show-TrainingRun");
        Assert.Equal(hasColor, lines.Any(line => line.Contains("\u001b[36m", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_cursor_the_latest_epoch_is_told_and_in_the_end_the_plot()
    {
        shell.Run("$job = New-Model 4 -Seed 0 { Linear 8; Linear 3 } | Start-TrainingRun $iris -Epoch 4000 -Seed 0 -AsJob");
        string[] lines = Show("Show-TrainingRun $job -Live");
        Assert.StartsWith("Epoch 4000: training loss ", lines.Last(line => line.Contains("training loss", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("Finished: 4,000 of 4,000 epochs", StringComparison.Ordinal));
    }

    [Fact]
    public void Stopping_the_view_leaves_the_run()
    {
        shell.Run("$job = New-Model 4 -Seed 0 { Linear 8; Linear 3 } | Start-TrainingRun $iris -Epoch 100000000 -Seed 0 -AsJob");
        ShellResult result = shell.RunUntil(view => view.Objects.Count > 3, "Show-TrainingRun $job -Live");
        Assert.True(result.Stopped);
        Assert.InRange(result.StopTime.TotalSeconds, 0, 5);
        Assert.Equal("Running Running", TensorText.Of(shell, "$job.State; $job.Run.State"));
        shell.Run("$job | Stop-Job; $job | Remove-Job");
    }

    public void Dispose()
    {
        shell.Run("Get-Job | Remove-Job -Force");
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private string[] Show(string script) => shell.Run(script).All<string>();
}
