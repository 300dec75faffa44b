using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace NormTools;

/// <summary>What a script of -OnEpoch returned: tables of numbers are metrics of the epoch, all else is to be shown.</summary>
internal sealed class ScriptMetrics
{
    private static readonly string CustomObject = typeof(PSCustomObject).FullName!;

    private ScriptMetrics(OrderedDictionary values, PSObject[] others)
    {
        Values = values;
        Others = others;
    }

    /// <summary>The metrics by name.</summary>
    public OrderedDictionary Values { get; }

    /// <summary>What is not a table.</summary>
    public PSObject[] Others { get; }

    public string[] Names => Values.Keys.Cast<string>().ToArray();

    /// <exception cref="NormToolsException">ScriptMetricNotANumber, ScriptMetricWithoutName.</exception>
    public static ScriptMetrics Of(ICollection<PSObject> output)
    {
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        var others = new List<PSObject>();
        foreach (PSObject item in output)
        {
            IEnumerable<KeyValuePair<string, object?>>? entries = Entries(item);
            if (entries is null)
            {
                others.Add(item);
            }

            foreach (KeyValuePair<string, object?> entry in entries ?? Array.Empty<KeyValuePair<string, object?>>())
            {
                string name = entry.Key.Trim();
                values[name.Length > 0 ? name : throw Errors.ScriptMetricWithoutName()] = Number(name, entry.Value);
            }
        }

        return new ScriptMetrics(values, others.ToArray());
    }

    /// <summary>Whether a metric was returned, as a number.</summary>
    public bool Has(string name) => Values[name] is double value && !double.IsNaN(value);

    // What [pscustomobject]@{ ... } makes; an object of Select-Object, which is made to be shown, has another name of its type.
    private static IEnumerable<KeyValuePair<string, object?>>? Entries(PSObject? item) => item?.BaseObject switch
    {
        IDictionary table => table.Keys.Cast<object>().Select(key =>
            new KeyValuePair<string, object?>(Convert.ToString(key, CultureInfo.InvariantCulture)!, table[key])),
        PSCustomObject when item.TypeNames[0] == CustomObject => item.Properties.Select(property =>
            new KeyValuePair<string, object?>(property.Name, property.Value)),
        _ => null,
    };

    private static double Number(string name, object? given) => Unwrapped.Of(given) switch
    {
        null => double.NaN,
        PSObject nothing when ReferenceEquals(nothing, AutomationNull.Value) => double.NaN, // of a pipeline that gave no object
        Tensor { Count: 1 } tensor => Convert.ToDouble(tensor.ToScalar(), CultureInfo.InvariantCulture),
        object?[] { Length: 1 } list => Number(name, list[0]),
        string text => NumberText.TryRead(text, out double read) ? read : throw Errors.ScriptMetricNotANumber(name, given),
        bool or char or DateTime or Enum => throw Errors.ScriptMetricNotANumber(name, given),
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
        _ => throw Errors.ScriptMetricNotANumber(name, given),
    };
}
