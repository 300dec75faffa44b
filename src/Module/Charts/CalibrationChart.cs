using System.Globalization;
using System.Management.Automation;

namespace NormTools.Charts;

/// <summary>A reliability diagram: how often predictions of a confidence are right, with how many there are below.</summary>
internal static class CalibrationChart
{
    private const double Left = 70;
    private const double Side = 380;
    private const double CountHeight = 90;
    private const string Line = "#1f77b4";

    public static string Draw(ModelTest test, string? title)
    {
        Bin[] bins = test.Calibration!.Select((row, i) => new Bin(row, i, test.Calibration!.Length)).ToArray();
        double all = bins.Sum(bin => bin.Count);
        double error = bins.Where(bin => bin.Count > 0 && !double.IsNaN(bin.Confidence)).Sum(bin => bin.Count / all * Math.Abs(bin.Accuracy - bin.Confidence));
        const double Width = Left + Side + 250;
        var svg = new Svg();
        double head = svg.Heading(Left, title ?? "Calibration: confidence and accuracy", Width) + 20;
        svg.Text(Left, head, FormattableString.Invariant($"{Text.Count(test.Count, "sample")}, {Text.Count(bins.Length, "bin")}, expected calibration error {error:0.000}"), fill: Svg.Faint);
        double top = head + 18, floor = top + Side, bars = floor + 44, barFloor = bars + CountHeight;
        double X(double share) => Left + (share * Side);
        double Y(double share) => floor - (share * Side);
        for (int tick = 0; tick <= 5; tick++)
        {
            string label = (tick / 5.0).ToString("0.#", CultureInfo.InvariantCulture);
            svg.Line(Left, Y(tick / 5.0), Left + Side, Y(tick / 5.0), Svg.GridRule);
            svg.Text(Left - 8, Y(tick / 5.0) + 4, label, "end");
            svg.Line(X(tick / 5.0), barFloor, X(tick / 5.0), barFloor + 5, Svg.Rule);
            svg.Text(X(tick / 5.0), barFloor + 20, label, "middle");
        }

        svg.Line(Left, floor, Left + Side, floor, Svg.Rule);
        svg.Line(X(0), Y(0), X(1), Y(1), "#888", 1.2, "5 5");
        Bin[] filled = bins.Where(bin => bin.Count > 0 && !double.IsNaN(bin.Confidence)).ToArray();
        foreach (Bin bin in filled)
        {
            double at = X(bin.Confidence);
            svg.Line(at, Y(bin.Low), at, Y(bin.High), Line, 1.5);
            svg.Line(at - 4, Y(bin.Low), at + 4, Y(bin.Low), Line, 1.5);
            svg.Line(at - 4, Y(bin.High), at + 4, Y(bin.High), Line, 1.5);
        }

        string path = string.Join(" ", filled.Select((bin, i) => FormattableString.Invariant($"{(i == 0 ? 'M' : 'L')}{X(bin.Confidence):0.##} {Y(bin.Accuracy):0.##}")));
        if (path.Length > 0)
        {
            svg.Path(path, Line, 2);
        }

        Array.ForEach(filled, bin => svg.Sign(0, false, X(bin.Confidence), Y(bin.Accuracy), Line));
        double most = Math.Max(1, bins.Max(bin => bin.Count));
        foreach (Bin bin in bins)
        {
            double height = bin.Count / most * (CountHeight - 16), x = X(bin.Start);
            svg.Box(x + 1, barFloor - height, (Side / bins.Length) - 2, height, "#8fb3d4", tooltip: FormattableString.Invariant($"{bin.Count:N0} samples"));
            if (bin.Count > 0)
            {
                svg.Text(x + (Side / bins.Length / 2), barFloor - height - 3, Short(bin.Count), "middle", size: 10.5);
            }
        }

        svg.Line(Left, barFloor, Left + Side, barFloor, Svg.Rule);
        svg.Text(X(0.5), barFloor + 42, "Confidence: probability of the predicted class", "middle");
        svg.Text(18, top + (Side / 2), "Accuracy", "middle", turn: -90);
        svg.Text(18, bars + (CountHeight / 2), "Samples", "middle", turn: -90);
        Legend(svg, Left + Side + 24, top + 10);
        return svg.Finish(Width, barFloor + 56);
    }

    private static void Legend(Svg svg, double x, double y)
    {
        svg.Line(x, y, x + 26, y, Line, 2.5);
        svg.Sign(0, false, x + 13, y, Line);
        svg.Text(x + 32, y + 4, "accuracy, with 95 % interval");
        svg.Line(x, y + 20, x + 26, y + 20, "#888", 1.2, "5 5");
        svg.Text(x + 32, y + 24, "as confident as right");
        svg.Text(x, y + 56, "Below the dashed line:", fill: Svg.Faint);
        svg.Text(x, y + 73, "too confident.", fill: Svg.Faint);
    }

    private static string Short(double count) => count switch
    {
        >= 1e6 => (count / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (count / 1e3).ToString("0", CultureInfo.InvariantCulture) + "k",
        _ => count.ToString("0.#", CultureInfo.InvariantCulture),
    };

    // The samples of a range of confidence, with Wilson's interval of their accuracy.
    private readonly struct Bin
    {
        public Bin(PSObject row, int number, int bins)
        {
            Start = (double)number / bins;
            Count = (double)row.Properties["Count"].Value;
            Confidence = (double)row.Properties["Confidence"].Value;
            Accuracy = (double)row.Properties["Accuracy"].Value;
            (Low, High) = RunScore.Wilson(Accuracy, Count);
        }

        public double Start { get; }

        public double Count { get; }

        public double Confidence { get; }

        public double Accuracy { get; }

        public double Low { get; }

        public double High { get; }
    }
}
