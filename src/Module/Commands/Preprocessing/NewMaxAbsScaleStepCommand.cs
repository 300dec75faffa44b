using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that divides by the largest absolute value of the training rows.</summary>
[Cmdlet(VerbsCommon.New, "MaxAbsScaleStep")]
[Alias("MaxAbsScale")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewMaxAbsScaleStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    protected override string Type => "MaxAbsScale";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
    }
}
