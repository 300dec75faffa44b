using System.Management.Automation;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>Where a gain comes from.</summary>
public enum GainSource
{
    /// <summary>The table of torch.nn.init.calculate_gain.</summary>
    PyTorch,

    /// <summary>1 / sqrt(E[f(z)^2]) for standard normal z, for activations that PyTorch has no gain for.</summary>
    Quadrature,
}

/// <summary>The factor that keeps a signal's size through a nonlinearity.</summary>
public sealed class InitializationGain
{
    private const double Cut = 14; // beyond it the normal density is too small to change a double
    private const int PanelsPerUnit = 32;

    private InitializationGain(string nonlinearity, double? negativeSlope, double gain, GainSource source)
    {
        Nonlinearity = nonlinearity;
        NegativeSlope = negativeSlope;
        Gain = gain;
        Source = source;
    }

    /// <summary>The activation's name in torch.nn, or the text of a script block.</summary>
    public string Nonlinearity { get; }

    /// <summary>The negative slope of LeakyReLU; null for other activations.</summary>
    public double? NegativeSlope { get; }

    /// <summary>The factor.</summary>
    public double Gain { get; }

    /// <summary>Whether it is PyTorch's, or comes from a mean square that was integrated.</summary>
    public GainSource Source { get; }

    /// <summary>The number.</summary>
    public override string ToString() => Text.Number(Gain);

    internal static unsafe InitializationGain Of(string nonlinearity, double? negativeSlope)
    {
        byte[] name = Encoding.UTF8.GetBytes(nonlinearity);
        double slope = negativeSlope ?? 0;
        NativeMethods.InitializationGain(name, name.Length, negativeSlope is null ? null : &slope, out double gain)
            .ThrowIfFailed();
        NonlinearityName? known = NonlinearityName.Find(nonlinearity);
        double? used = known?.Slope is double usual ? negativeSlope ?? usual : (double?)null;
        GainSource source = known is null || known.IsOfTorch ? GainSource.PyTorch : GainSource.Quadrature;
        return new InitializationGain(known?.Name ?? nonlinearity, used, gain, source);
    }

    /// <summary>
    /// By three-point Gauss-Legendre quadrature in each of many panels; kinks at whole numbers lie on panel boundaries.
    /// </summary>
    /// <exception cref="NormToolsException">The block gives no finite number, or the mean square is not
    /// positive.</exception>
    internal static InitializationGain Of(ScriptBlock activation)
    {
        double offset = Math.Sqrt(0.6) / (2 * PanelsPerUnit);
        double sum = 0;
        for (int panel = (int)(-Cut * PanelsPerUnit); panel < Cut * PanelsPerUnit; panel++)
        {
            double middle = (panel + 0.5) / PanelsPerUnit;
            sum += (5 * Integrand(activation, middle - offset)) + (8 * Integrand(activation, middle))
                + (5 * Integrand(activation, middle + offset));
        }

        double meanSquare = sum / (18 * PanelsPerUnit);
        string text = Text.Shorten(activation.ToString().Trim());
        return meanSquare > 0
            ? new InitializationGain(text, null, 1 / Math.Sqrt(meanSquare), GainSource.Quadrature)
            : throw Errors.NoSignal(text);
    }

    private static double Integrand(ScriptBlock activation, double z)
    {
        var variables = new List<PSVariable> { new PSVariable("_", z) };
        object? last;
        try
        {
            last = OpenBlocks.Run(
                () => activation.InvokeWithContext(null, variables, z), Errors.ScriptsTooDeep).LastOrDefault();
        }
        catch (LoopFlowException)
        {
            throw Errors.NoLoop("Activation");
        }

        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return TensorReader.TryNumber(last, out double value) && !double.IsNaN(value) && !double.IsInfinity(value)
            ? value * value * density
            : throw Errors.ActivationValue(last, z);
    }
}
