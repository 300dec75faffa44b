namespace NormTools.Core.Random;

/// <summary>Box and Muller 1958 over a block of 16 uniforms: d[j] and d[j + 8] become a pair of normals.</summary>
internal static class PlainBoxMuller
{
    public static void Transform(Span<float> d, float mean, float std)
    {
        for (int j = 0; j < 8; j++)
        {
            float radius = MathF.Sqrt(-2 * Log(1 - d[j]));
            (float sin, float cos) = SinCos((float)(2 * Math.PI) * d[j + 8]);
            d[j] = F(radius * cos, std, mean);
            d[j + 8] = F(radius * sin, std, mean);
        }
    }

    public static void Transform(Span<double> d, double mean, double std)
    {
        for (int j = 0; j < 8; j++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - d[j]));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * d[j + 8]);
            d[j] = Math.FusedMultiplyAdd(radius * cos, std, mean);
            d[j + 8] = Math.FusedMultiplyAdd(radius * sin, std, mean);
        }
    }

    private static float F(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    private static float Log(float x)
    {
        x = MathF.Max(x, 1.17549435e-38f);
        int bits = BitConverter.SingleToInt32Bits(x);
        float e = (bits >> 23) - 126;
        float original = BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) | 0x3F000000);
        x = original - 1;
        if (original < 0.707106781186547524f)
        {
            e--;
            x += original;
        }

        float z = x * x;
        float y = 7.0376836292e-2f;
        y = F(y, x, -1.1514610310e-1f);
        y = F(y, x, 1.1676998740e-1f);
        y = F(y, x, -1.2420140846e-1f);
        y = F(y, x, 1.4249322787e-1f);
        y = F(y, x, -1.6668057665e-1f);
        y = F(y, x, 2.0000714765e-1f);
        y = F(y, x, -2.4999993993e-1f);
        y = F(y, x, 3.3333331174e-1f);
        y *= x;
        y = F(y, z, e * -2.12194440e-4f);
        y = F(-z, 0.5f, y);
        x += y;
        return F(e, 0.693359375f, x);
    }

    private static (float Sin, float Cos) SinCos(float x)
    {
        int j = (int)(x * 1.27323954473516f);
        j = (j + 1) & ~1;
        float y = j;
        x = F(y, -0.78515625f, x);
        x = F(y, -2.4187564849853515625e-4f, x);
        x = F(y, -3.77489497744594108e-8f, x);
        float z = x * x;
        float c = F(F(2.443315711809948e-5f, z, -1.388731625493765e-3f), z, 4.166664568298827e-2f);
        c = F(c * z, z, -(0.5f * z)) + 1;
        float s = F(F(-1.9515295891e-4f, z, 8.3321608736e-3f), z, -1.6666654611e-1f) * z;
        s = F(s, x, x);
        (float sin, float cos) = (j & 2) == 0 ? (s, c) : (c, s);
        return ((j & 4) == 0 ? sin : -sin, (~(j - 2) & 4) == 0 ? cos : -cos);
    }
}
