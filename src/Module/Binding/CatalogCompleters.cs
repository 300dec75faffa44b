using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools;

/// <summary>Completes -Loss.</summary>
public sealed class LossCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public LossCompleter()
        : base(Catalog.Losses.Items)
    {
    }
}

/// <summary>Completes -Metric.</summary>
public sealed class MetricCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public MetricCompleter()
        : base(Catalog.Metrics.Items)
    {
    }
}

/// <summary>Completes -Optimizer.</summary>
public sealed class OptimizerCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public OptimizerCompleter()
        : base(Catalog.Optimizers.Items)
    {
    }
}

/// <summary>Completes -Schedule.</summary>
public sealed class ScheduleCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public ScheduleCompleter()
        : base(Catalog.Schedules.Items)
    {
    }
}

/// <summary>Completes -Augment.</summary>
public sealed class AugmentationCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public AugmentationCompleter()
        : base(Catalog.Augmentations.Items)
    {
    }
}

/// <summary>Completes -Monitor: the losses, and the metrics that -Metric names.</summary>
public sealed class MonitorCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        object? metrics = fakeBoundParameters.Contains("Metric") ? fakeBoundParameters["Metric"] : "Accuracy";
        IEnumerable<string> names = (metrics is IEnumerable list and not string ? list.Cast<object>() : new[] { metrics! })
            .Select(metric => Convert.ToString(metric)!);
        var pattern = new WildcardPattern((wordToComplete ?? string.Empty).Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return new[] { "Validation", "Training" }
            .SelectMany(part => new[] { "Loss" }.Concat(names).Select(name => part + name))
            .Where(name => pattern.IsMatch(name))
            .Select(name => new CompletionResult(name));
    }
}

/// <summary>Completes a hashtable of arguments: one entry for each that the chosen item takes.</summary>
public abstract class ArgumentTableCompleter : IArgumentCompleter
{
    private readonly Catalog catalog;
    private readonly string parameter;
    private readonly string usual;

    internal ArgumentTableCompleter(Catalog catalog, string parameter, string usual)
    {
        this.catalog = catalog;
        this.parameter = parameter;
        this.usual = usual;
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string name = Convert.ToString(fakeBoundParameters.Contains(parameter) ? fakeBoundParameters[parameter] : usual)!;
        CatalogItem? item = catalog.Items.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return (item?.Arguments ?? Array.Empty<CatalogArgument>()).Select(argument => new CompletionResult(
            argument.Entry(), argument.Name, CompletionResultType.ParameterValue, argument.Describe()));
    }
}

/// <summary>Completes -LossArgument.</summary>
public sealed class LossArgumentCompleter : ArgumentTableCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public LossArgumentCompleter()
        : base(Catalog.Losses, "Loss", "CrossEntropy")
    {
    }
}

/// <summary>Completes -OptimizerArgument.</summary>
public sealed class OptimizerArgumentCompleter : ArgumentTableCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public OptimizerArgumentCompleter()
        : base(Catalog.Optimizers, "Optimizer", "Adam")
    {
    }
}

/// <summary>Completes -ScheduleArgument.</summary>
public sealed class ScheduleArgumentCompleter : ArgumentTableCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public ScheduleArgumentCompleter()
        : base(Catalog.Schedules, "Schedule", string.Empty)
    {
    }
}

/// <summary>Completes a layer's argument that takes one of a few names, from the catalog.</summary>
public sealed class LayerArgumentCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CatalogItem? layer = Array.Find(Catalog.Layers.Items, item =>
            new[] { item.Name, $"New-{item.Name}Layer" }.Contains(commandName, StringComparer.OrdinalIgnoreCase));
        CatalogArgument? argument = layer is null ? null : Array.Find(
            layer.Arguments, known => NamedValue.Normalize(known.Name) == NamedValue.Normalize(parameterName));
        var pattern = new WildcardPattern((wordToComplete ?? string.Empty).Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return (argument?.Choices ?? Array.Empty<string>())
            .Select((choice, i) => new CompletionResult(
                choice, choice, CompletionResultType.ParameterValue, argument!.Meanings.ElementAtOrDefault(i) ?? choice))
            .Where(result => pattern.IsMatch(result.CompletionText));
    }
}

/// <summary>Completes -Metric of Export-TrainingChart.</summary>
public sealed class ChartMetricCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public ChartMetricCompleter()
        : base(new[] { new NamedValue("Loss", "what the run minimises") }.Concat(Catalog.Metrics.Items))
    {
    }
}

/// <summary>Completes -ClassWeight.</summary>
public sealed class ClassWeightCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public ClassWeightCompleter()
        : base(new[] { new NamedValue("Balanced", "every class counts the same: n / (classes * count)") })
    {
    }
}

/// <summary>Completes -Check of Test-Dataset.</summary>
public sealed class CheckCompleter : NameCompleter
{
    /// <summary>Made by PowerShell.</summary>
    public CheckCompleter()
        : base(DatasetChecks.All)
    {
    }
}
