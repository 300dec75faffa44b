using System.Numerics;
using System.Text.Json;
using NormTools.Core.Kernels;

namespace NormTools.Core.Tests;

/// <summary>
/// One call forward and backward of a normalisation whose statistics belong to rows or groups of neighbours.
/// </summary>
internal sealed record RowNormCase(
    RowNormKind Kind, int N, int C, int Inner, int Groups, bool HasWeight, bool HasBias, bool Relu = false,
    double Shift = 0, int Seed = 0)
{
    public double Eps { get; init; } = 1e-5;

    public double[] X { get; init; } = Close.Values(N * C * Inner, Seed, Shift);

    public double[]? Weight { get; init; } = HasWeight ? Close.Values(C, Seed + 1, 1) : null;

    public double[]? Bias { get; init; } = HasBias ? Close.Values(C, Seed + 2) : null;

    public double[] GradOutput { get; init; } = Close.Values(N * C * Inner, Seed + 3);

    public NormDefinition Definition => Kind switch
    {
        RowNormKind.Layer => NormDefinition.Layer(N, C),
        RowNormKind.Rms => NormDefinition.Rms(N, C),
        RowNormKind.Group => NormDefinition.Group(N, C, Inner, Groups),
        _ => NormDefinition.Group(N, C, Inner, C),
    };

    /// <summary>Runs the kernel, and compares with the definition.</summary>
    public void Agrees<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RowNormResult<T> result = Run<T>(0);
        double[] x = Close.Doubles<T>(Close.As<T>(X));
        double[]? w = Weight is null ? null : Close.Doubles<T>(Close.As<T>(Weight));
        double[]? b = Bias is null ? null : Close.Doubles<T>(Close.As<T>(Bias));
        double[] y = Definition.Forward(x, w, b, Eps);
        double[] g = Close.Doubles<T>(Close.As<T>(GradOutput));
        g = [.. g.Select((v, i) => !Relu || result.Y[i] > T.Zero ? v : 0)];
        double steepest = Definition.Moments(x).Variance.Max(v => 1 / Math.Sqrt(v + Eps)); // dx is terms of such size

        // The definition rounds its mean in double, too: where a group varies less than its mean by far, that shows.
        double rounded = Math.BitIncrement(1.0) - 1;
        double conditioned = 2 * rounded * x.Max(Math.Abs) * steepest / Close.Forward<T>();
        Close.To<T>(
            [.. y.Select(v => Relu ? Math.Max(v, 0) : v)], result.Y, Close.Forward<T>(), this, Math.Max(conditioned, 1));
        var (input, forWeight, forBias) = Definition.Backward(x, g, w, Eps, C);
        Close.To<T>(input, result.GradInput, Close.Backward<T>(), this, Math.Max(steepest, 1));

        // Sums of many terms of either sign, which may all but cancel in a single channel.
        double typical = Math.Max(1, Math.Sqrt(g.Sum(v => v * v) / C));
        Close.To<T>(forWeight, result.GradWeight, Close.Backward<T>(), this, typical);
        if (Kind != RowNormKind.Rms)
        {
            Close.To<T>(forBias, result.GradBias, Close.Backward<T>(), this, typical);
        }
    }

    /// <summary>Compares with finite differences of the kernel's own forward pass.</summary>
    public void AgreesWithDifferences()
    {
        double Loss(double[] x, double[]? w, double[]? b) =>
            (this with { X = x, Weight = w, Bias = b }).Run<double>(0).Y.Zip(GradOutput, (p, q) => p * q).Sum();

        RowNormResult<double> result = Run<double>(0);
        Close.To<double>(Close.Differences(X, v => Loss(v, Weight, Bias)), result.GradInput, 1e-6, "gradInput");
        Close.To<double>(Close.Differences(Weight!, v => Loss(X, v, Bias)), result.GradWeight, 1e-6, "gradWeight");
        if (Bias is not null)
        {
            Close.To<double>(Close.Differences(Bias, v => Loss(X, Weight, v)), result.GradBias, 1e-6, "gradBias");
        }
    }

    public void IsTheSameOnAnyNumberOfThreads()
    {
        RowNormResult<float> one = Run<float>(1);
        RowNormResult<float> several = Run<float>(5);
        Close.Same(one.Y, several.Y, "Y");
        Close.Same(one.GradInput, several.GradInput, "GradInput");
        Close.Same(one.GradWeight, several.GradWeight, "GradWeight");
        Close.Same(one.GradBias, several.GradBias, "GradBias");
    }

    public void MayTakeThePlaceOfItsInputs()
    {
        RowNormResult<float> apart = Run<float>(0);
        RowNormResult<float> inPlace = Run<float>(0, inPlace: true);
        Close.Same(apart.Y, inPlace.Y, "Y");
        Close.Same(apart.GradInput, inPlace.GradInput, "GradInput");
    }

    public RowNormResult<T> Run<T>(int threads, bool inPlace = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = Close.As<T>(X);
        T[] w = Weight is null ? [] : Close.As<T>(Weight), b = Bias is null ? [] : Close.As<T>(Bias);
        T[] y = inPlace ? x : new T[x.Length];
        T[] mean = new T[N * C], inverse = new T[N * C];
        T[] g = Close.As<T>(GradOutput), dx = inPlace ? g : new T[x.Length];
        T[] dw = new T[C], db = new T[C];
        switch (Kind)
        {
            case RowNormKind.Layer:
                LayerNorm.Forward<T>(x, w, b, y, N, C, Eps, mean, inverse, Relu, threads);
                break;
            case RowNormKind.Rms:
                RmsNorm.Forward<T>(x, w, y, N, C, Eps, inverse, Relu, threads);
                break;
            case RowNormKind.Group:
                GroupNorm.Forward<T>(x, w, b, y, N, C, Inner, Groups, Eps, mean, inverse, Relu, threads);
                break;
            default:
                InstanceNorm.Forward<T>(x, w, b, y, N, C, Inner, Eps, mean, inverse, [], [], 0, Relu, threads);
                break;
        }

        T[] result = [.. y], gate = Relu ? result : [];
        x = Close.As<T>(X);
        switch (Kind)
        {
            case RowNormKind.Layer:
                LayerNorm.Backward<T>(x, g, gate, w, mean, inverse, dx, dw, db, N, C, threads);
                break;
            case RowNormKind.Rms:
                RmsNorm.Backward<T>(x, g, gate, w, inverse, dx, dw, N, C, threads);
                break;
            case RowNormKind.Group:
                GroupNorm.Backward<T>(x, g, gate, w, mean, inverse, dx, dw, db, N, C, Inner, Groups, threads);
                break;
            default:
                InstanceNorm.Backward<T>(x, g, gate, w, mean, inverse, dx, dw, db, N, C, Inner, threads);
                break;
        }

        return new(result, dx, dw, db);
    }

    /// <summary>The case that PyTorch computed, and its results.</summary>
    public static void Meets<T>(JsonElement @case, RowNormKind kind)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        JsonElement x = @case.GetProperty("x");
        JsonElement grad = @case.GetProperty("grad");
        long[] shape = x.Shape();
        double[]? Optional(string name) =>
            @case.TryGetProperty(name, out JsonElement tensor) && !tensor.IsNull() ? tensor.Doubles() : null;
        bool rows = kind is RowNormKind.Layer or RowNormKind.Rms;
        int width = rows
            ? @case.GetProperty("normalizedShape").EnumerateArray().Aggregate(1, (a, b) => a * b.GetInt32())
            : (int)shape[1];
        int n = rows ? x.Doubles().Length / width : (int)shape[0];
        JsonElement eps = @case.GetProperty("eps");
        RowNormResult<T> result = new RowNormCase(
            kind, n, width, x.Doubles().Length / n / width,
            @case.TryGetProperty("groups", out JsonElement groups) ? groups.GetInt32() : 1, false, false)
        {
            X = x.Doubles(),
            Weight = Optional("weight"),
            Bias = Optional("bias"),
            GradOutput = grad.GetProperty("gradOutput").Doubles(),
            Eps = eps.IsNull() ? 1.1920928955078125e-7 : eps.GetDouble(),
        }.Run<T>(0);
        Close.To<T>(@case.GetProperty("y").Doubles(), result.Y, Close.Forward<T>(), "y");
        Close.To<T>(grad.GetProperty("input").Doubles(), result.GradInput, Close.Backward<T>(), "grad input");
        if (grad.TryGetProperty("weight", out JsonElement weight))
        {
            double floor = width == 1 ? 1 : 0; // normalised x is 0 then, and what torch has for it is its rounding
            Close.To<T>(weight.Doubles(), result.GradWeight, Close.Backward<T>(), "grad weight", floor);
        }

        if (grad.TryGetProperty("bias", out JsonElement bias))
        {
            Close.To<T>(bias.Doubles(), result.GradBias, Close.Backward<T>(), "grad bias");
        }
    }

    public static void MeetsAll(string file, RowNormKind kind)
    {
        foreach (JsonElement @case in ReferenceCases.Load(file))
        {
            if (@case.GetProperty("x").DType() == "float32")
            {
                Meets<float>(@case, kind);
            }
            else
            {
                Meets<double>(@case, kind);
            }
        }
    }
}

internal enum RowNormKind
{
    Layer,
    Rms,
    Group,
    Instance,
}

internal sealed record RowNormResult<T>(T[] Y, T[] GradInput, T[] GradWeight, T[] GradBias);
