namespace NormTools.Core.Optimizers;

/// <summary>Sums over long vectors in double precision, in order.</summary>
internal static class DoubleSums
{
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)x[i] * y[i];
        }

        return sum;
    }

    /// <summary>The sum of the absolute values.</summary>
    public static double Absolute(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
        {
            sum += Math.Abs(value);
        }

        return sum;
    }

    /// <summary>The largest absolute value.</summary>
    public static double Largest(ReadOnlySpan<float> x)
    {
        float most = 0;
        foreach (float value in x)
        {
            most = MathF.Max(most, MathF.Abs(value));
        }

        return most;
    }

    public static void Negate(ReadOnlySpan<float> x, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++)
        {
            result[i] = -x[i];
        }
    }

    /// <summary>x += factor * y.</summary>
    public static void Add(Span<float> x, ReadOnlySpan<float> y, double factor)
    {
        float share = (float)factor;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += share * y[i];
        }
    }
}
