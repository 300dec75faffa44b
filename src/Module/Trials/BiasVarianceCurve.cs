using System.Globalization;

namespace NormTools;

/// <summary>Several decompositions side by side, over their names.</summary>
internal sealed class BiasVarianceCurve : TrialCurve
{
    private readonly BiasVariance[] items;

    public BiasVarianceCurve(IEnumerable<BiasVariance> items) => this.items = items.ToArray();

    internal override string Title => "Bias and variance";

    internal override string PlaceLabel => Numbers is not null ? string.Empty
        : string.Join(", ", items.Select((item, i) => FormattableString.Invariant($"{i + 1}: {item.Name ?? "unnamed"}")));

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
            double[] numbers = items.Select(item => double.TryParse(item.Name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN).ToArray();
            return numbers.Zip(numbers.Skip(1), (one, next) => next > one).All(rises => rises) && !numbers.Any(double.IsNaN) ? numbers : null;
        }
    }

    private IEnumerable<double> Low(Func<BiasVariance, double> value, Func<BiasVariance, double> error) =>
        items.Select(item => value(item) - (Student.Normal * error(item)));

    private IEnumerable<double> High(Func<BiasVariance, double> value, Func<BiasVariance, double> error) =>
        items.Select(item => value(item) + (Student.Normal * error(item)));
}
