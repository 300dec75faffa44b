using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that replaces columns by their principal components.</summary>
[Cmdlet(VerbsCommon.New, "PrincipalComponentStep")]
[Alias("PrincipalComponent")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewPrincipalComponentStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>How many components to keep: 1 or more is their number, below 1 a share of the variance; by default
    /// all.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? Count { get; set; }

    /// <summary>Scales every component to variance 1.</summary>
    [Parameter]
    public SwitchParameter Whiten { get; set; }

    protected override string Type => "PrincipalComponent";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        Add(arguments, "components", Count);
        Add(arguments, "whiten", Whiten.ToBool());
    }
}
