using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Shows what each step of a preprocessor learnt, one line for each column.</summary>
[Cmdlet(VerbsCommon.Get, "Preprocessor")]
[OutputType(typeof(PreprocessorStepState))]
public sealed class GetPreprocessorCommand : NormToolsCommand
{
    /// <summary>A preprocessor, or a model, run, data set or split that has one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    protected override void ProcessRecord() => Guard(
        InputObject, () => WriteObject(Find(InputObject).States(), enumerateCollection: true));

    /// <summary>The fitted preprocessor of a value; of a model of windows the steps of the rows, unless windows are given.</summary>
    internal static Preprocessor FindFitted(object value, bool areWindows)
    {
        Preprocessor found = Find(value);
        found = found.IsFitted ? found : throw Errors.NotFitted();
        return areWindows ? found : found.RowSteps ?? found;
    }

    /// <summary>The preprocessor that a value is or has.</summary>
    /// <exception cref="NormToolsException">It is something else, or has none.</exception>
    internal static Preprocessor Find(object value) => (Unwrapped.Of(value) switch
    {
        Preprocessor itself => itself,
        Model model => model.Preprocessor,
        TrainingRun run => run.Model.Preprocessor,
        Dataset data => data.Preprocessor,
        DatasetSplit split => split.Train.Preprocessor,
        _ => throw Errors.NothingWithPreprocessor(value),
    }) ?? throw Errors.NoPreprocessor(value);
}
