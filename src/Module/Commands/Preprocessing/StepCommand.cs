using System.Collections.Specialized;

namespace NormTools.Commands;

/// <summary>A cmdlet that describes one step inside a preprocessor's script block.</summary>
public abstract class StepCommand : NormToolsCommand
{
    /// <summary>The step's name.</summary>
    protected abstract string Type { get; }

    protected override void ProcessRecord()
    {
        var arguments = new OrderedDictionary();
        Describe(arguments);
        WriteObject(Make(arguments));
    }

    internal virtual PreprocessingStep Make(OrderedDictionary arguments) => new PreprocessingStep(Type, arguments);

    /// <summary>Adds the arguments under the names that model files use.</summary>
    protected abstract void Describe(OrderedDictionary arguments);

    /// <summary>Adds an argument, unless its value is null or a switch that is off.</summary>
    protected static void Add(OrderedDictionary arguments, string name, object? value)
    {
        if (value is not (null or false))
        {
            arguments.Add(name, value);
        }
    }
}
