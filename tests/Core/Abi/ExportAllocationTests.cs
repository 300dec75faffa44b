using NormTools.Contract;
using NormTools.Core.Abi;
using Xunit;
using static NormTools.Core.Tests.NormExports;

namespace NormTools.Core.Tests;

/// <summary>
/// A call of the library leaves nothing for its own collector: a host that calls it a million times would else see the
/// memory of a second heap grow.
/// </summary>
public sealed unsafe class ExportAllocationTests
{
    private static readonly delegate* unmanaged[Cdecl]<long, int, void**, Status> Rent = &Exports.MemoryRent;
    private static readonly delegate* unmanaged[Cdecl]<void*, Status> Return = &Exports.MemoryReturn;

    private static readonly delegate* unmanaged[Cdecl]<void*, DType, void*, DType, long, Status> Convert =
        &Exports.Convert;

    /// <summary>What is called, and the sizes of a tensor.</summary>
    public static TheoryData<string, int, int> Calls
    {
        get
        {
            TheoryData<string, int, int> data = [];
            foreach (string what in new[] { "memory", "convert", "batch", "batch gradient", "layer", "layer gradient",
                "instance", "group", "group gradient" })
            {
                data.Add(what, 3, 3);
                data.Add(what, 100, 100);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_leaves_nothing_behind(string what, int rows, int columns)
    {
        int count = rows * columns;
        float[] x = Close.As<float>(Close.Values(count, 1));
        Status all = Status.Ok;
        long bytes = BytesOfACall(() =>
        {
            void* y;
            long* shape = stackalloc long[] { rows, 1, columns };
            long* flat = stackalloc long[] { rows, columns };
            NormOperands forward = default, backward = default;
            all |= Rent(count * sizeof(float), 0, &y);
            fixed (float* input = x)
            {
                backward.GradOutput = input;
                backward.GradOutputCount = count;
                backward.GradInput = y;
                all |= what switch
                {
                    "convert" => Convert(input, DType.Float32, y, DType.Float32, count),
                    "batch" => Batch(DType.Float32, input, flat, 2, &forward, 1, 0.1, 1e-5, y),
                    "batch gradient" => Batch(DType.Float32, input, flat, 2, &backward, 1, 0.1, 1e-5, null),
                    "layer" => Layer(DType.Float32, input, flat, 2, flat + 1, 1, &forward, 1e-5, y),
                    "layer gradient" => Layer(DType.Float32, input, flat, 2, flat + 1, 1, &backward, 1e-5, null),
                    "instance" => Instance(DType.Float32, input, shape, 3, &forward, 1, 0.1, 1e-5, y),
                    "group" => Group(DType.Float32, input, shape, 3, &forward, 1, 1e-5, y),
                    "group gradient" => Group(DType.Float32, input, shape, 3, &backward, 1, 1e-5, null),
                    _ => Status.Ok,
                };
            }

            all |= Return(y);
        });
        Assert.Equal(Status.Ok, all);
        Assert.Equal(0, bytes);
    }

    // The least of a few rounds: what every call leaves behind is in all of them, a pool that grows once is not.
    private static long BytesOfACall(Action call)
    {
        const int Calls = 1000;
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
