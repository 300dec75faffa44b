using System.Text;

namespace NormTools.Bench;

/// <content>Weights, drawn in place from a generator that goes on from call to call.</content>
internal static unsafe partial class Workloads
{
    public static void Weights(Bench bench)
    {
        const long Wide = 4096, Square = 1024;
        Weight(bench, "init-xavier-uniform", "XavierUniform", Wide, Bound.Memory, sizeof(float) * Wide * Wide);
        Weight(bench, "init-kaiming-normal", "KaimingNormal", Wide, Bound.Memory, sizeof(float) * Wide * Wide);

        // A QR by reflections takes 4/3 n^3 products and sums, and as many to put Q together.
        double reflections = 8.0 / 3 * Square * Square * Square;
        Weight(bench, "init-orthogonal-1024", "Orthogonal", Square, Bound.Arithmetic, reflections);
    }

    private static void Weight(Bench bench, string name, string method, long size, Bound bound, double work)
    {
        if (!bench.Wants(name))
        {
            return;
        }

        var fill = (delegate* unmanaged[Cdecl]<nint, int, byte*, long, float*, long*, long, int>)
            bench.Library.Export("nt_initialize");
        byte[] specification = Encoding.UTF8.GetBytes($$"""{"method":"{{method}}"}""");
        nint generator = bench.Library.CreateGenerator();
        float* weight = bench.Library.Rent(size * size);
        bench.Report(name, bound, work, "Gvalues/s", () =>
        {
            long* shape = stackalloc long[] { size, size };
            fixed (byte* text = specification)
            {
                bench.Library.Check(fill(generator, 0, text, specification.Length, weight, shape, 2));
            }
        }, shown: size * size);
        bench.Library.Return(weight);
        bench.Library.FreeObject(generator);
    }
}
