using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>What the core says of the options.</content>
public sealed partial class TrainingOptions
{
    /// <summary>Takes what the run gave: every option with the defaults filled in.</summary>
    internal void Fill(Dictionary<string, object?> json)
    {
        List<Dictionary<string, object?>> metrics =
            ((List<object?>)json["metrics"]!).Cast<Dictionary<string, object?>>().ToList();
        Metrics = metrics.Select(metric => new RunMetric(metric)).ToArray();
        var arguments = new OrderedDictionary();
        for (int i = 0; i < MetricSpecifications?.Length; i++)
        {
            if (((OrderedDictionary)MetricSpecifications[i]).Count > 1)
            {
                arguments.Add(Metrics[i].Name, Table(metrics[i]["specification"], withType: true));
            }
        }

        MetricArguments = arguments.AsReadOnly();
        Settings = (Dictionary<string, object?>)json["settings"]!;
        Mixes = json.TryGetValue("mixes", out object? mixes) ? mixes as string : null;
        Oversample = Settings.TryGetValue("oversample", out object? draws) && draws is string text && bool.Parse(text); // augmentations ask for it too
        FixedStatistics = Array.AsReadOnly(((List<object?>)json["fixed_statistics"]!).Cast<string>().ToArray());
        Group = Array.AsReadOnly(((List<object?>)json["groups"]!)
            .Select(group => new TrainingGroup((Dictionary<string, object?>)group!)).ToArray());
        Augment = Array.AsReadOnly(((List<object?>)json["augment"]!).Select(item => Table(item, withType: true)).ToArray());
        LossArguments = Table(json["loss"], withType: false);
        OptimizerArguments = Table(json["optimizer"], withType: false);
        ScheduleArguments = Table(json["schedule"], withType: false);
    }

    private static OrderedDictionary Table(object? json, bool withType)
    {
        var table = new OrderedDictionary();
        foreach (KeyValuePair<string, object?> item in json as Dictionary<string, object?> ?? new Dictionary<string, object?>())
        {
            if (withType || item.Key != "type")
            {
                table.Add(item.Key, Plain(item.Value));
            }
        }

        return table.AsReadOnly();
    }

    private static object? Plain(object? json) => json switch
    {
        Dictionary<string, object?> => Table(json, withType: true),
        List<object?> list => list.Select(Plain).ToArray(),
        _ => json,
    };
}
