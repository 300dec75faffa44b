using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that replaces numbers by the bin that they fall into: 0, 1, 2...</summary>
[Cmdlet(VerbsCommon.New, "BinStep")]
[Alias("Bin")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewBinStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The number of bins.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(2, 65536)]
    public int Count { get; set; } = 5;

    /// <summary>Quantile: bins with equally many training rows; Uniform: bins of equal width.</summary>
    [Parameter]
    [ValidateSet("Quantile", "Uniform")]
    public string Strategy { get; set; } = "Quantile";

    /// <summary>The edges of the bins in ascending order, instead of learnt ones.</summary>
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
