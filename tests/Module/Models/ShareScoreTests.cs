namespace NormTools.Module.Tests;

/// <summary>Scores that are the accuracy by another name have its interval; rows of a data set have the column of its weights.</summary>
[Trait("Levels", "Once")]
[Collection("Training runs")]
public sealed class ShareScoreTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Micro_averages_and_weighted_recall_have_the_interval_of_the_accuracy()
    {
        ShellResult result = shell.Run("""
            $points = 1..40 | ForEach-Object { [pscustomobject]@{ x = $_ % 7; z = $_ % 5; c = 'a', 'b', 'c' | Select-Object -Index ($_ % 3) } } | Import-Dataset -Label c -WarningAction SilentlyContinue
            $net = New-Model -Data $points -Seed 0 { Linear }
            $null = $net | Start-TrainingRun $points -Epoch 1 -Seed 0
            $scores = (Test-Model $net $points).Metrics
            ($scores | Where-Object Name -in Accuracy, MicroF1, MicroPrecision, MicroRecall, WeightedRecall | ForEach-Object { "$([math]::Round($_.Value, 9)) $([math]::Round($_.Low, 9)) $([math]::Round($_.High, 9))" } | Sort-Object -Unique).Count
            """);
        Assert.Empty(result.Errors);
        Assert.Equal("1", result.Objects[^1].ToString());
    }

    [Fact]
    public void Rows_have_their_weights()
    {
        ShellResult result = shell.Run("""
            $weighted = 'x,w,y', '1,2,0.5', '2,3,1.5', '3,1,2.5' | ConvertFrom-Csv | Import-Dataset -Label y -SampleWeight w
            ($weighted | Select-Dataset -First 2 -As Row | ForEach-Object { "$($_.w)" }) -join ' '
            """);
        Assert.Empty(result.Errors);
        Assert.Equal("2 3", result.Objects[^1].ToString());
    }
}
