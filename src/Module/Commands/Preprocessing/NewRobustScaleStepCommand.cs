using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that subtracts the median and divides by the distance between two quantiles.</summary>
[Cmdlet(VerbsCommon.New, "RobustScaleStep")]
[Alias("RobustScale")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewRobustScaleStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The two quantiles, in percent, whose distance a column is divided by.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(0d, 100d)]
    [NumberTransformation]
    public double[] QuantileRange { get; set; } = { 25, 75 };

    /// <summary>Does not subtract the median.</summary>
    [Parameter]
    public SwitchParameter NoCenter { get; set; }

    /// <summary>Does not divide.</summary>
    [Parameter]
    public SwitchParameter NoScale { get; set; }

    /// <summary>Takes the distance relative to that of a standard normal distribution, so that normal values get
    /// variance 1.</summary>
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
