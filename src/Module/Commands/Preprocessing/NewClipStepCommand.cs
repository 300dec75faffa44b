using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that replaces values beyond a bound by the bound.</summary>
[Cmdlet(VerbsCommon.New, "ClipStep")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewClipStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The lower bound.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Minimum { get; set; }

    /// <summary>The upper bound.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Maximum { get; set; }

    /// <summary>Quantiles of the training rows as bounds, in percent, such as 1, 99.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(0d, 100d)]
    [NumberTransformation]
    public double[]? QuantileRange { get; set; }

    protected override string Type => "Clip";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        Add(arguments, "lower", Minimum);
        Add(arguments, "upper", Maximum);
        Add(arguments, "quantile_range", QuantileRange);
    }
}
