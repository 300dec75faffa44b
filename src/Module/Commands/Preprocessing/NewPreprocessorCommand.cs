using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a preprocessor from steps, which Split-Dataset fits on the training part.</summary>
[Cmdlet(VerbsCommon.New, "Preprocessor", DefaultParameterSetName = "Block")]
[OutputType(typeof(Preprocessor))]
public sealed class NewPreprocessorCommand : NormToolsCommand
{
    private readonly List<object?> collected = new List<object?>();

    /// <summary>A script block that writes the steps in order: { Impute Median; OneHot sex; Standardize }.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Block")]
    public ScriptBlock Step { get; set; } = null!;

    /// <summary>Steps from the pipeline.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Pipeline")]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>The data that the steps learn from: a data set, a split (its training part), or a tensor [rows,
    /// columns]. Without it they are not fitted.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Data { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Pipeline")
        {
            collected.Add(InputObject);
        }
    }

    protected override void EndProcessing() => GuardTerminating(Step, () =>
    {
        Preprocessor steps = Preprocessor.Create(ParameterSetName == "Block" ? StepReader.Run(Step) : StepReader.Read(collected));
        Preprocessor made = Data is null ? steps : PreprocessorInput.Fit(steps, Data);
        foreach (string note in made.Notes)
        {
            WriteWarning(note);
        }

        WriteObject(made);
    });
}
