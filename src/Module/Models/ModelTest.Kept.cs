using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>As JSON, for a session that did not judge the model itself.</content>
public sealed partial class ModelTest
{
    private readonly bool hasWeights;

    /// <summary>What the core said of the model; null where nobody keeps it.</summary>
    internal string? Source { get; set; }

    internal OrderedDictionary ToJson() => new OrderedDictionary
    {
        ["evaluation"] = Source,
        ["class_names"] = ClassNames,
        ["has_weights"] = hasWeights,
        ["naive"] = Naive.Select(NaiveErrors.ToJson).ToArray(),
    };

    /// <exception cref="FormatException">It is something else.</exception>
    internal static ModelTest FromJson(Dictionary<string, object?> json) => new ModelTest(
        (Dictionary<string, object?>)Json.Read((string)json["evaluation"]!)!,
        (json["class_names"] as List<object?>)?.Cast<string>().ToArray(),
        (bool)json["has_weights"]!)
    {
        Naive = ((List<object?>)json["naive"]!).Select(row => NaiveErrors.FromJson((List<object?>)row!)).ToArray(),
    };
}
