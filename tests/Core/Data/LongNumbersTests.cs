using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Identifiers of which two are one double are not taken without a word.</summary>
public sealed class LongNumbersTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("1234567890123456788|1234567890123456789|1234567890123456790", "1234567890123456788", "1234567890123456789")]
    [InlineData("9007199254740995|9007199254740996|5", "9007199254740995", "9007199254740996")]
    [InlineData("-1234567890123456788|-1234567890123456789", "-1234567890123456788", "-1234567890123456789")]
    [InlineData("12345678901234567890123|12345678901234567890124", "12345678901234567890123", "12345678901234567890124")]
    [InlineData("\"1234567890123456788\"|\"1234567890123456789\"|7", "1234567890123456788", "1234567890123456789")]
    [InlineData("18446744073709551614|18446744073709551615", "18446744073709551614", "18446744073709551615")]
    public void Two_that_become_one_are_told(string values, string one, string other)
    {
        foreach (string label in new[] { string.Empty, "a" })
        {
            var options = new DatasetOptions { Label = label.Length > 0 ? [label] : [], Task = label.Length > 0 ? TargetTask.Regression : TargetTask.Auto };
            using LoadedDataset data = files.LoadText(Table(values), options);
            string note = Assert.Single(data.Description.Notes);
            Assert.Contains($"('{one}' and '{other}' become one)", note, StringComparison.Ordinal);
            Assert.Contains("-Encode", note, StringComparison.Ordinal);
        }

        using LoadedDataset encoded = files.LoadText(Table(values), new DatasetOptions { Category = ["a"] });
        Assert.Equal(values.Replace("\"", string.Empty, StringComparison.Ordinal).Split('|').Distinct().Count(), encoded.Description.CategoryNames["a"].Length);
    }

    [Theory]
    [InlineData("1234567890123456788|1234567890123456788")] // the same one
    [InlineData("1e20|1e21")]
    [InlineData("0.12345678901234567|0.12345678901234568")]
    [InlineData("1234567890123456|234567890123456")]
    [InlineData("1234567890123456788|+1234567890123456788")]
    public void Others_are_not(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.DoesNotContain(data.Description.Notes, note => note.Contains("not even a double", StringComparison.Ordinal));
    }

    private static string Table(string values) => "a,b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value},{i % 2}\n"));
}
