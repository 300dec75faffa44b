namespace NormTools.Core.Kernels;

/// <summary>Sums over the values of one statistic: of x - centre, of the gradient g, and of their product.</summary>
internal readonly record struct GradientSums(double Deviations, double Gradients, double Products)
{
    public static GradientSums operator +(GradientSums a, GradientSums b) =>
        new(a.Deviations + b.Deviations, a.Gradients + b.Gradients, a.Products + b.Products);
}
