using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Says what is wrong with a trained model, by its run and its data: the verdict, the evidence, what to try.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModelFit", DefaultParameterSetName = OfRun)]
[OutputType(typeof(ModelFitTest))]
public sealed class TestModelFitCommand : NormToolsCommand
{
    private const string OfRun = "Run", OfData = "Data"; // what comes first: the run, or, where that is in the pipeline, the data

    /// <summary>The run, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = OfRun)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfData)]
    [Alias("Run")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [FitRunTransformation]
    public TrainingRun InputObject { get; set; } = null!;

    /// <summary>The split that it was trained on, where this session has it no more; or a data set.</summary>
    [Parameter(Position = 1, ParameterSetName = OfRun)]
    [Parameter(Position = 0, ParameterSetName = OfData)]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>Trains nothing for comparison with other seeds and rates: what only a trial would show is not said.</summary>
    [Parameter]
    public SwitchParameter NoTrial { get; set; }

    /// <summary>Trains the remedies that fit, and says what each brought.</summary>
    [Parameter]
    public SwitchParameter Try { get; set; }

    /// <summary>What -Try may take: a number of models to train, or a time span as in '00:02:00'; by default 100 models.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Budget { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfNotFound();
        if (NoTrial && Try)
        {
            throw Errors.Exclusive(nameof(NoTrial), nameof(Try));
        }

        FitBudget? budget = Try ? FitBudget.Of(Budget)
            : Budget is null ? null
            : throw Errors.NoEffect(nameof(Budget), nameof(Try));
        var progress = new ProgressRecord(0, "Test-ModelFit", "Looking");
        var subject = new FitSubject(InputObject, Data, WriteWarning);
        var exam = new FitExam(subject, !NoTrial, budget, what =>
        {
            progress.StatusDescription = what;
            WriteProgress(progress);
        });
        ModelFitTest result = exam.Run();
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        WriteObject(result);
    });
}
