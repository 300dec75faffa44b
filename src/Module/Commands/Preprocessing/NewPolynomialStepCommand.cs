using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes products and powers of columns.</summary>
[Cmdlet(VerbsCommon.New, "PolynomialStep")]
[Alias("Polynomial")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewPolynomialStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The highest degree, or the lowest and the highest.</summary>
    [Parameter]
    [WholeNumberTransformation(IsList = true)]
    [ValidateCount(1, 2)]
    [ValidateRange(0L, 100L)]
    public long[] Degree { get; set; } = { 2 };

    /// <summary>Products of different columns only, no powers.</summary>
    [Parameter]
    public SwitchParameter InteractionOnly { get; set; }

    /// <summary>Leaves the column of ones out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    protected override string Type => "Polynomial";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("degree", Degree);
        Add(arguments, "interaction_only", InteractionOnly.ToBool());
        if (NoBias)
        {
            arguments.Add("include_bias", false);
        }
    }
}
