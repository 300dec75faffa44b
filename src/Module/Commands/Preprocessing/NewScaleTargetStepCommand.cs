using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that scales the target.</summary>
[Cmdlet(VerbsCommon.New, "ScaleTargetStep")]
[Alias("ScaleTarget")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewScaleTargetStepCommand : StepCommand
{
    /// <summary>The method: that of the step with the same name.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("Standardize", "RobustScale", "MinMaxScale")]
    public string Method { get; set; } = "Standardize";

    protected override string Type => TargetScaling.Step;

    protected override void Describe(OrderedDictionary arguments) => Add(arguments, "method", Method);
}
