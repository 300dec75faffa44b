using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Maps the names of a file's tensors to names in a model: by a table, by a script, or by order and
/// shape.</summary>
internal static class StateNames
{
    private const int NamesInMessage = 5;

    /// <summary>The model's names, keyed by the file's; an empty name leaves the tensor out.</summary>
    /// <param name="entries">The tensors of the file.</param>
    /// <param name="map">A dictionary from names in the file, or their beginnings (layers), to names in the model, or a
    /// script block that gives the name for the one in $_.</param>
    /// <exception cref="NormToolsException">An entry of the map matches no tensor, or two tensors get the same
    /// name.</exception>
    public static Dictionary<string, string> ByMap(TensorFileEntry[] entries, object map)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (Unwrapped.Of(map))
        {
            case ScriptBlock script:
                foreach (TensorFileEntry entry in entries)
                {
                    names[entry.Name] = Answer(script, entry.Name);
                }

                break;
            case IDictionary table:
                ByTable(entries, table, names);
                break;
            default:
                throw Errors.Invalid(
                    "InvalidMap",
                    "-Map is a dictionary from the file's names to the model's, such as @{ 'fc1' = '0' }, or a script block that gives the "
                    + $"model's name for the one in $_; {Errors.Describe(map)} was given.");
        }

        if (names.Values.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            string[] both = names.Where(entry => entry.Value == twice.Key).Select(entry => $"'{Text.Shorten(entry.Key)}'").ToArray();
            throw Errors.Invalid(
                "InvalidMap", $"-Map gives the name '{Text.Shorten(twice.Key)}' to {string.Join(" and ", both.Take(2))}.");
        }

        return names;
    }

    /// <summary>Finds each layer of the model in the file by the shapes of its tensors, if only one order
    /// fits.</summary>
    /// <param name="entries">The tensors of the file.</param>
    /// <param name="state">The names and shapes of the model, in its order.</param>
    /// <returns>The map; null if nothing fits, or more than one order does.</returns>
    public static Dictionary<string, string>? ByShape(
        TensorFileEntry[] entries, IEnumerable<KeyValuePair<string, long[]>> state)
    {
        List<Layer> wanted = Layers(state);
        List<Layer> found = Layers(entries.Select(entry => new KeyValuePair<string, long[]>(entry.Name, entry.Shape)));
        if (wanted.Count != found.Count)
        {
            return null;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IGrouping<string, Layer> group in wanted.GroupBy(layer => layer.Signature))
        {
            Layer[] targets = group.ToArray();
            Layer[] sources = found.Where(layer => layer.Signature == group.Key).ToArray();
            if (sources.Length != targets.Length || (sources.Length > 1 && !Order(sources)))
            {
                return null;
            }

            for (int i = 0; i < targets.Length; i++)
            {
                foreach (string part in targets[i].Parts)
                {
                    names[Join(sources[i].Name, part)] = Join(targets[i].Name, part);
                }
            }
        }

        return names;
    }

    /// <summary>The layers of a map, for a message.</summary>
    public static string Describe(Dictionary<string, string> names)
    {
        string[] layers = names.Select(entry => $"{LayerOf(entry.Key)} is {LayerOf(entry.Value)}").Distinct().ToArray();
        return string.Join(", ", layers.Take(NamesInMessage)) + (layers.Length > NamesInMessage ? "..." : string.Empty);
    }

    private static void ByTable(TensorFileEntry[] entries, IDictionary table, Dictionary<string, string> names)
    {
        var pairs = table.Cast<DictionaryEntry>().Select(pair => (
            From: Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!.TrimEnd('.'),
            To: pair.Value is null ? null : Convert.ToString(pair.Value, CultureInfo.InvariantCulture)!.TrimEnd('.')))
            .OrderByDescending(pair => pair.From.Length).ToArray();
        foreach ((string from, _) in pairs)
        {
            if (!entries.Any(entry => Begins(entry.Name, from)))
            {
                throw Errors.NoSuchTensor(from, entries.Select(entry => entry.Name));
            }
        }

        foreach (TensorFileEntry entry in entries)
        {
            // The longest match decides: 'fc.1' before 'fc'.
            (string? from, string? to) = pairs.FirstOrDefault(pair => Begins(entry.Name, pair.From));
            names[entry.Name] = from is null ? entry.Name
                : to is null ? string.Empty
                : to.Length > 0 ? to + entry.Name.Substring(from.Length)
                : entry.Name.Substring(from.Length).TrimStart('.');
        }
    }

    private static bool Begins(string name, string layer) =>
        name.StartsWith(layer, StringComparison.Ordinal) && (name.Length == layer.Length || name[layer.Length] == '.');

    private static string Answer(ScriptBlock script, string name)
    {
        var variables = new List<PSVariable> { new PSVariable("_", name) };
        object? result = script.InvokeWithContext(null, variables, name).LastOrDefault()?.BaseObject;
        return Convert.ToString(result, CultureInfo.InvariantCulture) ?? string.Empty;
    }

    private static string LayerOf(string name) => name.LastIndexOf('.') is var point and >= 0 ? name.Substring(0, point) : name;

    private static string Join(string layer, string part) => layer.Length == 0 ? part : layer + "." + part;

    private static List<Layer> Layers(IEnumerable<KeyValuePair<string, long[]>> state)
    {
        var layers = new List<Layer>();
        foreach (KeyValuePair<string, long[]> entry in state)
        {
            int point = entry.Key.LastIndexOf('.');
            string name = point < 0 ? string.Empty : entry.Key.Substring(0, point);
            Layer? layer = layers.Find(known => known.Name == name);
            if (layer is null)
            {
                layers.Add(layer = new Layer(name));
            }

            layer.Add(entry.Key.Substring(point + 1), entry.Value);
        }

        return layers;
    }

    // Layers with the same shapes can be ordered if their names differ in one number only.
    private static bool Order(Layer[] layers)
    {
        string[][] parts = layers.Select(layer => Numbers(layer.Name)).ToArray();
        int place = Enumerable.Range(0, parts[0].Length).FirstOrDefault(i => parts.Any(part => i >= part.Length || part[i] != parts[0][i]));
        if (parts.Any(part => part.Length != parts[0].Length || !int.TryParse(part[place], out _)
            || Enumerable.Range(0, part.Length).Any(i => i != place && part[i] != parts[0][i])))
        {
            return false;
        }

        Array.Sort(parts.Select(part => int.Parse(part[place], CultureInfo.InvariantCulture)).ToArray(), layers);
        return true;
    }

    // Splits 'fc12.a' into 'fc', '12', '.a'.
    private static string[] Numbers(string name) =>
        System.Text.RegularExpressions.Regex.Split(name, "([0-9]{1,9})").Where(part => part.Length > 0).ToArray();

    private sealed class Layer
    {
        private readonly SortedDictionary<string, string> parts = new SortedDictionary<string, string>(StringComparer.Ordinal);

        public Layer(string name) => Name = name;

        public string Name { get; }

        public IEnumerable<string> Parts => parts.Keys;

        // num_batches_tracked may be missing in a file, and its shape is always the same.
        public string Signature => string.Join("; ", parts.Where(part => part.Key != "num_batches_tracked")
            .Select(part => part.Key + part.Value));

        public void Add(string part, long[] shape) => parts[part] = Text.Shape(shape);
    }
}
