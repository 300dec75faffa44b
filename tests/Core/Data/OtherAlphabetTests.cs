using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Tables in code pages: numbers with the spaces, signs and marks of these, and alphabets that are no
/// Windows-1252.</summary>
public sealed class OtherAlphabetTests : IDisposable
{
    private const string Doubt = "is not UTF-8 and is read as Windows-1252";
    private readonly DataFiles files = new();

    static OtherAlphabetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("1 234,5", 1234.5, ',', ' ')] // a space
    [InlineData("1\u00a0234,5", 1234.5, ',', ' ')]
    [InlineData("1\u202f000\u202f000", 1000000, ',', ' ')]
    [InlineData("1\u2009234,5", 1234.5, ',', ' ')]
    [InlineData("12'345.5", 12345.5, '.', '\'')]
    [InlineData("12\u2019345.5", 12345.5, '.', '\'')]
    [InlineData("\u22125.5", -5.5, '.', null)]
    [InlineData("\u22121\u2019234.5", -1234.5, '.', '\'')]
    [InlineData("1.234,50 \u20ac", 1234.5, ',', '.')]
    [InlineData("\u20ac\u00a01.234,50", 1234.5, ',', '.')]
    [InlineData("\u00a312.50", 12.5, '.', ',')]
    [InlineData("(\u00a312.50)", -12.5, '.', ',')]
    public void A_number_has_its_value_in_UTF_8_and_in_Windows_1252(string text, double value, char mark, char? thousands)
    {
        DatasetOptions options = new() { Decimal = mark, Thousands = thousands, Delimiter = ';' };
        options.NumberSign = text.AsSpan().ContainsAny("\u20ac\u00a3") ? [NumberSigns.Currency, NumberSigns.Accounting] : options.NumberSign;
        foreach (string encoding in new[] { "utf-8", "windows-1252" })
        {
            Encoding page = Encoding.GetEncoding(encoding);
            if (page.GetString(page.GetBytes(text)) != text)
            {
                continue; // it has no such space
            }

            using LoadedDataset data = DataFiles.Load(files.Write(page.GetBytes($"n;x\n1;{text}\n2;{text}\n3;7\n")), options);
            Assert.Equal([1, (float)value, 2, (float)value, 3, 7], data.FeatureValues());
        }
    }

    [Theory]
    [InlineData("949", "\uc774\ub984,\uc810\uc218\n\uae40\uc9c0\ud6c8,1\n\uc774\uc601\ud76c,2\n")] // Korean
    [InlineData("932", "\u540d\u524d,\u5024\n\u7530\u4e2d\u592a\u90ce,1\n\u9234\u6728,2\n")] // Japanese
    [InlineData("936", "\u59d3\u540d,\u5206\u6570\n\u738b\u5c0f\u660e,1\n\u674e\u7ea2,2\n")] // Chinese
    [InlineData("1251", "\u0433\u043e\u0440\u043e\u0434,\u0447\u0438\u0441\u043b\u043e\n\u041c\u043e\u0441\u043a\u0432\u0430,1\n\u041e\u0440\u0435\u043b,2\n")] // Russian
    [InlineData("1253", "\u03c0\u03cc\u03bb\u03b7,x\n\u0391\u03b8\u03ae\u03bd\u03b1,1\n\u03a0\u03ac\u03c4\u03c1\u03b1,2\n")] // Greek
    public void Text_that_does_not_look_like_Windows_1252_is_doubted_and_the_way_out_named(string page, string text)
    {
        byte[] bytes = Encoding.GetEncoding(int.Parse(page, System.Globalization.CultureInfo.InvariantCulture)).GetBytes(text);
        using LoadedDataset data = DataFiles.Load(files.Write(bytes));
        string note = Assert.Single(data.Description.Notes, note => note.Contains(Doubt, StringComparison.Ordinal));
        Assert.Contains("-Encoding", note, StringComparison.Ordinal);
        using LoadedDataset utf8 = files.LoadText(text);
        Assert.DoesNotContain(utf8.Description.Notes, note => note.Contains(Doubt, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stra\u00dfe,x\ngr\u00f6\u00dfer,1\nm\u00fc\u00dfig,2\n")]
    [InlineData("a\u00f1o,x\nni\u00f1o,1\nse\u00f1or,2\n")]
    [InlineData("d\u00e9j\u00e0,x\ncr\u00e9\u00e9e,1\n\u00e9t\u00e9,2\n")]
    [InlineData("x,y\n\u00a3 a,1\n\u00a3 b,2\n")]
    public void Text_of_Windows_1252_is_not(string text)
    {
        using LoadedDataset data = DataFiles.Load(files.Write(Encoding.GetEncoding(1252).GetBytes(text)));
        Assert.DoesNotContain(data.Description.Notes, note => note.Contains(Doubt, StringComparison.Ordinal));
    }

    [Fact]
    public void A_character_that_the_first_part_ends_in_is_no_reason()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("\u0433\u043e\u0440\u043e\u0434\uc774");
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.False(TableText.IsOfOtherAlphabet(bytes.AsSpan(0, length)), $"{length}");
        }
    }
}
