using System.Management.Automation;

namespace NormTools;

/// <summary>A model beside forecasts that need none (Hyndman and Koehler 2006).</summary>
internal static class NaiveErrors
{
    private const string OfModel = "Model";

    /// <summary>The model, and each naive forecast of the same rows; empty where there are none. Of several targets each has rows of its
    /// own: their units differ.</summary>
    public static PSObject[] Of(Model model, Dataset data, ModelTest test)
    {
        if (data.Windows is not { Naive: { Length: > 0 } forecasts } windows || data.Target is not { } target)
        {
            return Array.Empty<PSObject>();
        }

        var truth = (float[])target.ToArray();
        double[] changes = forecasts[forecasts.Length - 1].Changes; // of the season, where there is one
        int outputs = checked((int)data.TargetWidth);
        var rows = new List<PSObject>();
        if (changes.Length == 1)
        {
            double own = (double)test.Metrics.First(metric => (string)metric.Properties["Name"].Value == "MeanAbsoluteError").Properties["Value"].Value;
            rows.Add(RowOfChange(OfModel, null, own, changes[0]));
        }
        else
        {
            double[] own = Differences(truth, Answers(model, data, outputs), changes.Length);
            rows.AddRange(own.Select((error, i) => RowOfChange(OfModel, windows.Targets[i], error, changes[i])));
        }

        foreach (NaiveForecast forecast in forecasts)
        {
            double[] errors = Differences(truth, (float[])data.OwnRows(forecast.Values)!.ToArray(), changes.Length);
            rows.AddRange(errors.Select((error, i) => RowOfChange(forecast.Name, changes.Length == 1 ? null : windows.Targets[i], error, changes[i])));
        }

        return rows.ToArray();
    }

    /// <summary>The mean over the targets of the model's scaled errors; null without rows.</summary>
    public static double? Mase(PSObject[] rows) => rows.Length == 0 ? null : Mase(rows, OfModel);

    /// <summary>For the line of a test.</summary>
    public static IEnumerable<string> Said(PSObject[] rows)
    {
        if (rows.Length == 0)
        {
            yield break;
        }

        int targets = rows.Count(row => Name(row) == OfModel);
        yield return $"MASE {Text.Short(Mase(rows, OfModel))}" + (targets > 1 ? $" (mean of {targets} targets)" : string.Empty);
        foreach (string name in rows.Select(Name).Where(name => name != OfModel).Distinct())
        {
            string what = name == "LastValue" ? "the last value again" : $"the season of {name.Substring("Season".Length)} again";
            yield return $"{what} {Text.Short(Mase(rows, name))}";
        }
    }

    /// <summary>A row as its values, and back.</summary>
    public static object?[] ToJson(PSObject row) =>
        new[] { Name(row), row.Properties["Target"]?.Value, row.Properties["MeanAbsoluteError"].Value, row.Properties["Mase"].Value };

    /// <inheritdoc cref="ToJson"/>
    public static PSObject FromJson(List<object?> values) => Row((string)values[0]!, (string?)values[1], Real(values[2]), Real(values[3]));

    // What is not finite is a text.
    private static double Real(object? value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(PSObject row) => (string)row.Properties["Name"].Value;

    private static double Mase(PSObject[] rows, string name) => rows.Where(row => Name(row) == name).Average(row => (double)row.Properties["Mase"].Value);

    // What the model says of each output in the unit of the table; variances behind them are left out.
    private static float[] Answers(Model model, Dataset data, int outputs)
    {
        using Tensor answers = model.InUnit(ModelPass.Forward(model, data), data);
        var values = (float[])answers.ToArray();
        int width = values.Length / checked((int)data.Count);
        return values.Where((_, i) => i % width < outputs).ToArray();
    }

    // Of each target, over all steps ahead.
    private static double[] Differences(float[] truth, float[] forecast, int targets)
    {
        var sums = new double[targets];
        for (int i = 0; i < truth.Length; i++)
        {
            sums[i % targets] += Math.Abs((double)truth[i] - forecast[i]);
        }

        return Array.ConvertAll(sums, sum => sum / (truth.Length / targets));
    }

    private static PSObject RowOfChange(string name, string? target, double error, double change) =>
        Row(name, target, error, change > 0 ? error / change : double.NaN);

    private static PSObject Row(string name, string? target, double error, double scaled)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("Name", name));
        if (target is not null)
        {
            row.Properties.Add(new PSNoteProperty("Target", target));
        }

        row.Properties.Add(new PSNoteProperty("MeanAbsoluteError", error));
        row.Properties.Add(new PSNoteProperty("Mase", scaled));
        row.TypeNames.Insert(0, target is null ? "NormTools.ModelTest.Naive" : "NormTools.ModelTest.NaiveOfTarget");
        return row;
    }
}
