using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>How the rows of a table are cut for the threads and for the caches.</summary>
public sealed class RowCutTests
{
    [Fact]
    public void Blocks_begin_at_cache_lines_and_parts_hold_whole_blocks_whatever_the_width()
    {
        for (int width = 0; width < 3_000_000; width += 1 + (width / 7))
        {
            RowCut cut = RowCut.Of(width);
            Assert.InRange(cut.BlockRows, 16, 1024);
            Assert.Equal(0, cut.BlockRows % 16);
            Assert.Equal(0, cut.PartRows % cut.BlockRows);
            Assert.True(cut.PartRows >= 256, $"{width}");
            Assert.True(cut.BlockRows == 16 || (long)cut.BlockRows * width <= 1 << 15, $"{width}");
        }
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 3 }, "0:0,1,2,3")]
    [InlineData(new[] { 3, 1, 2, 0 }, "0:3,1,2,0")]
    [InlineData(new[] { 7, 2, 9, 8 }, "2:1 7:0,3,2")]
    [InlineData(new[] { 4, 4, 5 }, "4:0 4:1,2")]
    [InlineData(new int[0], "")]
    public void Columns_that_lie_side_by_side_are_one_run(int[] places, string expected)
    {
        ColumnGather gather = new(places, new ColumnInfo[places.Length]);
        Assert.Equal(expected, string.Join(' ', gather.Runs.Select(run => $"{run.Place}:{string.Join(',', run.Columns)}")));
    }

    [Fact]
    public void Every_column_is_in_one_run_of_at_most_32()
    {
        int[] places = [.. Enumerable.Range(0, 301).Select(i => i * 83 % 301)];
        ColumnGather gather = new(places, new ColumnInfo[places.Length]);
        Assert.Equal(Enumerable.Range(0, 301), gather.Runs.SelectMany(run => run.Columns).Order());
        Assert.All(gather.Runs, run => Assert.InRange(run.Columns.Length, 1, 32));
        Assert.All(gather.Runs, run => Assert.All(run.Columns.Index(), entry => Assert.Equal(run.Place + entry.Index, places[entry.Item])));
    }
}
