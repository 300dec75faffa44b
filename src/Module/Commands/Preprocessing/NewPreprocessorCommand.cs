using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a preprocessor of steps, which Split-Dataset fits on the training part.</summary>
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

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Pipeline")
        {
            collected.Add(InputObject);
        }
    }

    protected override void EndProcessing() => GuardTerminating(Step, () => WriteObject(
        Preprocessor.Create(ParameterSetName == "Block" ? StepReader.Run(Step) : StepReader.Read(collected))));
}
