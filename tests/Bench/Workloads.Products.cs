namespace NormTools.Bench;

/// <summary>What is timed; the names are those of the peer's lines.</summary>
internal static unsafe partial class Workloads
{
    public static void Products(Bench bench)
    {
        var multiply = (delegate* unmanaged[Cdecl]<int, int, int, long, long, long, float*, float*, float*, int, int, int>)
            bench.Library.Export("nt_matrix_product");
        foreach (int n in (int[])[64, 128, 256, 512, 1024, 2048])
        {
            if (!bench.Wants($"sgemm-{n}"))
            {
                continue;
            }

            float* a = bench.Random((long)n * n, 1);
            float* b = bench.Random((long)n * n, 2);
            float* c = bench.Random((long)n * n, 3);
            bench.Report($"sgemm-{n}", Bound.Arithmetic, 2.0 * n * n * n, "GFLOP/s", () =>
                bench.Library.Check(multiply(0, 0, 0, n, n, n, a, b, c, 0, 0)));
            bench.Free(a);
            bench.Free(b);
            bench.Free(c);
        }
    }
}
