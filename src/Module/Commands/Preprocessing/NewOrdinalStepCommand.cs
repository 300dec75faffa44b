using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that replaces categories by 0, 1, 2..., in a given order.</summary>
[Cmdlet(VerbsCommon.New, "OrdinalStep")]
[Alias("Ordinal")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewOrdinalStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of text.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The categories in order, or a hashtable with a list for each column; by default those of the training
    /// rows, sorted.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public object? Category { get; set; }

    /// <summary>How to treat a category that the training rows did not have: as an error, or as a missing
    /// value.</summary>
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
