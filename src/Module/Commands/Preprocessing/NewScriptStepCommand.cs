using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A step that computes columns with a script block.</summary>
[Cmdlet(VerbsCommon.New, "ScriptStep")]
[Alias("Script")]
[OutputType(typeof(PreprocessingStep))]
public sealed class NewScriptStepCommand : StepCommand
{
    /// <summary>Called for each row (in $_ and as its first parameter); it returns columns by name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock Block { get; set; } = null!;

    /// <summary>Columns to remove, by name or pattern.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeProperty { get; set; }

    protected override string Type => "Script";

    protected override void Describe(OrderedDictionary arguments)
    {
        arguments.Add("script", Block.ToString());
        Add(arguments, "exclude", ExcludeProperty);
    }

    internal override PreprocessingStep Make(OrderedDictionary arguments) => new PreprocessingStep(Type, arguments) { Script = Block };
}
