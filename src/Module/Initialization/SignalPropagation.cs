using System.Text;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>How a batch and its gradients propagate through a model.</summary>
public sealed class SignalPropagation : IDisplay
{
    // A factor of 10^3 between the ends of a network: below it plain SGD still trains; beyond it the networks of 22 and
    // 30 layers of He et al. 2015 do not.
    private const double Faint = 1e-3;
    private const double Loud = 1e3;
    private const double Most = 0.5; // the share of units or outputs above which a verdict is given
    private const int LongestBar = 24;
    private const int ShortestBar = 2;
    private const int Indent = 2;

    internal SignalPropagation(Dictionary<string, object?> json)
    {
        RowCount = (long)json["rows"]!;
        Loss = json.TryGetValue("loss", out object? loss) ? Convert.ToDouble(loss) : (double?)null;
        Layers = ((List<object?>)json["layers"]!).Select(layer => new LayerSignal((Dictionary<string, object?>)layer!)).ToArray();
        double reference = Layers.Select(layer => layer.GradientStandardDeviation).LastOrDefault(value => value is > 0) ?? 1;
        foreach (LayerSignal layer in Layers)
        {
            layer.Verdict = Judge(layer, reference);
        }

        SignalVerdict[] found = Layers.Select(layer => layer.Verdict).Where(verdict => verdict != SignalVerdict.Healthy).ToArray();
        Verdict = found.Length == 0 ? SignalVerdict.Healthy
            : found.GroupBy(verdict => verdict).OrderByDescending(group => group.Count()).First().Key;
    }

    /// <summary>The number of samples that were sent through.</summary>
    public long RowCount { get; }

    /// <summary>The loss of the batch; null if a random gradient was used instead.</summary>
    public double? Loss { get; }

    /// <summary>One record for each layer, from input to output.</summary>
    public LayerSignal[] Layers { get; }

    /// <summary>Healthy, or the most frequent verdict of the other layers.</summary>
    public SignalVerdict Verdict { get; }

    /// <summary>Sends samples through a model, which stays as it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples, all as one batch.</param>
    /// <param name="loss">The name of the loss; null for a random gradient.</param>
    /// <param name="generator">Dropout and the random gradient are drawn from it.</param>
    internal static unsafe SignalPropagation Of(Model model, Dataset data, string? loss, RandomGenerator generator)
    {
        using HandleLease held = model.Hold();
        using var lease = new DatasetLease(data);
        DatasetView view = lease.View;
        RandomGenerator drawn = generator;
        byte[]? specification = loss is null ? null : Json.WriteUtf8(loss);
        string json = NativeText.Read((buffer, capacity, length) =>
        {
            drawn = generator.Clone(); // if the buffer is too small, the pass is repeated from the same state
            Status status = Status.Ok;
            drawn.Use(stream =>
                status = NativeMethods.ModelProbe(
                    model.Handle, view, specification, specification?.Length ?? 0, stream, 0, buffer, capacity, length));
            return status;
        });
        generator.SetState(drawn.GetState());
        return new SignalPropagation((Dictionary<string, object?>)Json.Read(json)!);
    }

    /// <summary>The layers as a table, with bars for the standard deviations on a logarithmic scale.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    private string Render(int width)
    {
        int bar = LongestBar;
        TextTable table = Table(bar);
        while (table.Width >= width && bar > ShortestBar)
        {
            table = Table(--bar);
        }

        string loss = Loss is null ? "a random gradient N(0, 1) at the end" : "loss " + Text.Loss(Loss.Value);
        var text = new StringBuilder();
        WrappedText.Append(
            text, $"Signal propagation: {Verdict}", $" ({Text.Count(RowCount, "sample")}, {loss}; bars are logarithmic)", Indent, width);
        text.AppendLine().Append(table);
        if (Layers.Any(layer => layer.Steps.Length > 0))
        {
            text.AppendLine().AppendLine();
            WrappedText.Append(
                text, "Over the steps", " (deviation, and gradient handed back to the input, at the first and the last step; reach: steps whose gradient is at "
                + "least a thousandth of the largest; entropy of each head: 1 reads all steps alike, 0 a single one)", Indent, width);
            text.AppendLine().Append(StepTable());
        }

        return text.ToString();
    }

    private TextTable StepTable()
    {
        var table = new TextTable("Name", ">Deviation", string.Empty, ">Gradient", string.Empty, ">Reach", ">Entropy");
        foreach (LayerSignal layer in Layers.Where(layer => layer.Steps.Length > 0))
        {
            StepSignal[] seen = Array.FindAll(layer.Steps, step => step.SampleCount > 0);
            StepSignal first = seen[0], last = seen[seen.Length - 1];
            double[] entropy = layer.AttentionEntropy;
            table.Add(
                layer.Name,
                ShortOrNone(first.StandardDeviation),
                ShortOrNone(last.StandardDeviation),
                ShortOrNone(first.Gradient),
                ShortOrNone(last.Gradient),
                layer.ReachedSteps is int reached ? FormattableString.Invariant($"{reached:N0} of {seen.Length:N0}") : string.Empty,
                entropy.Length == 0 ? string.Empty
                    : entropy.Length < 3 ? string.Join(" ", entropy.Select(value => FormattableString.Invariant($"{value:0.00}")))
                    : FormattableString.Invariant($"{entropy.Min():0.00}-{entropy.Max():0.00}"));
        }

        return table;
    }

    private static string ShortOrNone(double? value) => value is double number ? Short(number) : string.Empty;

    private TextTable Table(int bar)
    {
        var table = new TextTable("Name", "Layer", ">Mean", ">Deviation", string.Empty, ">Zero", ">Flat", ">Gradient", string.Empty, "Verdict");
        (double low, double high) = Decades(Layers.Select(layer => (double?)layer.StandardDeviation));
        (double lowGradient, double highGradient) = Decades(Layers.Select(layer => layer.GradientStandardDeviation));
        foreach (LayerSignal layer in Layers)
        {
            table.Add(
                layer.Name,
                layer.Type,
                Short(layer.Mean),
                Short(layer.StandardDeviation),
                Bar(layer.StandardDeviation, low, high, bar),
                FormattableString.Invariant($"{layer.ZeroShare:0 %}"),
                FormattableString.Invariant($"{layer.SaturatedShare:0 %}"),
                layer.GradientStandardDeviation is null ? string.Empty : Short(layer.GradientStandardDeviation.Value),
                Bar(layer.GradientStandardDeviation, lowGradient, highGradient, bar),
                layer.Verdict.ToString());
        }

        return table;
    }

    private static SignalVerdict Judge(LayerSignal layer, double lastGradient)
    {
        double deviation = layer.StandardDeviation;
        double? gradient = layer.GradientStandardDeviation / lastGradient;
        if (layer.NonFiniteCount > 0 || double.IsNaN(deviation) || deviation > Loud || gradient > Loud)
        {
            return SignalVerdict.Exploding;
        }

        if (layer.UnitCount > 1 && layer.SameUnitCount == layer.UnitCount - 1 && layer.DeadUnitCount < layer.UnitCount)
        {
            return SignalVerdict.Symmetric;
        }

        if (layer.DeadUnitCount > Most * layer.UnitCount)
        {
            return SignalVerdict.Dead;
        }

        if (deviation < Faint || gradient < Faint)
        {
            return SignalVerdict.Vanishing;
        }

        return layer.SaturatedShare > Most ? SignalVerdict.Saturated : SignalVerdict.Healthy;
    }

    private static (double Low, double High) Decades(IEnumerable<double?> values)
    {
        double[] logs = values.Where(value => value is > 0 && !double.IsInfinity(value.Value)).Select(value => Math.Log10(value!.Value)).ToArray();
        return logs.Length == 0 ? (-1, 1) : (Math.Min(Math.Floor(logs.Min()), -1), Math.Max(Math.Ceiling(logs.Max()), 1));
    }

    private static string Bar(double? value, double low, double high, int longest)
    {
        if (value is null || double.IsNaN(value.Value) || value <= 0)
        {
            return string.Empty;
        }

        double share = (Math.Log10(value.Value) - low) / (high - low);
        return new string('#', Math.Max(1, (int)Math.Round(longest * Math.Min(Math.Max(share, 0), 1))));
    }

    private static string Short(double value)
    {
        double size = Math.Abs(value);
        return value.ToString(size != 0 && (size < 1e-3 || size >= 1e5) ? "0.0e+00" : "0.000", System.Globalization.CultureInfo.InvariantCulture);
    }
}
