using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>Sizes along the spatial axes: the dimensions after the channels of a sample.</summary>
internal static class SpatialArguments
{
    /// <summary>Pads the axes at the front to three: depth, height, width.</summary>
    public static T[] Pad<T>(T[] axes, T one) => [.. Enumerable.Repeat(one, 3 - axes.Length), .. axes];

    /// <summary>Refuses windows that span more positions than any input can have; kernels index positions with
    /// int.</summary>
    public static void RefuseHuge(LayerArguments arguments, long[] kernel, long[] dilation, long[] padding)
    {
        const long Most = 1 << 28;
        for (int i = 0; i < kernel.Length; i++)
        {
            if (padding[i] > Most)
            {
                throw arguments.Invalid(
                    "padding", FormattableString.Invariant($"is at most {Most:N0}, but {padding[i]} was given"));
            }

            if (kernel[i] * dilation[i] > Most)
            {
                throw arguments.Invalid("kernel_size", FormattableString.Invariant(
                    $"{kernel[i]} with a dilation of {dilation[i]} reaches over more than {Most:N0} positions"));
            }
        }
    }

    /// <summary>Refuses a layer in which a padded channel or the taps of a kernel exceed the range of int.</summary>
    public static void RefuseLarge(ConvolutionAxis[] axes, Func<string, CoreException> mismatch)
    {
        RefuseLarge(axes.Select(axis => (long)axis.Kernel), mismatch);
        RefuseLarge(axes.Select(axis => axis.Extent), mismatch);
    }

    /// <inheritdoc cref="RefuseLarge(ConvolutionAxis[], Func{string, CoreException})"/>
    public static void RefuseLarge(IEnumerable<long> sizes, Func<string, CoreException> mismatch)
    {
        const long Most = 1 << 30;
        double positions = sizes.Aggregate(1.0, (product, size) => product * size);
        if (positions > Most)
        {
            throw mismatch(FormattableString.Invariant(
                $"one channel has {positions:N0} positions, with padding and dilation; {Most:N0} are the most"));
        }
    }

    /// <summary>Constructs axes; a failure names the layer.</summary>
    public static T Named<T>(Func<T> make, Func<string, CoreException> mismatch)
    {
        try
        {
            return make();
        }
        catch (CoreException failure)
        {
            throw mismatch(failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>(3, 3), or 3 where all are equal and <paramref name="single"/> is asked for.</summary>
    public static string Text(long[] sizes, bool single = false) =>
        single && sizes.All(size => size == sizes[0]) ? $"{sizes[0]}" : Shape.Tuple(sizes);
}
