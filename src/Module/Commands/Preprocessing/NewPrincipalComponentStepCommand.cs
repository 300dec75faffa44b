using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes principal components of columns.</summary>
[Cmdlet(VerbsCommon.New, "PrincipalComponentStep")]
[Alias("PrincipalComponent")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewPrincipalComponentStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>How many components are kept: from 1 on their number, below it a share of the variance; all without
    /// it.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? Count { get; set; }

    /// <summary>Brings every component to variance 1.</summary>
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
