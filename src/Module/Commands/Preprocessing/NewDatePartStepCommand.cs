using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that turns dates in text into numbers.</summary>
[Cmdlet(VerbsCommon.New, "DatePartStep")]
[Alias("DatePart")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewDatePartStepCommand : StepCommand
{
    /// <summary>The columns of dates, by name or pattern.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = null!;

    /// <summary>The numbers to make, one column each.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("Year", "Quarter", "Month", "Day", "DayOfYear", "DayOfWeek", "IsWeekend", "Hour", "Minute", "Days")]
    public string[] Part { get; set; } = { "Year", "Month", "DayOfWeek" };

    /// <summary>The format of the dates as a .NET format string, such as dd.MM.yyyy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Format { get; set; }

    protected override string Type => "DatePart";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("parts", Part);
        Add(arguments, "format", Format);
    }
}
