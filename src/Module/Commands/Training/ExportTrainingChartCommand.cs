using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Draws training runs over their epochs, or a curve of many models, into one chart, an SVG file.</summary>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : NormToolsCommand
{
    private readonly List<TrainingRun> runs = new List<TrainingRun>();

    private readonly List<TrialCurve> curves = new List<TrialCurve>();
    private readonly List<BiasVariance> decompositions = new List<BiasVariance>();

    /// <summary>The run or its name, or what Measure-LearningCurve, -ValidationCurve and -BiasVariance give.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Run")]
    [RunTransformation]
    public object InputObject { get; set; } = null!;

    /// <summary>The SVG file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The metric to draw over the epochs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ChartMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string Metric { get; set; } = "Loss";

    /// <summary>Draws the first sixteen augmented samples of a run instead of its curves.</summary>
    [Parameter]
    public SwitchParameter Augmentation { get; set; }

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
        switch (Unwrapped.Of(InputObject))
        {
            case TrainingRun run:
                run.ThrowIfNotFound();
                Check(run);
                runs.Add(run);
                break;
            case object other when Augmentation:
                throw Errors.Invalid("NoAugmentation", $"-Augmentation draws the samples of a run; {Errors.Describe(other)} was given.");
            case TrialCurve curve:
                curves.Add(curve);
                break;
            case BiasVariance item:
                decompositions.Add(item);
                break;
            default:
                throw Errors.NothingToDrawOf(InputObject);
        }
    });

    private void Check(TrainingRun run)
    {
        string? given = new[] { nameof(Metric), nameof(Logarithmic), nameof(LogarithmicEpoch) }
            .FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        if (!Augmentation)
        {
            TrainingChart.Check(run, Metric);
        }
        else if (runs.Count > 0)
        {
            throw Errors.Invalid("OneRunOnly", "-Augmentation draws the samples of one run, but several came.");
        }
        else if (given is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-{given} is of curves, and -Augmentation draws samples.");
        }
    }

    protected override void EndProcessing()
    {
        if (decompositions.Count > 0)
        {
            curves.Add(new BiasVarianceCurve(decompositions));
        }

        if (runs.Count + curves.Count > 0)
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
        string svg = Augmentation ? AugmentationChart.Draw(runs[0], Title) : Chart().ToSvg();
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

    private LineChart Chart()
    {
        if (curves.Count == 0)
        {
            return TrainingChart.Draw(runs, Metric, Title, Logarithmic, LogarithmicEpoch);
        }

        string? idle = new[] { nameof(Metric), nameof(LogarithmicEpoch) }.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        return idle is not null ? throw Errors.Invalid("ParameterHasNoEffect", $"-{idle} is for runs; a curve has its own metric and axis.")
            : runs.Count > 0 || curves.Count > 1 ? throw Errors.SeveralCurves()
            : TrialChart.Draw(curves[0], Title, Logarithmic);
    }
}
