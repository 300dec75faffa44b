using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using NormTools.Native;

namespace NormTools;

/// <summary>Reads -Option: the options of another run, a table, or the JSON text of either.</summary>
internal sealed class RunOptionTable
{
    /// <summary>The properties of <see cref="TrainingOptions"/> that are not named like their parameters.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(TrainingOptions.LossArguments)] = "LossArgument",
        [nameof(TrainingOptions.OptimizerArguments)] = "OptimizerArgument",
        [nameof(TrainingOptions.ScheduleArguments)] = "ScheduleArgument",
        [nameof(TrainingOptions.GroupArguments)] = "Group",
        [nameof(TrainingOptions.Shuffle)] = "NoShuffle",
        [nameof(TrainingOptions.RestoresBest)] = "KeepLastWeight",
    };

    /// <summary>What is chosen by name, the parameter with a table of its arguments, and the parameters for single
    /// arguments, with the names of these in the table.</summary>
    private static readonly (string Name, string Table, (string Parameter, string[] Arguments)[] Own)[] Choices =
    {
        ("Loss", "LossArgument", new[] { ("LabelSmoothing", new[] { "label_smoothing" }), ("ClassWeight", new[] { "weight", "pos_weight" }) }),
        ("Optimizer", "OptimizerArgument", new[]
        {
            ("LearningRate", new[] { "lr" }), ("Momentum", new[] { "momentum" }), ("Nesterov", new[] { "nesterov" }),
            ("WeightDecay", new[] { "weight_decay" }),
        }),
        ("Schedule", "ScheduleArgument", Array.Empty<(string, string[])>()),
    };

    private static readonly PropertyInfo[] Options = typeof(TrainingOptions).GetProperties();

    private readonly Dictionary<string, PropertyInfo> parameters;
    private readonly Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase); // by parameter name

    private RunOptionTable(object given, IEnumerable<PropertyInfo> parameters, ICollection<string> bound)
    {
        this.parameters = parameters.ToDictionary(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
        IDictionary metrics = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> entry in Entries(given))
        {
            if (entry.Key.Equals(nameof(TrainingOptions.MetricArguments), StringComparison.OrdinalIgnoreCase))
            {
                metrics = RunOptionValue.Plain(entry.Value) as IDictionary ?? throw Errors.RunOption("Option", entry.Key, "a table of metrics", entry.Value);
                continue;
            }

            if (entry.Key.Equals(nameof(TrainingOptions.FixedStatistics), StringComparison.OrdinalIgnoreCase))
            {
                continue; // what came of -Freeze
            }

            if (entry.Key.Equals(nameof(TrainingOptions.Group), StringComparison.OrdinalIgnoreCase) && IsRecord(RunOptionValue.Plain(entry.Value)))
            {
                continue; // Group reports what -Group (GroupArguments) led to
            }

            bool isOther = Others.TryGetValue(entry.Key, out string other);
            if (!this.parameters.TryGetValue(isOther ? other : entry.Key, out PropertyInfo parameter))
            {
                if (Array.Exists(Options, option => option.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase)))
                {
                    continue; // the cmdlet has another way for it, such as several seeds
                }

                IEnumerable<string> all = this.parameters.Keys.Except(Others.Values).Concat(Others.Keys)
                    .Append(nameof(TrainingOptions.MetricArguments));
                throw Errors.UnknownRunOption(entry.Key, all.OrderBy(name => name, StringComparer.Ordinal));
            }

            if (values.ContainsKey(parameter.Name))
            {
                throw Errors.RunOptionTwice(entry.Key, parameter.Name);
            }

            if (parameter.Name is "Generator" or "Seed" && (bound.Contains("Generator") || bound.Contains("Seed")))
            {
                continue; // -Seed and -Generator replace each other
            }

            values.Add(parameter.Name, RunOptionValue.Read(entry.Key, entry.Value, parameter, turns: isOther && IsSwitch(parameter)));
        }

        if (values.TryGetValue("Metric", out object? names) && names is object?[] list)
        {
            values["Metric"] = Array.ConvertAll(list, name => name is string text && metrics.Contains(text) ? metrics[text] : name);
        }
    }

    /// <summary>Sets a cmdlet's parameters to the values of a table, except those that the user gave. If the user chose
    /// another loss, optimiser or schedule, the table's arguments for the old one are ignored.</summary>
    /// <param name="given">The value of -Option.</param>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="parameters">Its parameters that are options; other options of the table are ignored.</param>
    /// <exception cref="NormToolsException">It is of another type, or has an entry that is unknown, invalid, or given
    /// twice.</exception>
    /// <returns>The parameters that were set from the table.</returns>
    public static ICollection<string> Apply(object given, PSCmdlet cmdlet, IEnumerable<PropertyInfo> parameters)
    {
        ICollection<string> bound = cmdlet.MyInvocation.BoundParameters.Keys;
        return new RunOptionTable(given, parameters, bound).Apply(cmdlet, bound);
    }

    private ICollection<string> Apply(PSCmdlet cmdlet, ICollection<string> bound)
    {
        foreach ((string name, string table, (string Parameter, string[] Arguments)[] own) in Choices)
        {
            Merge(name, table, own, bound, cmdlet);
        }

        string[] taken = values.Keys.Where(name => !bound.Contains(name) && values[name] is not null).ToArray();
        foreach (string name in taken)
        {
            parameters[name].SetValue(cmdlet, values[name]);
        }

        return taken;
    }

    private void Merge(
        string name, string table, (string Parameter, string[] Arguments)[] own, ICollection<string> bound, PSCmdlet cmdlet)
    {
        bool isOther = bound.Contains(name) && !(parameters[name].GetValue(cmdlet) is string chosen
            && values.TryGetValue(name, out object? kept) && kept is string known
            && NamedValue.Normalize(chosen) == NamedValue.Normalize(known));
        if (isOther)
        {
            values.Remove(table);
            Array.ForEach(own, item => values.Remove(item.Parameter));
            return;
        }

        var merged = new OrderedDictionary();
        IDictionary? given = bound.Contains(table) ? (IDictionary?)parameters[table].GetValue(cmdlet) : null;
        string[] said = own.Where(item => bound.Contains(item.Parameter)).SelectMany(item => item.Arguments)
            .Concat((given?.Keys.Cast<object>() ?? Enumerable.Empty<object>()).Select(key => Convert.ToString(key)!))
            .Select(NamedValue.Normalize).ToArray();
        values.TryGetValue(table, out object? arguments);
        foreach (DictionaryEntry entry in arguments as IDictionary ?? merged)
        {
            if (!said.Contains(NamedValue.Normalize((string)entry.Key)))
            {
                merged.Add(entry.Key, entry.Value);
            }
        }

        foreach (DictionaryEntry entry in given ?? new OrderedDictionary())
        {
            merged.Add(entry.Key, entry.Value);
        }

        foreach ((string parameter, string[] names) in own.Where(item => given is not null))
        {
            if (names.Select(NamedValue.Normalize).Intersect(said).Any())
            {
                values.Remove(parameter);
            }
        }

        if (merged.Count > 0)
        {
            values.Remove(table);
            parameters[table].SetValue(cmdlet, merged);
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(object given)
    {
        object basic = Unwrapped.Of(given)!;
        switch (basic)
        {
            case TrainingRun run:
                return Entries(run.Options);
            case TrainingOptions options:
                return Options.Select(property =>
                    new KeyValuePair<string, object?>(property.Name, property.GetValue(options)));
            case string text:
                return Parse(text);
            case object[] lines when lines.Length > 0 && lines.All(line => Unwrapped.Of(line) is string):
                return Entries(string.Join("\n", lines));
            case IDictionary table:
                return table.Keys.Cast<object>().Select(key =>
                    new KeyValuePair<string, object?>(Convert.ToString(key, CultureInfo.InvariantCulture)!, table[key]));
            default:
                return given is PSObject { BaseObject: PSCustomObject } item
                    ? item.Properties.Select(property => new KeyValuePair<string, object?>(property.Name, property.Value))
                    : throw Errors.NotRunOptions(Errors.Describe(basic));
        }
    }

    private static Dictionary<string, object?> Parse(string text)
    {
        try
        {
            return Json.Read(text) as Dictionary<string, object?> ?? throw Errors.NotRunOptions($"JSON text of another kind ({Text.Shorten(text)})");
        }
        catch (FormatException)
        {
            throw Errors.NotRunOptions($"a text that is not JSON ('{Text.Shorten(text)}')");
        }
    }

    // Whether it is a list of groups as a run shows them, with the parameters in each.
    private static bool IsRecord(object? groups) => groups is object?[] list
        && list.All(group => group is TrainingGroup || (group is IDictionary table && table.Contains(nameof(TrainingGroup.Parameter))));

    private static bool IsSwitch(PropertyInfo parameter) => parameter.PropertyType == typeof(SwitchParameter);
}
