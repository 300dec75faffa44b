using NormTools.Native;

namespace NormTools;

/// <summary>The checks that Test-Dataset makes, in their order.</summary>
internal static class DatasetChecks
{
    /// <summary>Each check's name, what it needs, and how it is made.</summary>
    public static readonly (string Name, string Needs, Func<CheckedData, IEnumerable<DatasetFinding>> Find)[] All =
    {
        ("DuplicateRow", "", RowChecks.Duplicates),
        ("ConflictingLabel", "classes", RowChecks.Conflicts),
        ("TestRowInTraining", "parts", RowChecks.Mixes),
        ("NearDuplicate", "parts", RowChecks.NearDuplicates),
        ("ConstantColumn", "table", ColumnChecks.Constants),
        ("MissingValue", "table", ColumnChecks.Gaps),
        ("CorrelatedColumn", "table", ColumnChecks.Correlations),
        ("OddColumn", "table", ColumnChecks.Oddities),
        ("LeakingColumn", "table, target", ColumnChecks.Leaks),
        ("NewCategory", "parts, table", ShiftChecks.NewCategories),
        ("ColumnShift", "parts, table", ShiftChecks.Columns),
        ("TargetShift", "parts, target", ShiftChecks.Target),
        ("Shift", "parts", ShiftChecks.Together),
        ("ClassImbalance", "classes", TargetChecks.RareClasses),
        ("SmallPart", "parts, classes", TargetChecks.SmallParts),
        ("SuspiciousLabel", "classes", TargetChecks.Labels),
    };

    /// <summary>Makes the checks.</summary>
    /// <param name="data">The parts.</param>
    /// <param name="wanted">The names of the checks; null for all.</param>
    /// <param name="report">Told the share done and the next check's name.</param>
    public static DatasetTest Run(CheckedData data, string[]? wanted, Action<double, string> report)
    {
        var findings = new List<DatasetFinding>();
        var passed = new List<string>();
        var skipped = new Dictionary<string, List<string>>();
        var checks = All.Where(check => wanted is null || wanted.Contains(check.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        for (int i = 0; i < checks.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            (string name, string needs, Func<CheckedData, IEnumerable<DatasetFinding>> find) = checks[i];
            report(i / (double)checks.Length, name);
            if (Missing(data, needs) is string reason)
            {
                if (!skipped.TryGetValue(reason, out List<string> names))
                {
                    skipped.Add(reason, names = new List<string>());
                }

                names.Add(name);
                continue;
            }

            DatasetFinding[] found = find(data).ToArray();
            findings.AddRange(found);
            if (found.Length == 0)
            {
                passed.Add(name);
            }
        }

        string subject = Text.Count(data.Train.Count, "training row") + string.Concat(data.Others.Select(part => $", {part.Count:N0} of {part.Name}"))
            + $", {Text.Count(data.Train.Width, "column")}" + (data.Train.Data.Source is string source ? $" ({source})" : string.Empty);
        return new DatasetTest(
            subject, findings, passed.ToArray(), skipped.Select(item => $"{string.Join(", ", item.Value)}: {item.Key}").ToArray());
    }

    private static string? Missing(CheckedData data, string needs) =>
        needs.Contains("parts") && data.Others.Length == 0 ? "a split has parts to compare (Split-Dataset)"
        : needs.Contains("table") && !data.Train.IsTable ? "the samples are no table"
        : needs.Contains("classes") && data.Train.Classes is null ? "the target is no class"
        : needs.Contains("target") && data.Train.Classes is null && data.Train.Quantities is null ? "there is no target"
        : null;
}
