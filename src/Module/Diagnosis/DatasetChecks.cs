using NormTools.Native;

namespace NormTools;

/// <summary>The checks that Test-Dataset makes, in their order.</summary>
internal static class DatasetChecks
{
    public static readonly DatasetCheck[] All =
    {
        new("FewRows", "one row, of which nothing is learnt", "", ValueChecks.Rows),
        new("NotFiniteValue", "features that are NaN or infinite", "", ValueChecks.Features),
        new("UnusableTarget", "a target that is NaN or infinite, or the same in all rows", "target", ValueChecks.Targets),
        new("DuplicateRow", "rows that are there twice", "", RowChecks.Duplicates) { LeastRows = 2 },
        new("ConflictingLabel", "equal rows of different classes", "classes", RowChecks.Conflicts) { LeastRows = 2 },
        new("TestRowInTraining", "rows of validation or test that are training rows", "parts", RowChecks.Mixes),
        new("NearDuplicate", "rows of validation or test that nearly are", "parts", RowChecks.NearDuplicates, RowChecks.CannotFindNear) { LeastRows = 20 },
        new("ConstantColumn", "columns of one value", "table", ColumnChecks.Constants) { LeastRows = 2 },
        new("MissingValue", "columns with many gaps", "table", ColumnChecks.Gaps),
        new("CorrelatedColumn", "columns that say the same", "table", ColumnChecks.Correlations, ColumnChecks.CannotCorrelate) { LeastRows = 50 },
        new("OddColumn", "identifiers, dates and what else looks odd", "table", ColumnChecks.Oddities),
        new("LeakingColumn", "columns that tell the target alone", "table, target", ColumnChecks.Leaks, ColumnChecks.CannotLeak) { LeastRows = 50 },
        new("NewCategory", "texts that training has not", "parts, table", ShiftChecks.NewCategories),
        new("ColumnShift", "columns that are distributed otherwise", "parts, table", ShiftChecks.Columns),
        new("TargetShift", "a target that is distributed otherwise", "parts, target", ShiftChecks.Target),
        new("Shift", "parts that a network tells apart", "parts", ShiftChecks.Together, ShiftChecks.CannotTellApart),
        new("ClassImbalance", "classes that are rare", "classes", TargetChecks.RareClasses),
        new("SmallPart", "parts that are too small to judge by", "parts, classes", TargetChecks.SmallParts),
        new("SuspiciousLabel", "labels that a network contradicts", "classes", TargetChecks.Labels, TargetChecks.CannotAsk) { LeastRows = 60 },
    };

    /// <summary>The checks that names mean, which may have wildcards; all where there are none.</summary>
    /// <exception cref="NormToolsException">UnknownCheck.</exception>
    public static DatasetCheck[] Named(string[]? names)
    {
        foreach (string name in names ?? Array.Empty<string>())
        {
            if (!All.Any(check => NamePattern.Fits(check.Name, new[] { name })))
            {
                throw Errors.UnknownItem("UnknownCheck", "Check", name, All.Select(check => check.Name).ToArray());
            }
        }

        return All.Where(check => NamePattern.Fits(check.Name, names)).ToArray();
    }

    /// <summary>Makes the checks.</summary>
    /// <param name="data">The parts.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="report">Told the share done and the next check's name.</param>
    public static DatasetTest Run(CheckedData data, DatasetCheck[] checks, Action<double, string> report)
    {
        var findings = new List<DatasetFinding>();
        var passed = new List<string>();
        var skipped = new Dictionary<string, List<string>>();
        for (int i = 0; i < checks.Length; i++)
        {
            StopFlag.ThrowIfRaised();
            DatasetCheck check = checks[i];
            report(i / (double)checks.Length, check.Name);
            if (check.Missing(data) is string reason)
            {
                if (!skipped.TryGetValue(reason, out List<string> names))
                {
                    skipped.Add(reason, names = new List<string>());
                }

                names.Add(check.Name);
                continue;
            }

            DatasetFinding[] found = check.Find(data).ToArray();
            findings.AddRange(found);
            if (found.Length == 0)
            {
                passed.Add(check.Name);
            }
        }

        string source = data.Train.Data.Source is string file ? $" ({file})" : string.Empty;
        string parts = string.Concat(data.Others.Select(part => $", {part.Count:N0} of {part.Name}"));
        return new DatasetTest(
            $"{Text.Count(data.Train.Count, "training row")}{parts}, {Text.Count(data.Train.Width, "column")}{source}",
            findings,
            passed.ToArray(),
            skipped.Select(item => $"{string.Join(", ", item.Value)}: {item.Key}").ToArray());
    }
}
