using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Draws the learning curves of a training run as an SVG file.</summary>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : NormToolsCommand
{
    private const string TrainingColor = "#1f77b4";
    private const string ValidationColor = "#d9541e";

    /// <summary>The run.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Run")]
    public TrainingRun InputObject { get; set; } = null!;

    /// <summary>The SVG file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>What is drawn over the epochs.</summary>
    [Parameter]
    [ValidateSet("Loss", "Accuracy")]
    public string Metric { get; set; } = "Loss";

    /// <summary>The chart's heading; by default the model and its optimiser.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>Draws the values on a logarithmic axis.</summary>
    [Parameter]
    public SwitchParameter Logarithmic { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file's information to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        string file = PathResolver.ForWriting(this, Path, Force);
        string svg = Draw(InputObject).ToSvg();
        if (!ShouldProcess(file, "Export chart"))
        {
            return;
        }

        PathResolver.Write(file, svg);
        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }
    });

    private LineChart Draw(TrainingRun run)
    {
        TrainingEpoch[] history = run.History;
        if (history.Length == 0)
        {
            throw Errors.Data("EmptyHistory", "The run has no finished epoch to draw.");
        }

        bool loss = Metric == "Loss";
        if (!loss && history[0].TrainingAccuracy is null)
        {
            throw Errors.Data("NoAccuracy", "The run is a regression, which has no accuracy; -Metric Loss draws its loss.");
        }

        double[] epochs = history.Select(epoch => (double)epoch.Epoch).ToArray();
        var chart = new LineChart(Title ?? $"{run.Model} ({run.Options.Optimizer})", "Epoch", Metric)
        {
            Logarithmic = Logarithmic,
            Mark = run.Options.EarlyStopping is null || run.BestEpoch is null ? null : (run.BestEpoch.Value, $"best: epoch {run.BestEpoch}"),
        };
        chart.Add(new ChartSeries("training", TrainingColor, epochs, Values(history, epoch => loss ? epoch.TrainingLoss : epoch.TrainingAccuracy)));
        if (history.Any(epoch => epoch.ValidationLoss is not null))
        {
            chart.Add(new ChartSeries(
                "validation", ValidationColor, epochs, Values(history, epoch => loss ? epoch.ValidationLoss : epoch.ValidationAccuracy)));
        }

        return chart;
    }

    private static double[] Values(TrainingEpoch[] history, Func<TrainingEpoch, double?> value) =>
        history.Select(epoch => value(epoch) ?? double.NaN).ToArray();
}
