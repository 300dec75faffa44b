using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>A function of single values, with its derivative.</summary>
internal interface IActivation
{
    /// <summary>Whether <see cref="Gradient"/> takes the function's argument (true) or its value (false).</summary>
    bool DerivativeOfInput { get; }

    Vector<float> Value(Vector<float> x);

    /// <summary>The derivative times the gradient of the value.</summary>
    /// <param name="saved">x or the function's value, as <see cref="DerivativeOfInput"/> says.</param>
    /// <param name="gradient">The gradient of the value.</param>
    Vector<float> Gradient(Vector<float> saved, Vector<float> gradient);
}

/// <summary>max(x, 0); NaN stays NaN. The derivative at 0 is 0, as in torch.</summary>
internal readonly struct Relu : IActivation
{
    public bool DerivativeOfInput => false;

    public Vector<float> Value(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), Vector<float>.Zero, x);

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(saved, Vector<float>.Zero), Vector<float>.Zero, gradient);
}

/// <summary>x for x &gt; 0, else slope * x.</summary>
internal readonly struct LeakyRelu(float slope) : IActivation
{
    // Only with a slope that is not negative does the value tell on which side of 0 the argument was.
    public bool DerivativeOfInput => slope < 0;

    public Vector<float> Value(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, x * new Vector<float>(slope));

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient) =>
        Vector.ConditionalSelect(
            Vector.GreaterThan(saved, Vector<float>.Zero), gradient, gradient * new Vector<float>(slope));
}

/// <summary>x for x &gt; 0, else alpha (e^x - 1). Clevert et al. 2015.</summary>
internal readonly struct Elu(float alpha) : IActivation
{
    public bool DerivativeOfInput => alpha < 0;

    public Vector<float> Value(Vector<float> x) => Vector.ConditionalSelect(
        Vector.GreaterThan(x, Vector<float>.Zero), x, ElementaryFunctions.Expm1(x) * new Vector<float>(alpha));

    // With y = alpha (e^x - 1) the slope alpha e^x is y + alpha.
    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
    {
        Vector<float> slope = DerivativeOfInput
            ? ElementaryFunctions.Exp(saved) * new Vector<float>(alpha)
            : saved + new Vector<float>(alpha);
        return Vector.ConditionalSelect(Vector.GreaterThan(saved, Vector<float>.Zero), gradient, gradient * slope);
    }
}

/// <summary>tanh; its slope is 1 - y^2.</summary>
internal readonly struct HyperbolicTangent : IActivation
{
    public bool DerivativeOfInput => false;

    public Vector<float> Value(Vector<float> x) => ElementaryFunctions.Tanh(x);

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient) =>
        gradient * (Vector<float>.One - (saved * saved));
}

/// <summary>1 / (1 + e^-x); its slope is y (1 - y).</summary>
internal readonly struct Sigmoid : IActivation
{
    public bool DerivativeOfInput => false;

    public Vector<float> Value(Vector<float> x) => ElementaryFunctions.Logistic(x);

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient) =>
        gradient * saved * (Vector<float>.One - saved);
}

/// <summary>x / (1 + e^-x). Elfwing et al. 2017. With s the logistic function the slope is s (1 + x (1 - s)).</summary>
internal readonly struct Silu : IActivation
{
    public bool DerivativeOfInput => true;

    public Vector<float> Value(Vector<float> x) => x / (Vector<float>.One + ElementaryFunctions.Exp(-x));

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
    {
        Vector<float> s = ElementaryFunctions.Logistic(saved);
        return gradient * s * (Vector<float>.One + (saved * (Vector<float>.One - s)));
    }
}

/// <summary>x F(x), F the standard normal distribution function; its slope is F(x) + x F'(x). Hendrycks and Gimpel
/// 2016.</summary>
internal readonly struct Gelu : IActivation
{
    private const float InverseSqrt2 = 0.707106781f;
    private const float InverseSqrt2Pi = 0.398942280f;

    public bool DerivativeOfInput => true;

    public Vector<float> Value(Vector<float> x) => x * Cumulative(x);

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
    {
        Vector<float> density = new Vector<float>(InverseSqrt2Pi)
            * ElementaryFunctions.Exp(saved * saved * new Vector<float>(-0.5f));
        return gradient * Vector.MultiplyAddEstimate(saved, density, Cumulative(saved));
    }

    private static Vector<float> Cumulative(Vector<float> x) =>
        new Vector<float>(0.5f) * (Vector<float>.One + ElementaryFunctions.Erf(x * new Vector<float>(InverseSqrt2)));
}

/// <summary>GELU's approximation x (1 + tanh u) / 2, u = sqrt(2 / pi) (x + 0.044715 x^3).</summary>
/// <remarks>The slope is (1 + t) / 2 + x (1 - t^2) u' / 2 with t = tanh u, u' = sqrt(2 / pi) (1 + 3 * 0.044715
/// x^2).</remarks>
internal readonly struct GeluTanh : IActivation
{
    private const float Factor = 0.797884561f;
    private const float Cubic = 0.044715f;

    public bool DerivativeOfInput => true;

    public Vector<float> Value(Vector<float> x) => new Vector<float>(0.5f) * x * (Vector<float>.One + Inner(x));

    public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
    {
        Vector<float> t = Inner(saved);
        Vector<float> slope = new Vector<float>(Factor)
            * Vector.MultiplyAddEstimate(saved * saved, new(3 * Cubic), Vector<float>.One);
        Vector<float> second = saved * (Vector<float>.One - (t * t)) * slope;
        return gradient * new Vector<float>(0.5f) * (Vector<float>.One + t + second);
    }

    private static Vector<float> Inner(Vector<float> x) => ElementaryFunctions.Tanh(
        new Vector<float>(Factor) * Vector.MultiplyAddEstimate(x * x * x, new(Cubic), x));
}
