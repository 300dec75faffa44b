using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>Parameters of a run that are trained with the same arguments, or frozen.</summary>
public sealed class TrainingGroup
{
    private readonly OrderedDictionary penalties;

    internal TrainingGroup(Dictionary<string, object?> json)
    {
        Parameter = Array.AsReadOnly(((List<object?>)json["parameters"]!).Select(name => (string)name!).ToArray());
        Count = Convert.ToInt64(json["count"]);
        IsFrozen = (bool)json["frozen"]!;
        Arguments = Typed((Dictionary<string, object?>)json["arguments"]!);
        penalties = Typed((Dictionary<string, object?>)json["penalties"]!);
    }

    /// <summary>Their names in the state dict.</summary>
    public IReadOnlyList<string> Parameter { get; }

    /// <summary>How many values they have.</summary>
    public long Count { get; }

    /// <summary>Whether they are frozen.</summary>
    public bool IsFrozen { get; }

    /// <summary>The learning rate that their schedule starts from; null if they are frozen.</summary>
    public double? LearningRate => Number(Arguments, "lr");

    /// <summary>Their weight decay; null if they are frozen, or the optimiser has none.</summary>
    public double? WeightDecay => Number(Arguments, "weight_decay");

    /// <summary>The factor of the sum of their absolute values in the loss; null without one.</summary>
    public double? L1 => Number(penalties, "l1");

    /// <summary>The factor of the sum of their squares in the loss; null without one.</summary>
    public double? L2 => Number(penalties, "l2");

    /// <summary>The largest norm of the weights of a unit; null without a bound.</summary>
    public double? MaximumNorm => Number(penalties, "max_norm");

    /// <summary>All arguments of the optimiser under torch's names.</summary>
    public OrderedDictionary Arguments { get; }

    /// <summary>The group in a line.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Parameter)}: " + (IsFrozen ? "frozen" : FormattableString.Invariant($"lr {LearningRate:G6}")
            + (WeightDecay is null ? string.Empty : FormattableString.Invariant($", weight_decay {WeightDecay:G6}")))
            + string.Concat(penalties.Cast<DictionaryEntry>().Select(item => FormattableString.Invariant($", {item.Key} {item.Value:G6}")));

    private static double? Number(OrderedDictionary values, string name) =>
        values.Contains(name) ? Convert.ToDouble(values[name]) : (double?)null;

    // The core writes arguments as text; here they become numbers, flags and lists again.
    private static OrderedDictionary Typed(IEnumerable<KeyValuePair<string, object?>> texts)
    {
        var arguments = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> item in texts)
        {
            arguments.Add(item.Key, Typed(Convert.ToString(item.Value, CultureInfo.InvariantCulture)!));
        }

        return arguments.AsReadOnly();
    }

    private static object? Typed(string value)
    {
        string list = value.Trim('(', ')', '[', ']');
        if (list.Length < value.Length)
        {
            return list.Split(',').Select(item => Typed(item.Trim())).ToArray();
        }

        return bool.TryParse(value, out bool flag) ? flag
            : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : (object)value;
    }
}
