using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that scales what is to be predicted.</summary>
[Cmdlet(VerbsCommon.New, "ScaleTargetStep")]
[Alias("ScaleTarget")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewScaleTargetStepCommand : StepCommand
{
    /// <summary>How: as the step of the same name.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("Standardize", "RobustScale", "MinMaxScale")]
    public string Method { get; set; } = "Standardize";

    protected override string Type => TargetScaling.Step;

    protected override void Describe(OrderedDictionary arguments) => Add(arguments, "method", Method);
}
