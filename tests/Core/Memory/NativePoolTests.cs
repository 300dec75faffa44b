using NormTools.Core.Memory;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class NativePoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4099)]
    [InlineData(1 << 20)]
    public void A_block_is_aligned_and_comes_back_when_freed(long bytes)
    {
        void* first = NativePool.Rent(bytes);
        Assert.Equal(0, (nint)first % 64);
        new Span<byte>(first, (int)bytes).Fill(7);
        NativePool.Return(first);
        void* second = NativePool.Rent(bytes);
        NativePool.Return(second);
        Assert.Equal((nint)first, (nint)second);
    }

    [Fact]
    public void A_block_that_is_freed_twice_is_refused()
    {
        void* block = NativePool.Rent(100);
        NativePool.Return(block);
        CoreException failure = Assert.Throws<CoreException>(() => NativePool.Return(block));
        Assert.Equal("InvalidHandle", failure.Id);
    }

    [Fact]
    public void More_than_the_machine_has_is_a_clear_failure()
    {
        CoreException failure = Assert.Throws<CoreException>(() => { NativePool.Rent(long.MaxValue / 2); });
        Assert.Equal("OutOfMemory", failure.Id);
    }

    [Fact]
    public void A_size_in_use_is_kept_in_place_of_one_that_nobody_asks_for_any_more()
    {
        const int Mark = 0x5EED;
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
