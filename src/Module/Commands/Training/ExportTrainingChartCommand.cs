using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Draws the learning curves of training runs into one chart, an SVG file.</summary>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : NormToolsCommand
{
    private readonly List<TrainingRun> runs = new List<TrainingRun>();

    /// <summary>The run, or its name.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Run")]
    [RunTransformation]
    public TrainingRun InputObject { get; set; } = null!;

    /// <summary>The SVG file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The metric to draw over the epochs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ChartMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string Metric { get; set; } = "Loss";

    /// <summary>The chart's title; by default the model and its optimiser, or the number of runs.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>Draws the values on a logarithmic axis.</summary>
    [Parameter]
    public SwitchParameter Logarithmic { get; set; }

    /// <summary>Draws the epochs on a logarithmic axis.</summary>
    [Parameter]
    public SwitchParameter LogarithmicEpoch { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file's information to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfNotFound();
        TrainingChart.Check(InputObject, Metric);
        runs.Add(InputObject);
    });

    protected override void EndProcessing()
    {
        if (runs.Count > 0)
        {
            Guard(Path, Write);
        }
    }

    private void Write()
    {
        string extension = System.IO.Path.GetExtension(Path);
        if (extension.Length > 0 && !extension.Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw Errors.NotAnSvgPath(Path, extension);
        }

        string file = PathResolver.ForWriting(this, Path, Force);
        string svg = TrainingChart.Draw(runs, Metric, Title, Logarithmic, LogarithmicEpoch).ToSvg();
        if (!ShouldProcess(file, "Export chart"))
        {
            return;
        }

        PathResolver.Write(file, svg);
        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }
    }
}
