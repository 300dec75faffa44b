using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes a column of zeros and ones for each category.</summary>
[Cmdlet(VerbsCommon.New, "OneHotStep")]
[Alias("OneHot")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewOneHotStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of text.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>How to treat a category that the training rows did not have: Ignore gives zeros everywhere, Error an
    /// error, Infrequent the column of the rare categories.</summary>
    [Parameter]
    [ValidateSet("Ignore", "Error", "Infrequent")]
    public string Unknown { get; set; } = "Ignore";

    /// <summary>Where to leave out the first category's column: nowhere, for every column, or for columns with two
    /// categories.</summary>
    [Parameter]
    [ValidateSet("None", "First", "IfBinary")]
    public string Drop { get; set; } = "None";

    /// <summary>Rarer categories share one column: a number of rows, or below 1 a share of the rows.</summary>
    [Parameter]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    public double? MinimumFrequency { get; set; }

    /// <summary>The most columns that one column becomes: the rarest categories then share one.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long? MaximumCategory { get; set; }

    /// <summary>The categories in order, or a hashtable with a list for each column; by default those of the training
    /// rows, sorted.</summary>
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
