using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>The layers, losses, metrics, optimisers, schedules and augmentations of the core, which is asked for them
/// once.</summary>
internal sealed class Catalog
{
    private static readonly Lazy<Dictionary<string, object?>> Described = new Lazy<Dictionary<string, object?>>(Describe);

    // As everyone writes the errors of quantities.
    private static readonly Dictionary<string, string> ShortNames = new Dictionary<string, string>
    {
        ["mse"] = "MeanSquaredError",
        ["mae"] = "MeanAbsoluteError",
        ["rmse"] = "RootMeanSquaredError",
        ["mape"] = "MeanAbsolutePercentageError",
    };

    private readonly string parameter;
    private readonly string id;
    private readonly string argumentParameter;
    private readonly Lazy<CatalogItem[]> items;

    private Catalog(string key, string parameter, string id, string? argumentParameter = null)
    {
        this.argumentParameter = argumentParameter ?? parameter + "Argument";
        this.parameter = parameter;
        this.id = id;
        items = new Lazy<CatalogItem[]>(() => ((List<object?>)Described.Value[key]!)
            .Select(item => new CatalogItem((Dictionary<string, object?>)item!)).ToArray());
    }

    public static Catalog Losses { get; } = new Catalog("losses", "Loss", "UnknownLoss");

    public static Catalog Metrics { get; } = new Catalog("metrics", "Metric", "UnknownMetric");

    public static Catalog Optimizers { get; } = new Catalog("optimizers", "Optimizer", "UnknownOptimizer");

    public static Catalog Schedules { get; } = new Catalog("schedules", "Schedule", "UnknownSchedule");

    public static Catalog Augmentations { get; } = new Catalog("augmentations", "Augment", "UnknownAugmentation", "Augment");

    public static Catalog Layers { get; } = new Catalog("layers", "Layer", "UnknownLayer");

    public static Catalog Parametrizations { get; } = new Catalog("parametrizations", "Layer", "UnknownLayer");

    /// <summary>The nonlinearities that the core has a gain for.</summary>
    public static IEnumerable<Dictionary<string, object?>> Nonlinearities =>
        ((List<object?>)Described.Value["nonlinearities"]!).Select(item => (Dictionary<string, object?>)item!);

    public CatalogItem[] Items => items.Value;

    /// <summary>The item with a name; case and underscores do not matter, and MSE, MAE, RMSE and MAPE are short for errors.</summary>
    /// <exception cref="NormToolsException">There is none.</exception>
    public CatalogItem Find(string name) =>
        Items.FirstOrDefault(item => NamedValue.Normalize(item.Name) == NamedValue.Normalize(name))
        ?? (ShortNames.TryGetValue(NamedValue.Normalize(name), out string whole) ? Array.Find(Items, item => item.Name == whole) : null)
        ?? throw (name.Length > 0
            ? Errors.UnknownItem(id, parameter, name, Items.Select(item => item.Name).ToArray())
            : Errors.Invalid(
                id, $"-{parameter}: the name is missing; in a hashtable it is the entry type, as in @{{ type = '{Items[0].Name}' }}."));

    /// <summary>The JSON of an item with its arguments, under the core's names for them.</summary>
    /// <exception cref="NormToolsException">There is no such item, or it has no such argument.</exception>
    public OrderedDictionary Specify(string name, IDictionary? arguments) => Specify(name, arguments, 0);

    private OrderedDictionary Specify(string name, IDictionary? arguments, int level)
    {
        CatalogItem item = Find(name);
        var json = new OrderedDictionary { { "type", item.Name } };
        foreach (DictionaryEntry entry in arguments ?? new Hashtable())
        {
            string given = Convert.ToString(entry.Key)!;
            CatalogArgument argument = item.Arguments.FirstOrDefault(known => NamedValue.Normalize(known.Name) == NamedValue.Normalize(given))
                ?? throw Errors.Invalid("UnknownOption", item.Arguments.Length == 0
                    ? $"-{argumentParameter}: {item.Name} takes no arguments, but \"{given}\" was given."
                    : $"-{argumentParameter}: {item.Name} has no argument \"{given}\". It takes {string.Join(", ", item.Arguments.Select(known => known.Name))}.");
            json[argument.Name] = argument.Read(Plain(entry.Value, level + 1));
        }

        return json;
    }

    /// <summary>The JSON of a name, or of a hashtable with a type and arguments.</summary>
    public object Specify(object? value) => Specify(value, 0);

    private object Specify(object? value, int level)
    {
        object? given = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (!(given is IDictionary table))
        {
            return Specify(Convert.ToString(given) ?? string.Empty, null, level);
        }

        object? type = null;
        var rest = new Hashtable();
        foreach (DictionaryEntry entry in table)
        {
            bool isType = Convert.ToString(entry.Key)!.ToLowerInvariant() is "type" or "name";
            type = isType ? entry.Value : type;
            if (!isType)
            {
                rest.Add(entry.Key, entry.Value);
            }
        }

        return Specify(Convert.ToString(type) ?? string.Empty, rest, level);
    }

    /// <summary>Adds an argument that has a parameter of its own; null for one that was not given.</summary>
    /// <exception cref="NormToolsException">The item does not take it, or has it already.</exception>
    public void Add(OrderedDictionary json, string name, object? value, string parameterOfIt)
    {
        if (value is null)
        {
            return;
        }

        if (!Find((string)json["type"]!).Takes(name))
        {
            IEnumerable<string> takers = Items.Where(item => item.Takes(name)).Select(item => item.Name);
            throw Errors.NoEffect(parameterOfIt, $"{parameter} {string.Join(" or ", takers)}");
        }

        if (json.Contains(name))
        {
            throw Errors.SaidTwice(parameterOfIt, name, argumentParameter);
        }

        json.Add(name, value);
    }

    // A value from a script may contain itself, so it is not followed deeper than any argument goes.
    private object? Plain(object? value, int level)
    {
        if (level > Nesting.MostLevels)
        {
            throw Errors.ArgumentsTooDeep(Nesting.MostLevels);
        }

        object? given = value is PSObject wrapped ? wrapped.BaseObject : value;
        return given switch
        {
            IDictionary table => Specify(table, level),
            Tensor tensor => tensor.ToArray(),
            string or null => given,
            IEnumerable list => list.Cast<object?>().Select(item => Plain(item, level + 1)).ToArray(),
            SwitchParameter flag => (bool)flag,
            _ => given,
        };
    }

    private static unsafe Dictionary<string, object?> Describe() => (Dictionary<string, object?>)Json.Read(
        NativeText.Read((buffer, capacity, length) => NativeMethods.Catalog(buffer, capacity, length)))!;
}
