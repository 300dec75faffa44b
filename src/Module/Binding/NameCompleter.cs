using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools;

/// <summary>Completes names from a list, with their meanings as tooltips.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private readonly NamedValue[] choices;

    internal NameCompleter(IEnumerable<NamedValue> choices) => this.choices = choices.ToArray();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        var pattern = new WildcardPattern(word + "*", WildcardOptions.IgnoreCase);
        return choices.Where(choice => pattern.IsMatch(choice.Name)).Select(choice => new CompletionResult(
            choice.Name, choice.Name, CompletionResultType.ParameterValue, choice.Meaning));
    }
}

/// <summary>Completes -Init.</summary>
public sealed class InitializationCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public InitializationCompleter()
        : base(InitializationMethod.All)
    {
    }
}

/// <summary>Completes -Scheme.</summary>
public sealed class SchemeCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public SchemeCompleter()
        : base(InitializationScheme.Choices)
    {
    }
}

/// <summary>Completes -Distribution of New-RandomTensor.</summary>
public sealed class DistributionCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public DistributionCompleter()
        : base(RandomDistribution.All)
    {
    }
}

/// <summary>Completes -Nonlinearity and -Gain.</summary>
public sealed class NonlinearityCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public NonlinearityCompleter()
        : base(NonlinearityName.All)
    {
    }
}

/// <summary>Completes -Thread: 0, and 1 to the number of processors.</summary>
public sealed class ThreadCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public ThreadCompleter()
        : base(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 64) + 1).Select(count => new NamedValue(
            count.ToString(System.Globalization.CultureInfo.InvariantCulture),
            count == 0 ? "the default" : count == 1 ? "one thread" : $"{count} threads")))
    {
    }
}

/// <summary>Completes -Bias.</summary>
public sealed class BiasCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public BiasCompleter()
        : base(BiasRule.Choices)
    {
    }
}

/// <summary>Completes -LayerType: the layers that have parameters.</summary>
public sealed class LayerTypeCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public LayerTypeCompleter()
        : base(LayerSelection.Types)
    {
    }
}
