using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that takes the median off and divides by the distance of two quantiles.</summary>
[Cmdlet(VerbsCommon.New, "RobustScaleStep")]
[Alias("RobustScale")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewRobustScaleStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The two quantiles in percent whose distance a column is divided by.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(0d, 100d)]
    [NumberTransformation]
    public double[] QuantileRange { get; set; } = { 25, 75 };

    /// <summary>Leaves the median where it is.</summary>
    [Parameter]
    public SwitchParameter NoCenter { get; set; }

    /// <summary>Leaves the spread as it is.</summary>
    [Parameter]
    public SwitchParameter NoScale { get; set; }

    /// <summary>Divides the distance by that of a normal distribution, so that normal values come out with variance 1.</summary>
    [Parameter]
    public SwitchParameter UnitVariance { get; set; }

    protected override string Type => "RobustScale";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("quantile_range", QuantileRange);
        Add(arguments, "unit_variance", UnitVariance.ToBool());
        if (NoCenter)
        {
            arguments.Add("center", false);
        }

        if (NoScale)
        {
            arguments.Add("scale", false);
        }
    }
}
