using System.Management.Automation;

namespace NormTools;

/// <summary>A model beside forecasts that need none (Hyndman and Koehler 2006).</summary>
internal static class NaiveErrors
{
    /// <summary>The model, and each naive forecast of the same rows; empty where there are none.</summary>
    public static PSObject[] Of(Dataset data, ModelTest test)
    {
        if (data.Windows is not { Naive: { Length: > 0 } forecasts } || data.Target is not { } target)
        {
            return Array.Empty<PSObject>();
        }

        double change = forecasts[forecasts.Length - 1].Change; // of the season, where there is one
        double own = (double)test.Metrics.First(metric => (string)metric.Properties["Name"].Value == "MeanAbsoluteError").Properties["Value"].Value;
        var truth = (float[])target.ToArray();
        return new[] { Row("Model", own, change) }
            .Concat(forecasts.Select(forecast => Row(forecast.Name, Difference(truth, (float[])data.OwnRows(forecast.Values)!.ToArray()), change)))
            .ToArray();
    }

    /// <summary>For the line of a test.</summary>
    public static IEnumerable<string> Said(PSObject[] rows)
    {
        double Mase(PSObject row) => (double)row.Properties["Mase"].Value;
        if (rows.Length > 0)
        {
            yield return FormattableString.Invariant($"MASE {Mase(rows[0]):G4}");
        }

        foreach (PSObject row in rows.Skip(1))
        {
            var name = (string)row.Properties["Name"].Value;
            string what = name == "LastValue" ? "the last value again" : $"the season of {name.Substring("Season".Length)} again";
            yield return FormattableString.Invariant($"{what} {Mase(row):G4}");
        }
    }

    private static double Difference(float[] truth, float[] forecast) => truth.Zip(forecast, (one, other) => Math.Abs((double)one - other)).Average();

    private static PSObject Row(string name, double error, double change)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("Name", name));
        row.Properties.Add(new PSNoteProperty("MeanAbsoluteError", error));
        row.Properties.Add(new PSNoteProperty("Mase", change > 0 ? error / change : double.NaN));
        row.TypeNames.Insert(0, "NormTools.ModelTest.Naive");
        return row;
    }
}
