using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>The factor that keeps a signal's size through a nonlinearity.</summary>
/// <remarks>
/// PyTorch's table where it has an entry. For any other activation f, for which PyTorch raises, the factor that keeps
/// the mean square of a standard normal signal: 1 / sqrt(E[f(z)^2]), He et al. 2015 carried over; by quadrature.
/// </remarks>
internal static class Gain
{
    private const double Cut = 14; // the normal density has no double digits beyond it
    private const int PanelsPerUnit = 128; // every bend and jump of an activation here lies on an end of a panel

    private static readonly Dictionary<string, double> Table = new()
    {
        ["linear"] = 1,
        ["identity"] = 1,
        ["conv1d"] = 1,
        ["conv2d"] = 1,
        ["conv3d"] = 1,
        ["convtranspose1d"] = 1,
        ["convtranspose2d"] = 1,
        ["convtranspose3d"] = 1,
        ["sigmoid"] = 1,
        ["tanh"] = 5.0 / 3,
        ["relu"] = Math.Sqrt(2),
        ["selu"] = 3.0 / 4,
    };

    private static readonly Dictionary<string, Func<double, double>> Activations = new()
    {
        ["gelu"] = x => x * NormalDistribution.Cumulative(x),
        ["gelutanh"] = x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        ["silu"] = x => x * Sigmoid(x),
        ["swish"] = x => x * Sigmoid(x),
        ["mish"] = x => x * Math.Tanh(Softplus(x)),
        ["softplus"] = Softplus,
        ["softsign"] = x => x / (1 + Math.Abs(x)),
        ["logsigmoid"] = x => -Softplus(-x),
        ["tanhshrink"] = x => x - Math.Tanh(x),
        ["relu6"] = x => Math.Clamp(x, 0, 6),
        ["hardtanh"] = x => Math.Clamp(x, -1, 1),
        ["hardsigmoid"] = x => Math.Clamp((x / 6) + 0.5, 0, 1),
        ["hardswish"] = x => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ["hardshrink"] = x => Math.Abs(x) > 0.5 ? x : 0,
        ["softshrink"] = x => Math.CopySign(Math.Max(Math.Abs(x) - 0.5, 0), x),
        ["elu"] = x => x > 0 ? x : Math.Exp(x) - 1,
        ["celu"] = x => x > 0 ? x : Math.Exp(x) - 1,
    };

    /// <summary>calculate_gain by name; case, "_" and "-" do not count ("leaky_relu" is "LeakyReLU").</summary>
    /// <param name="nonlinearity">A name of PyTorch's table, or of an activation with its default arguments.</param>
    /// <param name="negativeSlope">Of leaky_relu; 0.01 by default. No other name takes it.</param>
    /// <exception cref="CoreException">The name is not known, or takes no slope.</exception>
    public static double Of(string nonlinearity, double? negativeSlope = null)
    {
        string name = nonlinearity.Replace("_", string.Empty).Replace("-", string.Empty).ToLowerInvariant();
        if (name == "leakyrelu")
        {
            return LeakyRelu(negativeSlope ?? 0.01);
        }

        if (negativeSlope is not null)
        {
            throw CoreException.Argument(
                "UnexpectedNegativeSlope",
                $"Only leaky_relu takes a negative slope, but the nonlinearity is {nonlinearity}.");
        }

        if (Table.TryGetValue(name, out double gain))
        {
            return gain;
        }

        return Activations.TryGetValue(name, out Func<double, double>? activation)
            ? OfActivation(activation)
            : throw CoreException.Argument(
                "UnsupportedNonlinearity",
                $"Unsupported nonlinearity {nonlinearity}. Known are {string.Join(", ", Names)}.");
    }

    /// <summary>The names that <see cref="Of"/> knows, in lower case without "_".</summary>
    public static IEnumerable<string> Names => [.. Table.Keys, "leakyrelu", .. Activations.Keys];

    /// <summary>calculate_gain('leaky_relu', slope): sqrt(2 / (1 + slope^2)).</summary>
    public static double LeakyRelu(double negativeSlope) => Math.Sqrt(2 / (1 + (negativeSlope * negativeSlope)));

    /// <summary>1 / sqrt(E[f(z)^2]) for standard normal z, by Gauss and Legendre's three points in each of many
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

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
