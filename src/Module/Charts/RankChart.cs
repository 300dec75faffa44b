using System.Management.Automation;

namespace NormTools.Charts;

/// <summary>ROC and precision-recall curves of a test: of the second of two classes, or of each of more against the rest.</summary>
internal static class RankChart
{
    private const int MostCurves = 30; // beyond them no sign or dash is new

    /// <param name="test">The test of a classifier.</param>
    /// <param name="isRoc">ROC, or else precision over recall.</param>
    /// <param name="title">The heading; null for the usual one.</param>
    /// <param name="chosen">Only classes of these names; null for all.</param>
    /// <exception cref="NormToolsException">UnknownClass.</exception>
    public static string Draw(ModelTest test, bool isRoc, string? title, string[]? chosen)
    {
        ClassCurve[] all = test.Curve!;
        ClassCurve[] curves = Choose(all, chosen, isRoc);
        string usual = isRoc ? "ROC curve" : "Precision and recall";
        var chart = new LineChart(
            title ?? usual + (curves.Length == 1 ? $" of {curves[0].Class}" : ", each class against the rest"),
            isRoc ? "False positive rate" : "Recall",
            isRoc ? "True positive rate" : "Precision")
        {
            IsOfShares = true,
            Note = Note(test, curves.Length, chosen is null && all.Length != 2 ? all.Length : curves.Length, isRoc),
        };
        string[] names = Svg.Shorten(Array.ConvertAll(curves, curve => curve.Class), 28);
        for (int i = 0; i < curves.Length; i++)
        {
            ClassCurve curve = curves[i];
            double area = isRoc ? curve.Auc : curve.AveragePrecision;
            string value = double.IsNaN(area) ? "not defined" : FormattableString.Invariant($"{area:0.000}") + (curves.Length == 1 ? Interval(test, isRoc) : string.Empty);
            (double[] x, double[] y) = double.IsNaN(area) ? (Array.Empty<double>(), Array.Empty<double>())
                : isRoc ? (Before(0, curve.FalsePositiveRate), Before(0, curve.TruePositiveRate))
                : Steps(curve);
            ChartSeries series = ChartColors.Series(i, $"{names[i]}: {(isRoc ? "AUC" : "AP")} {value}", x, y);
            series.Sign = curves.Length == 1 ? 0 : series.Sign;
            chart.Add(series);
        }

        AddReference(chart, curves, isRoc);
        return chart.ToSvg();
    }

    private static ClassCurve[] Choose(ClassCurve[] all, string[]? chosen, bool isRoc)
    {
        string[] names = all.Select(curve => curve.Class).ToArray();
        if (chosen is not null)
        {
            string[] missing = NamePattern.Missing(chosen, names).ToArray();
            ClassCurve[] found = all.Where(curve => NamePattern.Choose(names, chosen).Contains(curve.Class)).ToArray();
            return missing.Length > 0 || found.Length == 0 ? throw Errors.NoSuchClass(missing.Concat(chosen).First(), names)
                : found.Length > MostCurves ? found.Take(MostCurves).ToArray()
                : found;
        }

        return all.Length == 2 ? new[] { all[1] }
            : all.Length <= MostCurves ? all
            : all.OrderBy(curve => isRoc ? curve.Auc : curve.AveragePrecision).Take(MostCurves).ToArray();
    }

    private static string Note(ModelTest test, int drawn, int all, bool isRoc) => Text.Count(test.Count, "sample")
        + (drawn == all ? string.Empty : $"; {drawn} of {all} classes, those with the smallest {(isRoc ? "areas" : "average precision")} (-Class draws others)");

    private static string Interval(ModelTest test, bool isRoc)
    {
        PSObject? metric = Array.Find(test.Metrics, item => (string)item.Properties["Name"].Value == (isRoc ? "RocAuc" : "AveragePrecision"));
        double low = metric is null || test.Curve!.Length != 2 ? double.NaN : (double)metric.Properties["Low"].Value;
        return double.IsNaN(low) ? string.Empty : FormattableString.Invariant($" ({low:0.000} to {(double)metric!.Properties["High"].Value:0.000})");
    }

    // Precision holds from one recall to the next, as average precision adds it up.
    private static (double[] X, double[] Y) Steps(ClassCurve curve)
    {
        var x = new List<double>();
        var y = new List<double>();
        double before = 0;
        for (int i = 0; i < curve.Precision.Length && before < 1; i++)
        {
            x.Add(before);
            y.Add(curve.Precision[i]);
            x.Add(before = curve.TruePositiveRate[i]);
            y.Add(curve.Precision[i]);
        }

        return (x.ToArray(), y.ToArray());
    }

    private static void AddReference(LineChart chart, ClassCurve[] curves, bool isRoc)
    {
        double share = curves.Length == 1 ? curves[0].Share : double.NaN;
        if (isRoc || !double.IsNaN(share))
        {
            string name = isRoc ? "chance: AUC 0.5" : FormattableString.Invariant($"chance: precision {share:0.000}");
            chart.Add(new ChartSeries(name, "#888", new double[] { 0, 1 }, isRoc ? new double[] { 0, 1 } : new[] { share, share })
            {
                Dash = "5 5",
                IsReference = true,
            });
        }
    }

    private static double[] Before(double first, double[] rest) => new[] { first }.Concat(rest).ToArray();
}
