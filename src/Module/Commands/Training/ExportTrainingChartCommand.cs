using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Draws training runs over their epochs, tests, models, sweeps, or a curve of many models into a chart, an SVG file.</summary>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true, DefaultParameterSetName = FromPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : NormToolsCommand
{
    private const string FromPipeline = "InputObject";
    private const string ByPosition = "Position";

    // Parameters that not every chart has an effect for, with what they are for.
    private static readonly (string Parameter, string What, Func<object?, ChartKind, bool> IsFor)[] Scopes =
    {
        (nameof(Metric), "curves of runs", (result, kind) => result is TrainingRun && kind == ChartKind.Curve),
        (nameof(LogarithmicEpoch), "curves of runs", (result, kind) => result is TrainingRun && kind == ChartKind.Curve),
        (nameof(Separate), "curves of runs", (result, kind) => result is TrainingRun && kind == ChartKind.Curve),
        (nameof(Logarithmic), "curves and histograms; that of signal propagation is logarithmic always", (result, kind) =>
            kind is ChartKind.Weight or ChartKind.Activation or ChartKind.Gradient || (kind == ChartKind.Curve && result is not SignalPropagation)),
        (nameof(Parameter), "-Kind Heat of a sweep", (result, kind) => kind == ChartKind.Heat && result is SweepTrial),
        (nameof(Class), "-Kind Roc and PrecisionRecall", (_, kind) => kind is ChartKind.Roc or ChartKind.PrecisionRecall),
        (nameof(Layer), "-Kind Weight, Activation and Gradient", (_, kind) => kind is ChartKind.Weight or ChartKind.Activation or ChartKind.Gradient),
    };

    private readonly List<object> results = new List<object>();

    /// <summary>A run or its name; a model; or what Test-Model, Measure-SignalPropagation, Invoke-Model -Attention, Find-LearningRate, Measure-LearningCurve,
    /// Measure-ValidationCurve, Measure-BiasVariance or Start-TrainingSweep gives.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPosition)]
    [Alias("Run")]
    [RunTransformation]
    public object InputObject { get; set; } = null!;

    /// <summary>The SVG file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPosition)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>What is drawn: by default curves, of a test the confusion matrix, of a model its weights.</summary>
    [Parameter]
    [NameListTransformation]
    public ChartKind? Kind { get; set; }

    /// <summary>The metric to draw over the epochs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ChartMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string Metric { get; set; } = "Loss";

    /// <summary>Only these classes, in ROC and precision-recall curves.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Class { get; set; }

    /// <summary>The two parameters of a sweep that a heat map is of, across and up; by default those that matter most.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Parameter { get; set; }

    /// <summary>Only these layers or parameters, in histograms.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Layer { get; set; }

    /// <summary>Draws the first sixteen augmented samples of a run instead of its curves.</summary>
    [Parameter]
    public SwitchParameter Augmentation { get; set; }

    /// <summary>Draws each of several runs by itself, even where they differ in seeds alone.</summary>
    [Parameter]
    public SwitchParameter Separate { get; set; }

    /// <summary>The chart's title; by default what it is of.</summary>
    [Parameter]
    public string? Title { get; set; }

    /// <summary>Draws the values of curves, or the counts of histograms, on a logarithmic axis.</summary>
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

    private ChartOptions Options => new ChartOptions
    {
        Kind = Kind,
        Title = Title,
        Metric = Metric,
        Logarithmic = Logarithmic,
        LogarithmicEpoch = LogarithmicEpoch,
        Separate = Separate,
        Class = Class,
        Layer = Layer,
        Parameter = Parameter,
    };

    protected override void ProcessRecord()
    {
        // The trials of a sweep are one result, also where they come as one array.
        object? input = Unwrapped.Of(InputObject);
        object?[] items = input is object[] { Length: > 0 } array && array.All(item => Unwrapped.Of(item) is SweepTrial) ? Array.ConvertAll(array, Unwrapped.Of) : new[] { input };
        Array.ForEach(items, Take);
    }

    private void Take(object? result) => Guard(InputObject, () =>
    {
        (result as TrainingRun)?.ThrowIfNotFound();
        if (Augmentation)
        {
            CheckAugmentation(result);
        }
        else
        {
            ChartKind kind = ResultChart.KindOf(result, Options);
            foreach ((string parameter, string what, Func<object?, ChartKind, bool> isFor) in Scopes)
            {
                if (MyInvocation.BoundParameters.ContainsKey(parameter) && !isFor(result, kind))
                {
                    throw Errors.NotForThisChart(parameter, what);
                }
            }
        }

        results.Add(result!);
    });

    protected override void EndProcessing()
    {
        if (results.Count > 0)
        {
            Guard(Path, Write);
        }
    }

    private void CheckAugmentation(object? result)
    {
        if (result is not TrainingRun)
        {
            throw Errors.Invalid("NoAugmentation", $"-Augmentation draws the samples of a run; {Errors.Describe(result)} was given.");
        }

        string? given = Scopes.Select(scope => scope.Parameter).Append(nameof(Kind)).FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        if (results.Count > 0)
        {
            throw Errors.Invalid("OneRunOnly", "-Augmentation draws the samples of one run, but several came.");
        }

        if (given is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-{given} is of other charts, and -Augmentation draws samples.");
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
        string svg = Augmentation ? AugmentationChart.Draw((TrainingRun)results[0], Title) : ResultChart.Svg(results, Options);
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
