using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that takes the logarithm of columns.</summary>
[Cmdlet(VerbsCommon.New, "LogStep")]
[Alias("Log")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewLogStepCommand : StepCommand
{
    /// <summary>The columns, by name or pattern; all columns of numbers without it.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Column { get; set; }

    /// <summary>What is added first: 1 takes log(x + 1).</summary>
    [Parameter]
    [NumberTransformation]
    public double? Offset { get; set; }

    /// <summary>The base; that of the natural logarithm without it.</summary>
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
