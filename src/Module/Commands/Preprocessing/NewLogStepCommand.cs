using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that takes the logarithm of columns.</summary>
[Cmdlet(VerbsCommon.New, "LogStep")]
[Alias("Log")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewLogStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; by default all columns of numbers.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>Added to the values first: 1 gives log(x + 1).</summary>
    [Parameter]
    [NumberTransformation]
    public double? Offset { get; set; }

    /// <summary>The base; by default e, for the natural logarithm.</summary>
    [Parameter]
    [ValidateRange(double.Epsilon, double.MaxValue)]
    [NumberTransformation]
    public double? Base { get; set; }

    protected override string Type => "Log";

    protected override void Describe(OrderedDictionary arguments)
    {
        Add(arguments, "columns", Column);
        Add(arguments, "offset", Offset);
        Add(arguments, "base", Base);
    }
}
