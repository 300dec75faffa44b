using NormTools.Contract;
using NormTools.Core.Kernels;

namespace NormTools.Core.Abi;

/// <content>Normalisation over the last dimensions, over windows of channels, and of weights.</content>
internal static unsafe partial class Normalization<T>
{
    public static void Layer(
        void* x, ReadOnlySpan<long> shape, ReadOnlySpan<long> normalized, void* y, double eps, in NormOperands o)
    {
        (int rows, int width) = NormCheck.Rows(shape, normalized);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> weight = NormCheck.RowParameter<T>(o.Weight, o.WeightCount, normalized, "weight");
        Span<T> bias = NormCheck.RowParameter<T>(o.Bias, o.BiasCount, normalized, "bias");
        NormCheck.Epsilon(eps);
        if (o.GradOutput is null)
        {
            LayerNorm.Forward(
                input, weight, bias, NormCheck.Required<T>(y, input.Length, "y"), rows, width, eps,
                Check.Optional((T*)o.Mean, rows), Check.Optional((T*)o.InverseStd, rows), relu: false, threads: 0);
            return;
        }

        Span<T> g = NormCheck.Gradient<T>(o.GradOutput, o.GradOutputCount, shape);
        using var statistics = new NormStatistics<T>(o.Mean, o.InverseStd, rows);
        if (statistics.AreMissing)
        {
            LayerNorm.Forward(
                input, [], [], [], rows, width, eps, statistics.Mean, statistics.InverseStd, relu: false, threads: 0);
        }

        LayerNorm.Backward<T>(
            input, g, [], weight, statistics.Mean, statistics.InverseStd, Check.Optional((T*)o.GradInput, input.Length),
            Check.Optional((T*)o.GradWeight, width), Check.Optional((T*)o.GradBias, width), rows, width, threads: 0);
    }

    /// <remarks>InverseStd holds the inverse root mean squares.</remarks>
    public static void Rms(
        void* x, ReadOnlySpan<long> shape, ReadOnlySpan<long> normalized, void* y, double eps, in NormOperands o)
    {
        (int rows, int width) = NormCheck.Rows(shape, normalized);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> weight = NormCheck.RowParameter<T>(o.Weight, o.WeightCount, normalized, "weight");
        NormCheck.Epsilon(eps);
        if (o.GradOutput is null)
        {
            RmsNorm.Forward(
                input, weight, NormCheck.Required<T>(y, input.Length, "y"), rows, width, eps,
                Check.Optional((T*)o.InverseStd, rows), relu: false, threads: 0);
            return;
        }

        Span<T> g = NormCheck.Gradient<T>(o.GradOutput, o.GradOutputCount, shape);
        using var statistics = new NormStatistics<T>(o.InverseStd, o.InverseStd, rows);
        if (statistics.AreMissing)
        {
            RmsNorm.Forward(input, [], [], rows, width, eps, statistics.InverseStd, relu: false, threads: 0);
        }

        RmsNorm.Backward<T>(
            input, g, [], weight, statistics.InverseStd, Check.Optional((T*)o.GradInput, input.Length),
            Check.Optional((T*)o.GradWeight, width), rows, width, threads: 0);
    }

    public static void LocalResponse(
        void* x, ReadOnlySpan<long> shape, void* gradOutput, long gradCount, void* result,
        long size, double alpha, double beta, double k)
    {
        if (shape.Length < 3)
        {
            throw CoreException.Shape(
                "InvalidRank", $"Expected 3D or higher dimensionality input (got {shape.Length} dimensions)");
        }

        if (size is < 1 or > int.MaxValue)
        {
            throw CoreException.Argument(
                "InvalidWindowSize", $"size must be a number of channels from 1 to {int.MaxValue}, not {size}.");
        }

        (int n, int c, int inner) = NormCheck.Channels(shape);
        Span<T> input = NormCheck.Required<T>(x, Check.Count(shape), "input");
        Span<T> to = NormCheck.Required<T>(result, input.Length, "result");
        if (gradOutput is null)
        {
            LocalResponseNorm.Forward<T>(input, to, n, c, inner, (int)size, alpha, beta, k, threads: 0);
        }
        else
        {
            Span<T> g = NormCheck.Gradient<T>(gradOutput, gradCount, shape);
            LocalResponseNorm.Backward<T>(input, g, to, n, c, inner, (int)size, alpha, beta, k, threads: 0);
        }
    }

    public static void Weight(
        void* v, ReadOnlySpan<long> shape, int dimension, void* g, long count, void* gradOutput, long gradCount,
        void* w, void* gradV, void* gradG)
    {
        (int outer, int size, int inner) = NormCheck.Around(shape, dimension);
        Span<T> direction = NormCheck.Required<T>(v, Check.Count(shape), "v");
        Span<T> magnitude = NormCheck.Vector<T>(g, count, size, "g");
        using var norm = new NormStatistics<T>(null, null, size);
        if (gradOutput is null)
        {
            Span<T> result = NormCheck.Required<T>(w, direction.Length, "w");
            WeightNorm.Forward(direction, magnitude, result, norm.Mean, outer, size, inner, threads: 0);
            return;
        }

        Span<T> gradW = NormCheck.Gradient<T>(gradOutput, gradCount, shape);
        WeightNorm.Forward(direction, magnitude, [], norm.Mean, outer, size, inner, threads: 0);
        WeightNorm.Backward<T>(
            direction, magnitude, norm.Mean, gradW, NormCheck.Required<T>(gradV, direction.Length, "grad_v"),
            NormCheck.Required<T>(gradG, size, "grad_g"), outer, size, inner, threads: 0);
    }

    public static void Spectral(
        void* w, ReadOnlySpan<long> shape, int dimension, void* u, long uCount, void* v, long vCount,
        long iterations, double eps, void* normalized, double* sigma)
    {
        (int outer, int size, int inner) = NormCheck.Around(shape, dimension);
        if (dimension == -1 || iterations is < 0 or > int.MaxValue)
        {
            throw CoreException.Argument(
                "InvalidPowerIteration",
                "Spectral normalisation needs a dimension for the rows of its matrix, and 0 or more iterations, "
                + $"not {iterations}.");
        }

        Span<T> matrix = NormCheck.Required<T>(w, Check.Count(shape), "weight");
        Span<T> left = NormCheck.Vector<T>(u, uCount, size, "u");
        Span<T> right = NormCheck.Vector<T>(v, vCount, outer * inner, "v");
        NormCheck.Epsilon(eps);
        Span<T> result = NormCheck.Required<T>(normalized, matrix.Length, "result");
        SpectralNorm.PowerIteration(matrix, left, right, outer, size, inner, (int)iterations, eps);
        *sigma = SpectralNorm.Forward<T>(matrix, left, right, result, outer, size, inner);
    }

    public static void SpectralBackward(
        void* w, ReadOnlySpan<long> shape, int dimension, void* u, long uCount, void* v, long vCount, double sigma,
        void* gradOutput, long gradCount, void* gradW)
    {
        (int outer, int size, int inner) = NormCheck.Around(shape, dimension);
        Span<T> matrix = NormCheck.Required<T>(w, Check.Count(shape), "weight");
        SpectralNorm.Backward<T>(
            matrix, NormCheck.Vector<T>(u, uCount, size, "u"), NormCheck.Vector<T>(v, vCount, outer * inner, "v"),
            sigma,
            NormCheck.Gradient<T>(gradOutput, gradCount, shape),
            NormCheck.Required<T>(gradW, matrix.Length, "grad_weight"),
            outer, size, inner);
    }
}
