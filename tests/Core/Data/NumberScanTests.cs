using System.Globalization;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A number that is read where it stands is the nearest double, and ends where it ends.</summary>
public sealed unsafe class NumberScanTests
{
    [Fact]
    public void Random_texts_give_the_nearest_double()
    {
        System.Random random = new(5);
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            string text = Text(random);
            int length = Scan(text + (i % 2 == 0 ? ",9" : "\n8"), out double value);
            if (length >= 0)
            {
                read++;
                Assert.Equal(text.Length, length);
                double wanted = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                Assert.Equal(BitConverter.DoubleToInt64Bits(wanted), BitConverter.DoubleToInt64Bits(value));
            }
        }

        Assert.InRange(read, 100_000, 200_000); // the others have more digits than a double holds at once
    }

    [Theory]
    [InlineData("0", 0, 1)]
    [InlineData("-0", 0, 2)]
    [InlineData("12345678", 12345678, 8)]
    [InlineData("123456789", 123456789, 9)]
    [InlineData("1234567890123456", 1234567890123456, 16)]
    [InlineData("9007199254740992", 9007199254740992, 16)]
    [InlineData(".5", 0.5, 2)]
    [InlineData("5.", 5, 2)]
    [InlineData("1e5", 1e5, 3)]
    [InlineData("1E-05x", 1e-5, 5)]
    [InlineData("1.5/2", 1.5, 3)]
    [InlineData("1.5:2", 1.5, 3)]
    [InlineData("7\u00e9", 7, 1)]
    [InlineData("00000000000000007", 7, 17)]
    public void A_number_ends_where_another_character_stands(string text, double wanted, int wantedLength)
    {
        Assert.Equal(wantedLength, Scan(text, out double value));
        Assert.Equal(wanted, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("x1")]
    [InlineData("e5")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e12345")]
    [InlineData("9007199254740993")] // halfway between two doubles
    [InlineData("1234567890123456789")]
    [InlineData("1e23")]
    [InlineData("1e-23")]
    public void What_is_no_number_or_not_exact_at_once_is_left_to_others(string text) => Assert.Equal(-1, Scan(text, out _));

    [Theory]
    [InlineData("007", true)]
    [InlineData("00", true)]
    [InlineData("0", false)]
    [InlineData("70", false)]
    [InlineData("-07", false)]
    [InlineData("07.5", false)]
    [InlineData("07.", false)]
    [InlineData("07e1", false)]
    public void Codes_are_told_from_numbers(string text, bool isCode)
    {
        byte[] memory = Padded(text);
        fixed (byte* start = memory)
        {
            Assert.True(NumberScan.TryRead(start, out _, out NumberForms found) is not null);
            Assert.Equal(NumberText.Forms(Encoding.ASCII.GetBytes(text)), found);
            Assert.Equal(isCode, found == NumberForms.Code);
            Assert.Equal(isCode, NumberText.IsCode(Encoding.ASCII.GetBytes(text)));
        }
    }

    private static string Text(System.Random random)
    {
        string sign = random.Next(4) switch { 0 => "-", 1 => "+", _ => string.Empty };
        string whole = Digits(random, random.Next(0, 12));
        string fraction = Digits(random, random.Next(whole.Length == 0 ? 1 : 0, 12));
        string exponent = random.Next(4) == 0 ? $"{(random.Next(2) == 0 ? 'e' : 'E')}{random.Next(-25, 25)}" : string.Empty;
        return sign + whole + (fraction.Length > 0 || random.Next(9) == 0 ? "." : string.Empty) + fraction + exponent;
    }

    private static string Digits(System.Random random, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));

    // Bytes of the number, or -1.
    private static int Scan(string text, out double value)
    {
        byte[] memory = Padded(text);
        fixed (byte* start = memory)
        {
            byte* end = NumberScan.TryRead(start, out value, out _);
            return end is null ? -1 : (int)(end - start);
        }
    }

    private static byte[] Padded(string text) => [.. Encoding.UTF8.GetBytes(text), .. new byte[NumberScan.Padding]];
}
