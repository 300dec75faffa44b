using System.Globalization;
using System.Text;
using CsCheck;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("+7")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-1.25e-3")]
    [InlineData("1E+22")]
    [InlineData("1e23")]
    [InlineData("9007199254740993")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("4.9e-324")]
    [InlineData("1e-400")]
    [InlineData("1e400")]
    [InlineData("1e99999999999")]
    [InlineData("-1e-99999999999")]
    [InlineData("00000000000000000000001.5")]
    public void A_number_is_the_nearest_double(string text)
    {
        Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out double value));
        double expected = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("Infinity")]
    [InlineData("-NaN")]
    [InlineData("1e5x")]
    [InlineData("12345678901234567890123x")]
    [InlineData("\u0661")]
    public void Anything_else_is_text(string text) =>
        Assert.False(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_double_comes_back_from_its_text()
    {
        Gen.Double.Where(double.IsFinite).Sample(value =>
        {
            Assert.True(NumberText.TryParse(
                Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)), out double result));
            Assert.Equal(value, result);
        });
        Gen.Select(Gen.Int[-99_999_999, 99_999_999], Gen.Int[0, 7]).Sample((digits, places) =>
        {
            string text = (digits / (decimal)Math.Pow(10, places)).ToString(CultureInfo.InvariantCulture);
            Assert.True(NumberText.TryParse(Encoding.UTF8.GetBytes(text), out double result));
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), result);
        });
    }
}
