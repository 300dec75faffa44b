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
        string[] taken = BlockVariables.Taken(Block.ToString());
        if (taken.Length > 0)
        {
            var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
            foreach (string name in taken)
            {
                PSVariable variable = SessionState.PSVariable.Get(name) ?? SessionState.PSVariable.Get(BlockVariables.Prefix + name) ?? throw Errors.NoUsingVariable(name);
                values.Add(name, ScriptValue.ToJson(name, variable.Value));
            }

            arguments.Add("variables", values);
        }
    }

    internal override PreprocessingStep Make(OrderedDictionary arguments)
    {
        var step = new PreprocessingStep(Type, arguments);
        step.Use(Block);
        return step;
    }
}
