using System.Text;
using System.Text.Json;
using NormTools.Core.Augmentations;
using NormTools.Core.Catalogs;
using NormTools.Core.Initialization;
using NormTools.Core.Layers;
using NormTools.Core.Losses;
using NormTools.Core.Metrics;
using NormTools.Core.Models;
using NormTools.Core.Optimizers;
using NormTools.Core.Schedules;

namespace NormTools.Core.Training;

/// <summary>The catalogs and the options of a run as JSON, in the form documented at the exports.</summary>
internal static class CatalogDescription
{
    public static string All => Write(json =>
    {
        Write(json, "losses", Loss.Catalog, loss =>
        {
            json.WriteBoolean("classes", loss.IsClassification);
            json.WriteString("outputs", loss.Meaning.ToString());
        });
        Write(json, "metrics", Metric.Catalog, metric =>
        {
            json.WriteBoolean("classes", metric.IsOfClasses);
            json.WriteBoolean("falls", metric.Falls);
            json.WriteBoolean("share", metric.IsShare);
            json.WriteBoolean("percent", metric.IsPercent);
        });
        Write(json, "optimizers", Optimizer.Catalog, optimizer => json.WriteBoolean("whole", optimizer.NeedsClosure));
        Write(json, "schedules", Schedule.Catalog, _ => { });
        Write(json, "augmentations", Augmentation.Catalog, _ => { });
        Write(json, "layers", LayerCatalog.All, layer => LayerTraits.Write(json, layer));
        Write(json, "parametrizations", LayerWeight.Catalog, _ => { });
        json.WriteStartArray("nonlinearities");
        foreach (Nonlinearity nonlinearity in Gain.All)
        {
            json.WriteStartObject();
            json.WriteString("name", nonlinearity.Name);
            json.WriteString("meaning", nonlinearity.Meaning);
            json.WriteBoolean("torch", nonlinearity.IsOfTorch);
            json.WritePropertyName("slope");
            WriteDefault(json, nonlinearity.Slope);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string Of(TrainingRun run) => Write(json =>
    {
        RunOptions options = run.Options;
        json.WriteStartArray("metrics");
        foreach (Metric metric in options.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("name", metric.Label);
            json.WriteBoolean("percent", metric.IsPercent);
            WriteRaw(json, "specification", metric.Specification);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteRaw(json, "loss", options.Loss.Specification);
        WriteRaw(json, "optimizer", options.Optimizer.Specification);
        WriteRaw(json, "schedule", options.Schedule.Specification ?? "null");
        WriteRaw(json, "augment", $"[{string.Join(',', options.Augmentation.List.Select(item => item.Specification))}]");
        json.WriteString("mixes", options.Augmentation.Mixes);
        WriteTexts(json, "settings", options.Settings);
        json.WriteStartArray("fixed_statistics");
        foreach (string layer in run.FixedStatistics)
        {
            json.WriteStringValue(layer);
        }

        json.WriteEndArray();
        json.WriteStartArray("groups");
        foreach ((ParameterGroup group, IGrouping<string, ParameterBlock> blocks) in run.Groups.All.SelectMany(
            group => group.Blocks.GroupBy(block => string.Join(' ', options.Penalties.Of(block))), (group, blocks) => (group, blocks)))
        {
            json.WriteStartObject();
            json.WriteStartArray("parameters");
            foreach (ParameterBlock block in blocks)
            {
                json.WriteStringValue(block.Name);
            }

            json.WriteEndArray();
            json.WriteNumber("count", blocks.Sum(block => (long)Check.Count(block.Shape)));
            json.WriteBoolean("frozen", group.Optimizer is null);
            WriteTexts(json, "arguments", group.Optimizer?.Settings ?? new Dictionary<string, string>());
            WriteTexts(json, "penalties", options.Penalties.Of(blocks.First()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static string OfData(TrainingRun run) => Write(json =>
    {
        foreach ((string key, string value) in run.Data)
        {
            json.WriteString(key, value);
        }
    });

    private static void WriteRaw(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    internal static string Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, string name, Catalog<T> catalog, Action<T> traits)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (CatalogEntry<T> entry in catalog.Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("meaning", entry.Meaning);
            traits(entry.Sample);
            json.WriteStartArray("arguments");
            foreach (ArgumentDeclaration argument in entry.Arguments)
            {
                Write(json, argument);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ArgumentDeclaration argument)
    {
        json.WriteStartObject();
        json.WriteString("name", argument.Name);
        json.WriteString("type", argument.Type);
        json.WritePropertyName("default");
        WriteDefault(json, argument.Default);
        if (double.IsFinite(argument.Least))
        {
            json.WriteNumber("least", argument.Least);
        }

        if (double.IsFinite(argument.Most))
        {
            json.WriteNumber("most", argument.Most);
        }

        json.WriteStartArray("choices");
        Array.ForEach(argument.Choices, json.WriteStringValue);
        json.WriteEndArray();
        json.WriteStartArray("meanings");
        Array.ForEach(argument.Meanings, json.WriteStringValue);
        json.WriteEndArray();
        json.WriteBoolean("output_count", argument.IsOutputCount);
        json.WriteBoolean("required", argument.IsRequired);
        json.WriteEndObject();
    }

    private static void WriteDefault(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case long whole: json.WriteNumberValue(whole); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case double[] numbers:
                json.WriteStartArray();
                Array.ForEach(numbers, json.WriteNumberValue);
                json.WriteEndArray();
                break;
            default: json.WriteNullValue(); break;
        }
    }
}
