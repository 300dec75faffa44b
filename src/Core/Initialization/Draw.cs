using System.Runtime.InteropServices;
using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>The draws used by initialisations, for float and double spans.</summary>
internal static class Draw
{
    public static void Uniform<T>(Generator generator, Span<T> span, double from, double to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            generator.Uniform(MemoryMarshal.Cast<T, float>(span), from, to);
        }
        else
        {
            generator.Uniform(MemoryMarshal.Cast<T, double>(span), from, to);
        }
    }

    public static void Normal<T>(Generator generator, Span<T> span, double mean, double std)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            generator.Normal(MemoryMarshal.Cast<T, float>(span), mean, std);
        }
        else
        {
            generator.Normal(MemoryMarshal.Cast<T, double>(span), mean, std);
        }
    }

    public static void TruncatedNormal<T>(
        Generator generator, Span<T> span, double mean, double std, double a, double b)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            generator.TruncatedNormal(MemoryMarshal.Cast<T, float>(span), mean, std, a, b);
        }
        else
        {
            generator.TruncatedNormal(MemoryMarshal.Cast<T, double>(span), mean, std, a, b);
        }
    }

    public static void TruncatedNormalInSigmas<T>(
        Generator generator, Span<T> span, double mean, double std, double lower, double upper)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            generator.TruncatedNormalInSigmas(MemoryMarshal.Cast<T, float>(span), mean, std, lower, upper);
        }
        else
        {
            generator.TruncatedNormalInSigmas(MemoryMarshal.Cast<T, double>(span), mean, std, lower, upper);
        }
    }
}
