using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Commands;

/// <summary>Writes the options of a run as the parameters of Start-TrainingRun that make them; what has its default is left out.</summary>
internal static class OptionScript
{
    // The parameters of single arguments, which are not in the table of all.
    private static readonly Dictionary<string, string> Own = new Dictionary<string, string>
    {
        ["lr"] = nameof(TrainingOptionCommand.LearningRate),
        ["momentum"] = nameof(TrainingOptionCommand.Momentum),
        ["nesterov"] = nameof(TrainingOptionCommand.Nesterov),
        ["weight_decay"] = nameof(TrainingOptionCommand.WeightDecay),
        ["label_smoothing"] = nameof(TrainingOptionCommand.LabelSmoothing),
    };

    // What has the same meaning under the same name.
    private static readonly string[] Same =
    {
        nameof(TrainingOptions.Epoch), nameof(TrainingOptions.DropLast), nameof(TrainingOptions.EarlyStopping), nameof(TrainingOptions.MinimumChange),
        nameof(TrainingOptions.StartEpoch), nameof(TrainingOptions.Baseline), nameof(TrainingOptions.ClipNorm), nameof(TrainingOptions.ClipValue),
        nameof(TrainingOptions.L1), nameof(TrainingOptions.L2), nameof(TrainingOptions.Proximal), nameof(TrainingOptions.MaximumNorm),
        nameof(TrainingOptions.AverageDecay), nameof(TrainingOptions.AverageFrom), nameof(TrainingOptions.AverageEvery), nameof(TrainingOptions.Oversample),
        nameof(TrainingOptions.Accumulate), nameof(TrainingOptions.OrderSeed), nameof(TrainingOptions.DrawForValidation), nameof(TrainingOptions.DecayTarget),
        nameof(TrainingOptions.FreezeStatistics), nameof(TrainingOptions.Freeze), nameof(TrainingOptions.Seed),
    };

    /// <param name="options">The options.</param>
    /// <param name="training">The rows that were trained on: some defaults depend on them.</param>
    /// <param name="validates">Whether there are validation rows.</param>
    public static IEnumerable<string> Write(TrainingOptions options, Dataset training, bool validates)
    {
        string usualLoss = LossSpecification.Item(null, training).Name;
        string[] loss = Choice("Loss", options.Loss, usualLoss, options.LossArguments, Catalog.Losses).ToArray();
        string[] optimizer = Choice("Optimizer", options.Optimizer, "Adam", options.OptimizerArguments, Catalog.Optimizers).ToArray();
        string[] schedule = options.Schedule is null ? Array.Empty<string>()
            : new[] { $"-Schedule {options.Schedule}", "-ScheduleArgument " + ScriptText.Table(options.ScheduleArguments) };
        return new[] { FormattableString.Invariant($"-BatchSize {options.BatchSize}") }.Where(_ => options.BatchSize != 32)
            .Concat(loss).Concat(optimizer).Concat(schedule).Concat(Metrics(options, training))
            .Concat(Switch("NoShuffle", !options.Shuffle)).Concat(Switch("KeepLastWeight", options.EarlyStopping is not null && !options.RestoresBest))
            .Concat(options.EarlyStopping is not null && options.Monitor != (validates ? "ValidationLoss" : "TrainingLoss") ? new[] { "-Monitor " + ScriptText.Value(options.Monitor) } : Array.Empty<string>())
            .Concat(Simple(options))
            .Concat(options.ClipNorm is not null && options.ClipNormType != 2 ? new[] { "-ClipNormType " + ScriptText.Value(options.ClipNormType) } : Array.Empty<string>())
            .Concat((options.ClipNorm ?? options.ClipValue) is not null && options.SkipLimit != 10 ? new[] { FormattableString.Invariant($"-SkipLimit {options.SkipLimit}") } : Array.Empty<string>())
            .Concat(options.Augment.Count > 0 ? new[] { "-Augment " + string.Join(", ", options.Augment.Select(ScriptText.Table)) } : Array.Empty<string>())
            .Concat(options.GroupArguments.Count > 0 ? new[] { "-Group " + string.Join(", ", options.GroupArguments.Select(ScriptText.Table)) } : Array.Empty<string>());
    }

    private static IEnumerable<string> Simple(TrainingOptions options)
    {
        var usual = new StartTrainingRunCommand();
        foreach (string name in Same)
        {
            PropertyInfo parameter = typeof(StartTrainingRunCommand).GetProperty(name)!;
            object? value = typeof(TrainingOptions).GetProperty(name)!.GetValue(options), plain = parameter.GetValue(usual);
            if (parameter.PropertyType == typeof(SwitchParameter))
            {
                foreach (string text in Switch(name, (bool)value!))
                {
                    yield return text;
                }
            }
            else if (value is not null && !ScriptText.AreSame(value, plain ?? (value is double ? 0d : null)) && value is not ICollection { Count: 0 })
            {
                yield return $"-{name} {ScriptText.Value(value)}";
            }
        }
    }

    private static IEnumerable<string> Choice(string parameter, string name, string usual, OrderedDictionary arguments, Catalog catalog)
    {
        if (name != usual)
        {
            yield return $"-{parameter} {name}";
        }

        var others = new OrderedDictionary();
        foreach (CatalogArgument argument in catalog.Find(name).Arguments.Where(argument => arguments.Contains(argument.Name)))
        {
            object? value = arguments[argument.Name];
            if (value is null || ScriptText.AreSame(value, argument.Default))
            {
                continue;
            }

            if (!Own.TryGetValue(argument.Name, out string own))
            {
                others.Add(argument.Name, value);
            }
            else
            {
                yield return value is true ? "-" + own : $"-{own} {ScriptText.Value(value)}";
            }
        }

        if (others.Count > 0)
        {
            yield return $"-{parameter}Argument {ScriptText.Table(others)}";
        }
    }

    private static IEnumerable<string> Metrics(TrainingOptions options, Dataset training)
    {
        object?[] chosen = options.Metric.Select(name => options.MetricArguments.Contains(name) ? options.MetricArguments[name] : name).ToArray();
        string[] usual = training.IsClassification ? new[] { "Accuracy" } : Array.Empty<string>();
        return ScriptText.AreSame(chosen, usual) ? Array.Empty<string>() : new[] { "-Metric " + ScriptText.Value(chosen) };
    }

    private static IEnumerable<string> Switch(string name, bool isOn) => isOn ? new[] { "-" + name } : Array.Empty<string>();
}
