using System.Management.Automation;
using NormTools.Reports;

namespace NormTools.Commands;

/// <summary>Writes what there is to say of a run, or of a sweep, into one HTML file: verdict, curves, evidence, mistakes, remedies, commands.</summary>
[Cmdlet(VerbsData.Export, "TrainingReport", SupportsShouldProcess = true, DefaultParameterSetName = FromPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingReportCommand : NormToolsCommand
{
    private const string FromPipeline = "InputObject";
    private const string ByPosition = "Position";

    private readonly List<object> inputs = new List<object>(); // a file holds one report

    /// <summary>The run or its name, what Test-ModelFit says of it, or the trials of a sweep.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromPipeline)]
    [Alias("Run")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [RunTransformation]
    public object InputObject { get; set; } = null!;

    /// <summary>The same in front of the path, without a name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPosition)]
    [RunTransformation]
    public object Result { get; set; } = null!;

    /// <summary>The HTML file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPosition)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The split that the run was trained on, where this session has it no more; or a data set.</summary>
    [Parameter(Position = 1, ParameterSetName = FromPipeline)]
    [Parameter(Position = 2, ParameterSetName = ByPosition)]
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

    protected override void ProcessRecord()
    {
        object given = ParameterSetName == ByPosition ? Result : InputObject;
        inputs.AddRange(Unwrapped.Of(given) is object[] several ? several : new[] { given });
    }

    protected override void EndProcessing()
    {
        if (inputs.Count > 0 && inputs.All(input => Unwrapped.Of(input) is SweepTrial))
        {
            Guard(inputs, () => Write(() => new SweepTable(inputs.Select(input => (SweepTrial)Unwrapped.Of(input)!))));
        }
        else if (inputs.Count > 0)
        {
            Guard(inputs[0], () => Write(inputs.Count == 1 ? inputs[0] : throw Errors.SeveralReports(inputs.Count)));
        }
    }

    private string Target()
    {
        string extension = System.IO.Path.GetExtension(Path);
        return extension.Equals(".html", StringComparison.OrdinalIgnoreCase) || extension.Equals(".htm", StringComparison.OrdinalIgnoreCase)
            ? PathResolver.ForWriting(this, Path, Force) : throw Errors.NotAnHtmlPath(Path, extension);
    }

    // Of a sweep all is there already: nothing is trained or measured for its report.
    private void Write(Func<SweepTable> table)
    {
        string? idle = new[] { nameof(Data), nameof(Worst), nameof(NoTrial) }.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        if (idle is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", $"-{idle} is for the report of a run; that of a sweep is of trials that are done.");
        }

        string file = Target(), text = SweepReport.Write(table(), Title, Question);
        if (ShouldProcess(file, "Export report"))
        {
            Keep(file, text);
        }
    }

    private void Keep(string file, string text)
    {
        PathResolver.Write(file, text);
        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }
    }

    private void Write(object input)
    {
        string file = Target();
        object basic = Basic(input);
        if (!ShouldProcess(file, "Export report"))
        {
            return; // before anything is trained for it
        }

        var progress = new ProgressRecord(0, "Export-TrainingReport", "Looking");
        ReportContent content = Content(basic as ModelFitTest ?? Fit((TrainingRun)basic, Report), Report);
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        Keep(file, TrainingReport.Write(content));

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

    private ModelFitTest Fit(TrainingRun run, Action<string> report) => new FitExam(new FitSubject(run, Data, WriteWarning), !NoTrial, null, report).Run();

    private ReportContent Content(ModelFitTest fit, Action<string> report)
    {
        var content = new ReportContent(fit, Worst, report) { Commands = RunScript.Write(fit) };
        content.Title = Title ?? content.Title;
        content.Question = Question ?? content.Question;
        return content;
    }
}
