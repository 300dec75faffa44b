using System.Globalization;

namespace NormTools;

/// <summary>How biases are initialised: with a number, by PyTorch's default draw, or not at all.</summary>
internal sealed class BiasRule
{
    private BiasRule(double? value, bool keeps)
    {
        Value = value;
        Keeps = keeps;
    }

    /// <summary>Every name of -Bias.</summary>
    public static NamedValue[] Choices { get; } =
    {
        new NamedValue("Zero", "0"),
        new NamedValue("Default", "Uniform in +-1 / sqrt(fan in), as PyTorch's layers draw it"),
        new NamedValue("Keep", "Left as it is"),
    };

    /// <summary>The value of every bias; null where it is drawn or kept.</summary>
    public double? Value { get; }

    public bool Keeps { get; }

    /// <exception cref="NormToolsException">It is neither a number nor one of the names.</exception>
    public static BiasRule Parse(object value)
    {
        object? basic = Unwrapped.Of(value);
        string text = Convert.ToString(basic, CultureInfo.InvariantCulture)!;
        switch (NamedValue.Normalize(text))
        {
            case "zero":
                return new BiasRule(0, false);
            case "default":
                return new BiasRule(null, false);
            case "keep":
                return new BiasRule(null, true);
        }

        return basic is not bool && TensorReader.TryNumber(basic, out double number)
            ? new BiasRule(number, false)
            : throw Errors.UnknownName(
                "InvalidBias", "Bias", text, Choices.Prepend(new NamedValue("a number", string.Empty)));
    }

    /// <summary>PyTorch's default draw for the bias of a weight: uniform in +-1 / sqrt(fan in).</summary>
    public static WeightInitialization DefaultFor(WeightFan fan) => Within(1 / Math.Sqrt(fan.FanIn));

    /// <summary>Normal around 0.</summary>
    public static WeightInitialization Around(double deviation) =>
        WeightInitialization.Create("Normal", ("mean", 0), ("standardDeviation", deviation));

    /// <summary>Uniform between a bound, negative, and itself.</summary>
    public static WeightInitialization Within(double bound) =>
        WeightInitialization.Create("Uniform", ("minimum", -bound), ("maximum", bound));
}
