using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that brings the training rows' values into a range.</summary>
[Cmdlet(VerbsCommon.New, "MinMaxScaleStep")]
[Alias("MinMaxScale")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewMinMaxScaleStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The ends that the smallest and the largest value come to.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [NumberTransformation]
    public double[] Range { get; set; } = { 0, 1 };

    /// <summary>Brings later values that leave the range to its end.</summary>
    [Parameter]
    public SwitchParameter Clip { get; set; }

    protected override string Type => "MinMaxScale";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("feature_range", Range);
        Add(arguments, "clip", Clip.ToBool());
    }
}
