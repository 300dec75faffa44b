using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Layer norm of one row of a recurrent step: y = x^ scale + shift, x^ = (x - mean) / sqrt(variance + eps) over all
/// values of some gates.</summary>
/// <remarks>
/// With t = dy scale: dx = (t - mean(t) - x^ mean(t x^)) / sqrt(variance + eps), and the scale gets dy x^. What fills the units
/// of a gate up to whole vectors is zero, and stays so.
/// </remarks>
/// <param name="gates">Gates that are normalised together.</param>
/// <param name="units">Values from one gate to the next, filled up.</param>
/// <param name="hidden">Values of a gate.</param>
internal readonly unsafe struct CellNorm(int gates, nint units, int hidden)
{
    private float Count => (float)gates * hidden;

    /// <summary>From x to x^, in place.</summary>
    /// <returns>1 / sqrt(variance + eps).</returns>
    public float Normalize(float* x, float eps)
    {
        nint all = gates * units;
        Vector<float> sum = Vector<float>.Zero;
        for (nint i = 0; i < all; i += Vector<float>.Count)
        {
            sum += Vector.Load(x + i);
        }

        Vector<float> mean = Vector.Create(Vector.Sum(sum) / Count);
        Vector<float> squares = Vector<float>.Zero;
        for (nint gate = 0; gate < all; gate += units)
        {
            for (nint unit = 0; unit < units; unit += Vector<float>.Count)
            {
                Vector<float> deviation = Within(Vector.Load(x + gate + unit) - mean, unit);
                squares = VectorOperations.MultiplyAdd(deviation, deviation, squares);
                deviation.Store(x + gate + unit);
            }
        }

        float inverseStd = 1 / MathF.Sqrt((Vector.Sum(squares) / Count) + eps);
        for (nint i = 0; i < all; i += Vector<float>.Count)
        {
            (Vector.Load(x + i) * inverseStd).Store(x + i);
        }

        return inverseStd;
    }

    /// <summary>From x^ to the gradient of x, in place.</summary>
    /// <param name="gradient">dy.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="normalized">x^.</param>
    /// <param name="sums">The scale's gradient of this row, which is added to.</param>
    /// <param name="inverseStd">What <see cref="Normalize"/> gave.</param>
    public void Backward(float* gradient, float* scale, float* normalized, float* sums, float inverseStd)
    {
        nint all = gates * units;
        Vector<float> plain = Vector<float>.Zero, product = plain;
        for (nint i = 0; i < all; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.Load(normalized + i);
            Vector<float> dy = Vector.Load(gradient + i);
            VectorOperations.MultiplyAdd(dy, x, Vector.Load(sums + i)).Store(sums + i);
            Vector<float> t = dy * Vector.Load(scale + i);
            plain += t;
            product = VectorOperations.MultiplyAdd(t, x, product);
        }

        (Vector<float> mean, Vector<float> slope) = Means(plain, product);
        for (nint gate = 0; gate < all; gate += units)
        {
            for (nint unit = 0; unit < units; unit += Vector<float>.Count)
            {
                nint i = gate + unit;
                Vector<float> t = Vector.Load(gradient + i) * Vector.Load(scale + i);
                Through(t, Vector.Load(normalized + i), mean, slope, inverseStd, unit).Store(normalized + i);
            }
        }
    }

    /// <summary>The means of t and of t x^, in every lane.</summary>
    public (Vector<float> Mean, Vector<float> Slope) Means(Vector<float> plain, Vector<float> product) =>
        (Vector.Create(Vector.Sum(plain) / Count), Vector.Create(Vector.Sum(product) / Count));

    /// <summary>dx of some units.</summary>
    public Vector<float> Through(
        Vector<float> t, Vector<float> x, Vector<float> mean, Vector<float> slope, float inverseStd, nint unit) =>
        Within((t - mean - (x * slope)) * inverseStd, unit);

    private Vector<float> Within(Vector<float> value, nint unit) => Vector.ConditionalSelect(
        Vector.LessThan(Vector<float>.Indices, Vector.Create((float)(hidden - unit))), value, Vector<float>.Zero);
}
