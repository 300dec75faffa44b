using System.Collections.Specialized;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace NormTools.Commands;

/// <summary>A step that fills in missing values.</summary>
[Cmdlet(VerbsCommon.New, "ImputeStep")]
[Alias("Impute")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewImputeStepCommand : StepCommand
{
    /// <summary>Where the value comes from: Mean, Median or MostFrequent of the training rows, Constant for -Value, or
    /// Missing for a category of its own.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("Mean", "Median", "MostFrequent", "Constant", "Missing")]
    public string Strategy { get; set; } = "Mean";

    /// <summary>The columns, by name or pattern; by default all that suit the strategy.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>The number or text for the strategy Constant. A number in quotes is read with a decimal point, or as the
    /// session's culture writes it; in a column of text that -Column names it is a text.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Value { get; set; }

    /// <summary>Adds a column that is 1 where a value was missing, for each column that had gaps in training.</summary>
    [Parameter]
    public SwitchParameter Indicator { get; set; }

    /// <summary>Keeps a column that has no value in the training rows, filled with zeros; otherwise it is left
    /// out.</summary>
    [Parameter]
    public SwitchParameter KeepEmpty { get; set; }

    protected override string Type => "Impute";

    protected override void Describe(OrderedDictionary arguments)
    {
        arguments.Add("strategy", Strategy);
        Add(arguments, "columns", Column);
        AddValue(arguments, Unwrapped.Of(Value));
        Add(arguments, "indicator", Indicator.ToBool());
        Add(arguments, "keep_empty", KeepEmpty.ToBool());
    }

    // What looks like a number and is none would fill columns of text, and no column of numbers.
    private static void AddValue(OrderedDictionary arguments, object? value)
    {
        if (value is not string text)
        {
            Add(arguments, "value", TensorReader.TryNumber(value, out double given) ? given : value);
        }
        else if (NumberText.TryRead(text, out double number) && !double.IsNaN(number) && !double.IsInfinity(number))
        {
            arguments.Add("value", number);
            arguments.Add("text", text);
        }
        else if (Regex.IsMatch(text, @"^\s*[+-]?[\d .']*,\d[\d,]*(\.\d+)?\s*$"))
        {
            throw Errors.NotANumberText(nameof(Value), text);
        }
        else
        {
            arguments.Add("value", text);
        }
    }
}
