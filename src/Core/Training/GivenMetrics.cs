using System.Text;
using System.Text.Json;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Training;

/// <summary>What the caller of a run measures of its epochs: numbers under names of the caller's own, in the history beside the
/// run's metrics. Names are told apart whatever their case; the first spelling stays.</summary>
internal sealed class GivenMetrics
{
    /// <summary>The most names of a run.</summary>
    private const int Most = 1000;

    private const int LongestName = 200;
    private const string Names = "history.given_names";
    private const string Numbers = "history.given_values";

    private readonly List<string> names = []; // in the order in which they came

    /// <summary>Of an epoch of which nothing was given.</summary>
    public static IReadOnlyDictionary<string, double> None { get; } = new Dictionary<string, double>();

    /// <summary>Reads the values of an epoch: a JSON object of numbers, or texts where they are not finite.</summary>
    /// <exception cref="CoreException">InvalidGivenMetric.</exception>
    public static IReadOnlyDictionary<string, double> Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Dictionary<string, double> values = new(StringComparer.OrdinalIgnoreCase);
            foreach (JsonProperty item in document.RootElement.EnumerateObject())
            {
                if (item.Name.Length is 0 or > LongestName || item.Name.Any(char.IsControl))
                {
                    throw Invalid($"A metric's name has 1 to {LongestName} characters and no control characters, but \"{Excerpt.Of(item.Name)}\" was given.");
                }

                values[item.Name] = Number(item);
            }

            return values;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Invalid($"The values of an epoch have to be a JSON object: {failure.Message}");
        }
    }

    /// <summary>Adds the values of the last epoch to a history.</summary>
    /// <exception cref="CoreException">InvalidGivenMetric: there are too many.</exception>
    public void Add(IReadOnlyDictionary<string, double> values, List<EpochResult> history)
    {
        string[] others = [.. values.Keys.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase))];
        if (names.Count + others.Length > Most)
        {
            throw Invalid($"A run has at most {Most} metrics of the caller's own: the names are to be the same in each epoch.");
        }

        names.AddRange(others);
        history[^1] = history[^1] with { Given = values };
    }

    /// <summary>The values of an epoch as <see cref="Read"/> takes them, with NaN for those that only other epochs have.</summary>
    public string Write(EpochResult result) => CatalogDescription.Write(json =>
    {
        foreach (string name in names)
        {
            double value = result.Given.GetValueOrDefault(name, double.NaN);
            if (double.IsFinite(value))
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteString(name, FormattableString.Invariant($"{value}"));
            }
        }
    });

    public void Save(IReadOnlyList<EpochResult> history, CheckpointWriter entries)
    {
        if (names.Count > 0)
        {
            entries.Add(Names, Encoding.UTF8.GetBytes(string.Join('\n', names)));
            entries.Add(Numbers, [.. history.SelectMany(result => names.Select(name => result.Given.GetValueOrDefault(name, double.NaN)))]);
        }
    }

    /// <summary>Adds what <see cref="Save"/> saved to a history.</summary>
    /// <exception cref="CoreException">NotACheckpoint.</exception>
    public void Restore(CheckpointReader entries, List<EpochResult> history)
    {
        names.Clear();
        if (!entries.Has(Names))
        {
            return;
        }

        names.AddRange(entries.Text(Names, Most * (LongestName + 1) * 4).Split('\n'));
        double[] values = entries.Numbers(Numbers);
        if (names.Count > Most || values.Length != (long)names.Count * history.Count
            || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count)
        {
            throw entries.Invalid("its history has metrics of the caller's own that do not fit together");
        }

        for (int i = 0; i < history.Count; i++)
        {
            Dictionary<string, double> given = new(StringComparer.OrdinalIgnoreCase);
            for (int j = 0; j < names.Count; j++)
            {
                given.Add(names[j], values[(i * names.Count) + j]);
            }

            history[i] = history[i] with { Given = given };
        }
    }

    private static double Number(JsonProperty item) => item.Value.ValueKind switch
    {
        JsonValueKind.Number => item.Value.GetDouble(),
        JsonValueKind.String when item.Value.GetString() is "NaN" or "Infinity" or "-Infinity" => double.Parse(
            item.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw Invalid($"{Excerpt.Of(item.Name)} has to be a number, but {Excerpt.Of(item.Value.GetRawText())} was given."),
    };

    private static CoreException Invalid(string message) => CoreException.Argument("InvalidGivenMetric", message);
}
