using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools;

/// <summary>Several decompositions side by side, over their names.</summary>
internal sealed class BiasVarianceCurve : TrialCurve
{
    private static readonly Regex Numbered = new Regex("^(?<words>.*?)[ :=]*(?<number>[-+]?[0-9.]+(e[-+]?[0-9]+)?)$", RegexOptions.IgnoreCase);

    private readonly BiasVariance[] items;

    public BiasVarianceCurve(IEnumerable<BiasVariance> items) => this.items = items.ToArray();

    internal override string Title => "Bias and variance";

    internal override string PlaceLabel => Numbers is null ? string.Join(", ", items.Select((item, i) => FormattableString.Invariant($"{i + 1}: {item.Name ?? "unnamed"}")))
        : Words(0) is { Length: > 0 } words ? words
        : "Name";

    internal override string ValueLabel => items[0].Kind == "Squared" ? "Squared loss" : "0-1 loss";

    internal override double[] Places => Numbers ?? Enumerable.Range(1, items.Length).Select(place => (double)place).ToArray();

    internal override TrialLine[] Lines => new[]
    {
        new TrialLine(items.All(item => item.HoldsNoise) ? "bias, with noise" : "bias", items.Select(item => item.Bias), Low(item => item.Bias, item => item.BiasError), High(item => item.Bias, item => item.BiasError)),
        new TrialLine("variance", items.Select(item => item.Variance), Low(item => item.Variance, item => item.VarianceError), High(item => item.Variance, item => item.VarianceError)) { IsDashed = true },
        new TrialLine("loss, rows not seen", items.Select(item => item.Loss)),
        new TrialLine("loss, rows trained on", items.Select(item => item.Round.Where(round => round.Error is null).Average(round => round.TrainingLoss))) { IsDashed = true },
    };

    private double[]? Numbers
    {
        get
        {
            double[] numbers = items.Select(item => Numbered.Match(item.Name ?? string.Empty) is { Success: true } match
                && double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN).ToArray();
            bool isOneAxis = Enumerable.Range(1, items.Length - 1).All(i => numbers[i] > numbers[i - 1] && Words(i) == Words(0));
            return isOneAxis && !numbers.Any(double.IsNaN) ? numbers : null;
        }
    }

    // What stands before the number, as in "degree 3".
    private string Words(int item) => Numbered.Match(items[item].Name ?? string.Empty).Groups["words"].Value;

    private IEnumerable<double> Low(Func<BiasVariance, double> value, Func<BiasVariance, double> error) =>
        items.Select(item => value(item) - (Student.Normal * error(item)));

    private IEnumerable<double> High(Func<BiasVariance, double> value, Func<BiasVariance, double> error) =>
        items.Select(item => value(item) + (Student.Normal * error(item)));
}
