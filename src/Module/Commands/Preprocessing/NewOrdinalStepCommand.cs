using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that makes 0, 1, 2... of categories, in the order given.</summary>
[Cmdlet(VerbsCommon.New, "OrdinalStep")]
[Alias("Ordinal")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewOrdinalStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of text without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The categories in their order, or a hashtable with a list for each column; without it those of the
    /// training rows, sorted.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public object? Category { get; set; }

    /// <summary>What a category is that the training rows had not: an error, or a missing value.</summary>
    [Parameter]
    [ValidateSet("Error", "Missing")]
    public string Unknown { get; set; } = "Error";

    protected override string Type => "Ordinal";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        Add(arguments, "categories", Categories.Of(Category));
        arguments.Add("unknown", Unknown);
    }
}
