using NormTools.Core.Memory;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class MemoryBudgetTests
{
    private const long Megabyte = 1 << 20;

    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(Megabyte)]
    [InlineData(100 * Megabyte)]
    [InlineData(1000 * Megabyte)]
    public void Requests_of_any_size_are_granted_until_nothing_is_left(long size)
    {
        long left = 1000 * Megabyte;
        int looks = 0;
        MemoryBudget budget = new(() =>
        {
            looks++;
            return left;
        });
        long granted = 0;
        while (budget.Allows(size))
        {
            granted += size;
            left -= size;
        }

        Assert.InRange(granted, (1000 * Megabyte) - size + 1, 1000 * Megabyte);
        Assert.True(looks <= 400, $"The system was asked {looks} times.");
    }

    [Fact]
    public void A_refusal_is_no_grant_and_what_comes_free_is_granted_again()
    {
        long left = 10;
        MemoryBudget budget = new(() => left);
        Assert.False(budget.Allows(11));
        Assert.True(budget.Allows(10));
        left = 0;
        Assert.False(budget.Allows(1));
        left = 1;
        Assert.True(budget.Allows(1));
    }
}
