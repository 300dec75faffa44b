using System.Management.Automation;
using NormTools.Reports;

namespace NormTools.Commands;

/// <summary>Writes what there is to say of a run into one HTML file: verdict, curves, evidence, mistakes, remedies, commands.</summary>
[Cmdlet(VerbsData.Export, "TrainingReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingReportCommand : NormToolsCommand
{
    private readonly List<object> inputs = new List<object>(); // a file holds one report

    /// <summary>The run or its name, or what Test-ModelFit says of it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Run")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [RunTransformation]
    public object InputObject { get; set; } = null!;

    /// <summary>The HTML file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The split that the run was trained on, where this session has it no more; or a data set.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>The heading; by default the run's name, or its model.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>The question that the report answers, in words of your own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Question { get; set; }

    /// <summary>How many of the worst mistakes are shown.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 1000)]
    public int Worst { get; set; } = 12;

    /// <summary>Trains nothing for comparison with other seeds, rates and scales.</summary>
    [Parameter]
    public SwitchParameter NoTrial { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file's information to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => inputs.Add(InputObject);

    protected override void EndProcessing()
    {
        if (inputs.Count > 0)
        {
            Guard(inputs[0], () => Write(inputs.Count == 1 ? inputs[0] : throw Errors.SeveralReports(inputs.Count)));
        }
    }

    private void Write(object input)
    {
        string extension = System.IO.Path.GetExtension(Path);
        if (!extension.Equals(".html", StringComparison.OrdinalIgnoreCase) && !extension.Equals(".htm", StringComparison.OrdinalIgnoreCase))
        {
            throw Errors.NotAnHtmlPath(Path, extension);
        }

        string file = PathResolver.ForWriting(this, Path, Force);
        object basic = Basic(input);
        if (!ShouldProcess(file, "Export report"))
        {
            return; // before anything is trained for it
        }

        var progress = new ProgressRecord(0, "Export-TrainingReport", "Looking");
        ReportContent content = Content(basic as ModelFitTest ?? Fit((TrainingRun)basic, Report), Report);
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        PathResolver.Write(file, TrainingReport.Write(content));
        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }

        void Report(string what)
        {
            progress.StatusDescription = what;
            WriteProgress(progress);
        }
    }

    // The run, or what Test-ModelFit said of it; what cannot be reported is refused.
    private object Basic(object input)
    {
        object? basic = Unwrapped.Of(input);
        if (basic is TrainingRun run)
        {
            run.ThrowIfNotFound();
            return run;
        }

        string? idle = new[] { nameof(Data), nameof(NoTrial) }.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        return basic is not ModelFitTest fit ? throw Errors.NothingToReport(input)
            : idle is null ? fit
            : throw Errors.Invalid("ParameterHasNoEffect", $"-{idle} is for a run; what Test-ModelFit gave has been looked at already.");
    }

    private ModelFitTest Fit(TrainingRun run, Action<string> report) => new FitExam(new FitSubject(run, Data, WriteWarning), !NoTrial, false, report).Run(null);

    private ReportContent Content(ModelFitTest fit, Action<string> report)
    {
        var content = new ReportContent(fit, Worst, report) { Commands = RunScript.Write(fit) };
        content.Title = Title ?? content.Title;
        content.Question = Question ?? content.Question;
        return content;
    }
}
