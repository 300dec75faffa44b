using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>The factor that preserves a signal's size through a nonlinearity.</summary>
/// <remarks>
/// PyTorch's table where it has an entry. For any other activation f, for which PyTorch raises, the factor that
/// preserves the mean square of a standard normal signal: 1 / sqrt(E[f(z)^2]), which extends He et al. 2015; by
/// quadrature.
/// </remarks>
internal static class Gain
{
    private const double Cut = 14; // beyond this the normal density is negligible in double precision
    private const int PanelsPerUnit = 128; // every kink and jump of the activations lies on a panel boundary

    /// <summary>All nonlinearities, those of torch.nn.init.calculate_gain first.</summary>
    public static IReadOnlyList<Nonlinearity> All { get; } =
    [
        new("Linear", "No activation: gain 1", 1),
        new("Identity", "No activation: gain 1", 1),
        new("Conv1d", "No activation: gain 1", 1),
        new("Conv2d", "No activation: gain 1", 1),
        new("Conv3d", "No activation: gain 1", 1),
        new("ConvTranspose1d", "No activation: gain 1", 1),
        new("ConvTranspose2d", "No activation: gain 1", 1),
        new("ConvTranspose3d", "No activation: gain 1", 1),
        new("Sigmoid", "Gain 1, by PyTorch's table", 1),
        new("Tanh", "Gain 5/3", 5.0 / 3),
        new("ReLU", "Gain sqrt(2)", Math.Sqrt(2)),
        new("LeakyReLU", "Gain sqrt(2 / (1 + slope^2)); -NegativeSlope gives the slope", (double?)null) { Slope = 0.01 },
        new("SELU", "Gain 3/4; for self-normalising networks take Linear", 3.0 / 4),
        new("ELU", "max(x, exp(x) - 1)", x => x > 0 ? x : Math.Exp(x) - 1),
        new("CELU", "As ELU, with alpha 1", x => x > 0 ? x : Math.Exp(x) - 1),
        new("GELU", "x times the normal distribution function", x => x * NormalDistribution.Cumulative(x)),
        new("GELUTanh", "GELU by its tanh approximation",
            x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
        new("SiLU", "x sigmoid(x)", x => x * Sigmoid(x)),
        new("Swish", "Another name of SiLU", x => x * Sigmoid(x)),
        new("Mish", "x tanh(softplus(x))", x => x * Math.Tanh(Softplus(x))),
        new("Softplus", "log(1 + exp(x))", Softplus),
        new("Softsign", "x / (1 + |x|)", x => x / (1 + Math.Abs(x))),
        new("LogSigmoid", "log(sigmoid(x))", x => -Softplus(-x)),
        new("Tanhshrink", "x - tanh(x)", x => x - Math.Tanh(x)),
        new("ReLU6", "x cut to 0..6", x => Math.Clamp(x, 0, 6)),
        new("Hardtanh", "x cut to -1..1", x => Math.Clamp(x, -1, 1)),
        new("Hardsigmoid", "x / 6 + 1/2 cut to 0..1", x => Math.Clamp((x / 6) + 0.5, 0, 1)),
        new("Hardswish", "x hardsigmoid(x)", x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        new("Hardshrink", "x, but 0 for |x| up to 1/2", x => Math.Abs(x) > 0.5 ? x : 0),
        new("Softshrink", "x less 1/2 towards 0", x => Math.CopySign(Math.Max(Math.Abs(x) - 0.5, 0), x)),
    ];

    /// <summary>calculate_gain by name; case, "_" and "-" are ignored ("leaky_relu" is "LeakyReLU").</summary>
    /// <param name="nonlinearity">A name in PyTorch's table, or an activation with its default arguments.</param>
    /// <param name="negativeSlope">For leaky_relu only; 0.01 by default.</param>
    /// <exception cref="CoreException">The name is not known, or takes no slope.</exception>
    public static double Of(string nonlinearity, double? negativeSlope = null)
    {
        Nonlinearity known = All.FirstOrDefault(one => Plain(one.Name) == Plain(nonlinearity))
            ?? throw CoreException.Argument(
                "UnsupportedNonlinearity",
                $"Unsupported nonlinearity {nonlinearity}. Known are {string.Join(", ", Names)}.");
        if (known.Slope is double usual)
        {
            return LeakyRelu(negativeSlope ?? usual);
        }

        return negativeSlope is null
            ? known.Gain ?? OfActivation(known.Activation!)
            : throw CoreException.Argument(
                "UnexpectedNegativeSlope",
                $"Only leaky_relu takes a negative slope, but the nonlinearity is {nonlinearity}.");
    }

    /// <summary>The names that <see cref="Of"/> knows, in lower case without "_".</summary>
    public static IEnumerable<string> Names => All.Select(one => Plain(one.Name));

    /// <summary>calculate_gain('leaky_relu', slope): sqrt(2 / (1 + slope^2)).</summary>
    public static double LeakyRelu(double negativeSlope) => Math.Sqrt(2 / (1 + (negativeSlope * negativeSlope)));

    /// <summary>1 / sqrt(E[f(z)^2]) for standard normal z, by three-point Gauss-Legendre quadrature in each of many
    /// panels.</summary>
    public static double OfActivation(Func<double, double> activation)
    {
        double offset = Math.Sqrt(0.6) / (2 * PanelsPerUnit);
        double sum = 0;
        for (int panel = (int)(-Cut * PanelsPerUnit); panel < Cut * PanelsPerUnit; panel++)
        {
            double middle = (panel + 0.5) / PanelsPerUnit;
            sum += (5 * Integrand(middle - offset)) + (8 * Integrand(middle)) + (5 * Integrand(middle + offset));
        }

        return 1 / Math.Sqrt(sum / (18 * PanelsPerUnit));

        double Integrand(double z)
        {
            double value = activation(z);
            return value * value * NormalDistribution.Density(z);
        }
    }

    private static string Plain(string name) =>
        name.Replace("_", string.Empty).Replace("-", string.Empty).ToLowerInvariant();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}

/// <summary>A nonlinearity with its gain: from PyTorch's table, or from the activation's mean square.</summary>
internal sealed record Nonlinearity(string Name, string Meaning, double? Gain)
{
    public Nonlinearity(string name, string meaning, Func<double, double> activation)
        : this(name, meaning + "; gain 1 / sqrt(E[f(z)^2]) by quadrature", (double?)null) => Activation = activation;

    /// <summary>The function, where PyTorch has no gain for it.</summary>
    public Func<double, double>? Activation { get; }

    /// <summary>Whether calculate_gain has it; PyTorch raises for the others.</summary>
    public bool IsOfTorch => Activation is null;

    /// <summary>The slope below 0 where none is given; null where the function has none.</summary>
    public double? Slope { get; init; }
}
