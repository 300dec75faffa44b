using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that scales columns so that the training rows fill a range.</summary>
[Cmdlet(VerbsCommon.New, "MinMaxScaleStep")]
[Alias("MinMaxScale")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewMinMaxScaleStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The values that the smallest and the largest training value become.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [NumberTransformation]
    public double[] Range { get; set; } = { 0, 1 };

    /// <summary>Clips values of other rows that fall outside the range.</summary>
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
