using NormTools.Contract;

namespace NormTools.Bench;

/// <content>
/// Normalisation; results are memory that the library rents, and gets back after each call, as a user's are.
/// </content>
internal static unsafe partial class Workloads
{
    /// <summary>One normalisation of <paramref name="x"/>: what differs from one to the other.</summary>
    private delegate int NormCall(float* x, NormOperands* operands, float* y);

    public static void Norms(Bench bench)
    {
        long[] images = [64, 64, 56, 56], tokens = [8192, 768], width = [768];
        fixed (long* image = images, token = tokens, normalized = width)
        {
            var batch = (
                delegate* unmanaged[Cdecl]<int, float*, long*, int, NormOperands*, int, double, double, float*, int>)
                bench.Library.Export("nt_batch_norm");
            var instance = (
                delegate* unmanaged[Cdecl]<int, float*, long*, int, NormOperands*, int, double, double, float*, int>)
                bench.Library.Export("nt_instance_norm");
            var group = (delegate* unmanaged[Cdecl]<int, float*, long*, int, NormOperands*, long, double, float*, int>)
                bench.Library.Export("nt_group_norm");
            var layer = (
                delegate* unmanaged[Cdecl]<int, float*, long*, int, long*, int, NormOperands*, double, float*, int>)
                bench.Library.Export("nt_layer_norm");
            nint shape = (nint)image, rows = (nint)token, last = (nint)normalized;
            Norm(
                bench, "batchnorm2d-train", images, 64, 64,
                (x, o, y) => batch(0, x, (long*)shape, 4, o, 1, 0.1, 1e-5, y));
            Norm(
                bench, "batchnorm2d-eval", images, 64, 64,
                (x, o, y) => batch(0, x, (long*)shape, 4, o, 0, 0.1, 1e-5, y));
            Norm(bench, "groupnorm8", images, 64, 512, (x, o, y) => group(0, x, (long*)shape, 4, o, 8, 1e-5, y));
            Norm(
                bench, "instancenorm2d", images, 64, 4096,
                (x, o, y) => instance(0, x, (long*)shape, 4, Fixed(o), 1, 0, 1e-5, y));
            Norm(
                bench, "layernorm", tokens, 768, 8192,
                (x, o, y) => layer(0, x, (long*)rows, 2, (long*)last, 1, o, 1e-5, y));
        }
    }

    private static void Norm(Bench bench, string name, long[] shape, int parameters, int statistics, NormCall call)
    {
        string forward = $"{name}-forward", both = $"{name}-forward-backward";
        if (!bench.Wants(forward) && !bench.Wants(both))
        {
            return;
        }

        long count = shape.Aggregate(1L, (a, b) => a * b);
        float* x = bench.Random(count, 1), gradient = bench.Random(count, 2);
        float* small = bench.Random((4L * parameters) + (2L * statistics), 3);
        var rent = (delegate* unmanaged[Cdecl]<long, int, float**, int>)bench.Library.Export("nt_memory_rent");
        var giveBack = (delegate* unmanaged[Cdecl]<float*, int>)bench.Library.Export("nt_memory_return");
        NormOperands operands = new()
        {
            Weight = small,
            Bias = small + parameters,
            RunningMean = small + (2 * parameters),
            RunningVar = small + (3 * parameters),
            WeightCount = parameters,
            BiasCount = parameters,
            RunningMeanCount = parameters,
            RunningVarCount = parameters,
            Mean = small + (4 * parameters),
            InverseStd = small + (4 * parameters) + statistics,
        };
        bench.Report(forward, Bound.Memory, 2.0 * count * sizeof(float), "GB/s", () =>
        {
            NormOperands given = operands;
            float* y;
            bench.Library.Check(rent(count * sizeof(float), 0, &y));
            bench.Library.Check(call(x, &given, y));
            bench.Library.Check(giveBack(y));
        });
        bench.Report(both, Bound.Memory, 5.0 * count * sizeof(float), "GB/s", () =>
        {
            float* gradParameters = stackalloc float[2 * parameters];
            NormOperands given = operands;
            float* y;
            float* gradInput;
            bench.Library.Check(rent(count * sizeof(float), 0, &y));
            bench.Library.Check(call(x, &given, y));
            bench.Library.Check(rent(count * sizeof(float), 0, &gradInput));
            given.GradOutput = gradient;
            given.GradOutputCount = count;
            given.GradInput = gradInput;
            given.GradWeight = gradParameters;
            given.GradBias = gradParameters + parameters;
            bench.Library.Check(call(x, &given, y));
            bench.Library.Check(giveBack(y));
            bench.Library.Check(giveBack(gradInput));
        });
        bench.Free(x);
        bench.Free(gradient);
        bench.Free(small);
    }

    // Instances are normalised by their own statistics: there are no running ones.
    private static NormOperands* Fixed(NormOperands* operands)
    {
        operands->RunningMean = operands->RunningVar = null;
        return operands;
    }
}
