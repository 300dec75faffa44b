namespace NormTools.Bench;

internal static unsafe partial class Workloads
{
    /// <summary>The convolutions and poolings of the training workloads, one by one.</summary>
    public static void Convolutions(Bench bench)
    {
        Convolution(bench, "convolution-64x1x28-32", 64, 1, 32, 28, 3, 1, 1, 1);
        Convolution(bench, "convolution-64x32x14-64", 64, 32, 64, 14, 3, 1, 1, 1);
        Convolution(bench, "convolution-16x64x56-64", 16, 64, 64, 56, 3, 1, 1, 1);
        Convolution(bench, "convolution-16x64x56-128-stride2", 16, 64, 128, 56, 3, 2, 1, 1);
        Convolution(bench, "convolution-16x64x56-pointwise", 16, 64, 64, 56, 1, 1, 0, 1);
        Convolution(bench, "convolution-16x64x56-depthwise", 16, 64, 64, 56, 3, 1, 1, 64);
        MaxPool(bench, "maxpool-64x32x28", 64 * 32, 28);
        MaxPool(bench, "maxpool-64x64x14", 64 * 64, 14);
    }

    private static void Convolution(
        Bench bench, string name, int batch, int channels, int filters, int size, int kernel, int stride, int padding,
        int groups)
    {
        if (!bench.Wants(name))
        {
            return;
        }

        int output = ((size + (2 * padding) - kernel) / stride) + 1;
        long taps = (long)channels / groups * kernel * kernel;
        double work = 2.0 * batch * filters * output * output * taps;
        float* x = bench.Random((long)batch * channels * size * size, 1);
        float* w = bench.Random(filters * taps, 2);
        float* bias = bench.Random(filters, 3);
        float* y = bench.Random((long)batch * filters * output * output, 4);
        long[] geometry = [batch, channels, filters, groups, size, kernel, stride, padding, padding, 1, size, kernel,
            stride, padding, padding, 1];
        fixed (long* pinned = geometry)
        {
            long* g = pinned;
            Library library = bench.Library;
            var forward = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int, int>)
                library.Export("nt_convolution_forward_f32");
            var inputGradient = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, int, int>)
                library.Export("nt_convolution_input_gradient_f32");
            var weightGradient = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, float*, float*, int, int>)
                library.Export("nt_convolution_weight_gradient_f32");
            bench.Report($"{name}-forward", Bound.Arithmetic, work, "GFLOP/s", () =>
                library.Check(forward(g, 2, x, w, bias, y, 0, 0)));
            bench.Report($"{name}-input-gradient", Bound.Arithmetic, work, "GFLOP/s", () =>
                library.Check(inputGradient(g, 2, y, w, x, 0)));
            bench.Report($"{name}-weight-gradient", Bound.Arithmetic, work, "GFLOP/s", () =>
                library.Check(weightGradient(g, 2, x, y, w, bias, 0)));
        }

        bench.Free(x);
        bench.Free(w);
        bench.Free(bias);
        bench.Free(y);
    }

    // Windows of 2 x 2; the bytes are those of x and y, each once, and of the places.
    private static void MaxPool(Bench bench, string name, int planes, int size)
    {
        if (!bench.Wants(name))
        {
            return;
        }

        long inputs = (long)planes * size * size;
        double bytes = 4.0 * ((inputs * 5 / 4) + (inputs / 4));
        float* x = bench.Random(inputs, 1);
        float* y = bench.Random(inputs / 4, 2);
        int* indices = (int*)bench.Random(inputs / 4, 3);
        long[] geometry = [planes, size, 2, 2, 0, 1, 0, size, 2, 2, 0, 1, 0];
        fixed (long* pinned = geometry)
        {
            long* g = pinned;
            Library library = bench.Library;
            var forward = (delegate* unmanaged[Cdecl]<long*, int, float*, float*, int*, int, int>)
                library.Export("nt_max_pool_f32");
            var gradient = (delegate* unmanaged[Cdecl]<long*, int, float*, int*, float*, int, int>)
                library.Export("nt_max_pool_gradient_f32");
            bench.Report($"{name}-forward", Bound.Memory, bytes, "GB/s", () =>
                library.Check(forward(g, 2, x, y, indices, 0)));
            library.Check(forward(g, 2, x, y, indices, 0));
            bench.Report($"{name}-gradient", Bound.Memory, bytes, "GB/s", () =>
                library.Check(gradient(g, 2, y, indices, x, 0)));
        }

        bench.Free(x);
        bench.Free(y);
        bench.Free((float*)indices);
    }
}
