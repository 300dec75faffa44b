using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that scales columns to mean 0 and standard deviation 1.</summary>
[Cmdlet(VerbsCommon.New, "StandardizeStep")]
[Alias("Standardize")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewStandardizeStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>Does not subtract the mean.</summary>
    [Parameter]
    public SwitchParameter NoCenter { get; set; }

    /// <summary>Does not divide by the standard deviation.</summary>
    [Parameter]
    public SwitchParameter NoScale { get; set; }

    protected override string Type => "Standardize";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
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
