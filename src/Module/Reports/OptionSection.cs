using System.Collections;
using System.Globalization;

namespace NormTools.Reports;

/// <summary>How it was trained, and by what.</summary>
internal static class OptionSection
{
    public static void Write(HtmlText page, ReportContent content)
    {
        TrainingRun run = content.Fit.Run;
        var options = new ReportTable("Every option of the run, under the core's names", "Option", "Value");
        foreach (KeyValuePair<string, object?> setting in run.Options.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            options.Add(setting.Key, Written(setting.Value));
        }

        options.Write(page);
        var versions = new ReportTable("What made the run, and what it was made of", "What", "Value");
        versions.Add("Run began", run.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (DictionaryEntry entry in run.Versions ?? RunDocument.VersionsOfThis())
        {
            versions.Add((string)entry.Key, Written(entry.Value));
        }

        foreach (DictionaryEntry entry in run.DataFingerprint ?? new System.Collections.Specialized.OrderedDictionary())
        {
            versions.Add("Data, " + entry.Key, Written(entry.Value));
        }

        versions.Write(page);
    }

    private static string Written(object? value) => value switch
    {
        null => "none",
        IDictionary table => string.Join(", ", table.Keys.Cast<object>().Select(key => $"{key} {Written(table[key])}")),
        IEnumerable list and not string => string.Join(", ", list.Cast<object?>().Select(Written)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
