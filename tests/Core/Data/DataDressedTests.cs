using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Random tables in every dress that the options know, each with the truth beside it.</summary>
[Trait("Levels", "Once")]
public sealed class DataDressedTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(106)]
    [InlineData(107)]
    [InlineData(108)]
    [InlineData(109)]
    public void A_hundred_tables_are_read_as_they_were_meant_or_refused(int seed)
    {
        var random = new System.Random(seed);
        int read = 0;
        for (int table = 0; table < 100; table++)
        {
            DressedTable dressed = new(random);
            string where = $"seed {seed}, table {table}:\n{dressed.Shown}";
            string path = files.Write(dressed.First);
            dressed.Options.MorePaths = dressed.Second is null ? [] : [files.Write(dressed.Second)];
            try
            {
                using LoadedDataset data = DataFiles.Load(path, dressed.Options);
                dressed.Check(data, where);
                read++;
            }
            catch (CoreException failure)
            {
                Assert.True(dressed.MayBeRefused, $"{failure.Id} {failure.Message}\n{where}");
                Assert.Contains(failure.Id, new[] { "TextInNumberColumn", "MixedLabel", "NumberInTextColumn", "TooManyClasses" });
            }
        }

        Assert.InRange(read, 70, 100);
    }
}
