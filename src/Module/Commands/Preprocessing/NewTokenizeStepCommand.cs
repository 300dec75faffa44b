using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that turns texts into the numbers of their words.</summary>
[Cmdlet(VerbsCommon.New, "TokenizeStep")]
[Alias("Tokenize")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewTokenizeStepCommand : StepCommand
{
    /// <summary>The column of texts; by default the only one that there is.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Column { get; set; }

    /// <summary>What has a number: each word, or each character of the words.</summary>
    [Parameter]
    [ValidateSet("Word", "Character")]
    public string Unit { get; set; } = "Word";

    /// <summary>How often a word has to occur in the training part to get a number of its own.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long MinimumCount { get; set; } = 2;

    /// <summary>How many words get a number at most: the most frequent ones.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, 1L << 22)]
    public long MaximumWord { get; set; } = 20_000;

    /// <summary>How many words of a text are taken; by default as many as the longest text of the training part has, and at most
    /// 512.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, 1L << 16)]
    public long? MaximumLength { get; set; }

    /// <summary>Takes Rose and rose as two words.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override string Type => TextRows.Step;

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column is null ? null : new[] { Column });
        arguments.Add("unit", Unit);
        arguments.Add("min_count", MinimumCount);
        arguments.Add("max_words", MaximumWord);
        Add(arguments, "max_length", MaximumLength);
        Add(arguments, "case_sensitive", CaseSensitive.IsPresent);
    }
}
