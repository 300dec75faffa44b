using NormTools.Core.Memory;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class NativePoolTests
{
    private const int Mark = 0x5EED;

    [Fact]
    public void A_size_in_use_is_kept_in_place_of_one_that_nobody_asks_for_any_more()
    {
        long old = NativePool.KeepLimit * 3 / 10;
        nint[] blocks = [(nint)NativePool.Rent(old), (nint)NativePool.Rent(old), (nint)NativePool.Rent(old)];
        foreach (nint block in blocks)
        {
            NativePool.Return((void*)block);
        }

        long size = NativePool.KeepLimit / 5;
        int* first = (int*)NativePool.Rent(size);
        first[size / sizeof(int) / 2] = Mark;
        NativePool.Return(first);

        // The system clears what it gives, so the mark tells a kept block from a fresh one.
        int* second = (int*)NativePool.Rent(size);
        int found = second[size / sizeof(int) / 2];
        NativePool.Return(second);
        Assert.Equal(Mark, found);
    }
}
