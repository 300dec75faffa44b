using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>A trial to be done, as a text for another machine, which reads the same types.</summary>
internal static class TaskText
{
    public static string Write(SweepTask task) => RunJson.Write(new OrderedDictionary
    {
        ["trial"] = task.Trial,
        ["rung"] = task.Rung,
        ["pause"] = task.Pause,
        ["medians"] = task.Medians,
        ["values"] = task.Values.Cast<DictionaryEntry>().Select(entry => new[] { entry.Key, Value(entry.Value) }).ToArray(),
    });

    public static SweepTask Read(string text)
    {
        Dictionary<string, object?> json = RunJson.Read(text);
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (List<object?> entry in ((List<object?>)json["values"]!).Cast<List<object?>>())
        {
            values.Add((string)entry[0]!, entry[1] is List<object?> typed ? KeptScalars.Read((string)typed[0]!, (string)typed[1]!) : entry[1]);
        }

        return new SweepTask(Convert.ToInt32(json["trial"], CultureInfo.InvariantCulture), values)
        {
            Rung = Convert.ToInt32(json["rung"], CultureInfo.InvariantCulture),
            Pause = (long?)json["pause"],
            Medians = ((List<object?>)json["medians"]!).Select(curve => ((List<object?>)curve!).Select(value => RunJson.Real(value) ?? double.NaN).ToArray()).ToArray(),
        };
    }

    private static object? Value(object? value) =>
        Unwrapped.Of(value) is object basic and not string && KeptScalars.Write(basic) is (string type, string text) ? new[] { type, text } : Unwrapped.Of(value);
}
