using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes 0, 1, 2... of numbers: the bin that a value falls into.</summary>
[Cmdlet(VerbsCommon.New, "BinStep")]
[Alias("Bin")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewBinStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>How many bins.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(2, 65536)]
    public int Count { get; set; } = 5;

    /// <summary>Quantile: as many training rows in each; Uniform: of equal width.</summary>
    [Parameter]
    [ValidateSet("Quantile", "Uniform")]
    public string Strategy { get; set; } = "Quantile";

    /// <summary>The edges of the bins, rising, in place of those that are learnt.</summary>
    [Parameter]
    [ValidateCount(2, 65536)]
    [NumberTransformation]
    public double[]? Edge { get; set; }

    protected override string Type => "Bin";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("bins", Count);
        arguments.Add("strategy", Strategy);
        Add(arguments, "edges", Edge);
    }
}
