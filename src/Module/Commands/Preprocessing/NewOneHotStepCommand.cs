using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes a column of zeros and ones for each category.</summary>
[Cmdlet(VerbsCommon.New, "OneHotStep")]
[Alias("OneHot")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewOneHotStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of text without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>What a category is that the training rows had not: zeros everywhere, an error, or one of the rare
    /// ones.</summary>
    [Parameter]
    [ValidateSet("Ignore", "Error", "Infrequent")]
    public string Unknown { get; set; } = "Ignore";

    /// <summary>Leaves the first category's column out: never, of every column, or of those with two
    /// categories.</summary>
    [Parameter]
    [ValidateSet("None", "First", "IfBinary")]
    public string Drop { get; set; } = "None";

    /// <summary>Categories that are rarer share a column: a number of rows, or below 1 a share of them.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? MinimumFrequency { get; set; }

    /// <summary>How many columns a column becomes at most: the rarest categories share one.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long? MaximumCategory { get; set; }

    /// <summary>The categories in their order, or a hashtable with a list for each column; without it those of the
    /// training rows, sorted.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Category { get; set; }

    protected override string Type => "OneHot";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        arguments.Add("unknown", Unknown);
        arguments.Add("drop", Drop);
        Add(arguments, "min_frequency", MinimumFrequency);
        Add(arguments, "max_categories", MaximumCategory);
        Add(arguments, "categories", Categories.Of(Category));
    }
}
