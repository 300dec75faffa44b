using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>The parameters of a sweep, each with its values or its range.</summary>
internal sealed class SearchSpace
{
    private readonly (string Name, object?[]? Values, SearchRange? Range)[] axes;

    private SearchSpace((string Name, object?[]? Values, SearchRange? Range)[] axes) => this.axes = axes;

    /// <summary>The names, in the order in which the script declares them.</summary>
    public IReadOnlyList<string> Names => Array.ConvertAll(axes, axis => axis.Name);

    /// <summary>The number of values that each parameter has; 0 for a range.</summary>
    public int[] Choices => Array.ConvertAll(axes, axis => axis.Values?.Length ?? 0);

    /// <summary>Whether every parameter has values, and none a range.</summary>
    public bool IsGrid => axes.All(axis => axis.Range is null);

    /// <summary>The number of combinations of a grid.</summary>
    public double Combinations => axes.Aggregate(1.0, (product, axis) => product * (axis.Values?.Length ?? 1));

    /// <summary>Reads -Parameter.</summary>
    /// <exception cref="NormToolsException">A parameter has no values, or none of the script has its name.</exception>
    public static SearchSpace Read(IDictionary given, SweepScript script)
    {
        var axes = new List<(string, object?[]?, SearchRange?)>();
        foreach (DictionaryEntry entry in given)
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            object? value = Unwrapped.Of(entry.Value);
            object?[] values = value is IEnumerable list and not (string or IDictionary)
                ? list.Cast<object?>().Select(Unwrapped.Of).ToArray() : new[] { value };
            if (values.Length == 0)
            {
                throw Errors.NoSweepValues(name);
            }

            if (values.Length > 1 && values.Any(one => one is SearchRange))
            {
                throw Errors.RangeAmongValues(name);
            }

            string declared = script.Parameters.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Errors.UnknownItem("UnknownParameter", "Parameter", name, script.Parameters.ToArray());
            if (declared.Equals(SweepScript.Seed, StringComparison.OrdinalIgnoreCase))
            {
                throw Errors.SeedIsGiven();
            }

            if (script.IsWhole(declared))
            {
                ThrowIfFraction(declared, values);
            }

            axes.Add((declared, values[0] is SearchRange ? null : values, values[0] as SearchRange));
        }

        string? missing = script.Needed.FirstOrDefault(name => !axes.Exists(axis => axis.Item1 == name));
        if (missing is not null)
        {
            throw Errors.NoSweepValues(missing);
        }

        return axes.Count == 0 ? throw Errors.NoSweepValues(null)
            : new SearchSpace(axes.OrderBy(axis => script.Parameters.ToList().IndexOf(axis.Item1)).ToArray());
    }

    // PowerShell would round them, and the trial's row say what was never run.
    private static void ThrowIfFraction(string name, object?[] values)
    {
        if (values[0] is SearchRange { IsWhole: false } range)
        {
            throw Errors.WholeRangeWanted(name, range);
        }

        object? fraction = Array.Find(values, value => value is double or float or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) % 1 != 0);
        if (fraction is not null)
        {
            throw Errors.WholeValueWanted(name, fraction);
        }
    }

    /// <summary>The values of a trial.</summary>
    /// <param name="sampler">How they are chosen.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="trial">The trial, from 0.</param>
    public OrderedDictionary At(SweepSampler sampler, ulong seed, int trial)
    {
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        long rest = trial, after = (long)Combinations;
        for (int i = 0; i < axes.Length; i++)
        {
            (string name, object?[]? listed, SearchRange? range) = axes[i];
            if (sampler == SweepSampler.Grid)
            {
                after /= listed!.Length; // the last changes fastest
                values.Add(name, listed[rest / after]);
                rest %= after;
                continue;
            }

            double share = SweepPoints.At(sampler, seed, trial, i);
            values.Add(name, range is null ? listed![(int)(share * listed.Length)] : range.At(share));
        }

        return values;
    }

    /// <summary>The values at places: of a range a share of it, of listed values the number of one.</summary>
    public OrderedDictionary At(double[] places)
    {
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < axes.Length; i++)
        {
            (string name, object?[]? listed, SearchRange? range) = axes[i];
            values.Add(name, range is null ? listed![(int)places[i]] : range.At(places[i]));
        }

        return values;
    }

    /// <summary>Where the values of a trial lie, as <see cref="At(double[])"/> takes it.</summary>
    public double[] PlacesOf(IDictionary values) => Array.ConvertAll(axes, axis => axis.Range is null
        ? Math.Max(Array.IndexOf(axis.Values!, values[axis.Name]), 0) : axis.Range.ShareOf(Convert.ToDouble(values[axis.Name], CultureInfo.InvariantCulture)));

    /// <summary>Whether a parameter has a range.</summary>
    public bool HasRange(string name) => axes.Any(axis => axis.Name == name && axis.Range is not null);

    /// <summary>Makes sure that every value can be written into a file and read again as what it is.</summary>
    /// <exception cref="NormToolsException">ValueNotKept.</exception>
    public void ThrowIfNotKept()
    {
        foreach ((string name, object?[]? listed, _) in axes)
        {
            foreach (object? value in listed ?? Array.Empty<object?>())
            {
                if (value is not (null or string or bool or int or long or double or float or decimal or byte or short))
                {
                    throw Errors.ValueNotKept(name, value);
                }
            }
        }
    }

    /// <summary>A value of a file, a whole number as PowerShell writes it.</summary>
    public static object? Value(object? json) => json is long number and >= int.MinValue and <= int.MaxValue ? (int)number : json;

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static IDictionary Given(Dictionary<string, object?> json)
    {
        var given = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> entry in json)
        {
            given.Add(entry.Key, entry.Value switch
            {
                List<object?> values => values.Select(Value).ToArray(),
                Dictionary<string, object?> range => new SearchRange(
                    RunJson.Real(range["low"]) ?? double.NaN, RunJson.Real(range["high"]) ?? double.NaN, range["log"] is true, range["whole"] is true),
                _ => throw new FormatException($"values of {entry.Key} are wanted"),
            });
        }

        return given;
    }

    /// <summary>The space as JSON: a list of values, or a range.</summary>
    public OrderedDictionary ToJson()
    {
        var json = new OrderedDictionary();
        foreach ((string name, object?[]? listed, SearchRange? range) in axes)
        {
            json.Add(name, range is null ? (object)listed!
                : new OrderedDictionary { ["low"] = range.Low, ["high"] = range.High, ["log"] = range.IsLog, ["whole"] = range.IsWhole });
        }

        return json;
    }
}
