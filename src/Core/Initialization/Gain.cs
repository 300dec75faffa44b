namespace NormTools.Core.Initialization;

/// <summary>The factor that keeps a signal's size through a nonlinearity.</summary>
internal static class Gain
{
    /// <summary>calculate_gain('leaky_relu', slope): sqrt(2 / (1 + slope^2)).</summary>
    public static double LeakyRelu(double negativeSlope = 0.01) => Math.Sqrt(2 / (1 + (negativeSlope * negativeSlope)));
}
