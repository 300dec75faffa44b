using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Quantities that programs take for text: kept, but not without a word.</summary>
public sealed class DataNotationTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("0x1F 0x2A 0xFF", "hexadecimal", "[Convert]::ToInt64")]
    [InlineData("0X1f -0x2A", "hexadecimal", "[Convert]::ToInt64")]
    [InlineData("&H1F &h2A", "hexadecimal", "[Convert]::ToInt64")]
    [InlineData("0b101 0b111", "binary", "[Convert]::ToInt64")]
    [InlineData("0o17 0o20", "octal", "[Convert]::ToInt64")]
    [InlineData("1/2 3/4 5/8 7/8 2/3", "fractions", "$Matches[3] / $Matches[4]")]
    [InlineData("1_1/2 3_3/4 1/4 1/8 2/3", "fractions", "$Matches[3] / $Matches[4]")]
    [InlineData("\u00bd \u00bc 1\u00bd 2\u00be \u2153", "fractions", "GetNumericValue")]
    [InlineData("1\u20442 3\u20444 1\u20448 3\u20448 2\u20443", "fractions", "$Matches[3] / $Matches[4]")]
    [InlineData("12_\u00b1_0.3 13\u00b11 9.5_\u00b1_0.25", "numbers with an uncertainty", "leaves the values")]
    [InlineData("12+/-0.3 13+/-1", "numbers with an uncertainty", "leaves the values")]
    [InlineData("12_+-_0.3_mm 13_+-_1_mm", "numbers with an uncertainty", "leaves the values")]
    [InlineData("12.3(4) 9.81(2)e-3", "numbers with an uncertainty", "leaves the values")]
    [InlineData("1.2_x_10^3 4_x_10^-2", "powers of ten", "'e'")]
    [InlineData("1.2\u00d710\u00b3 4\u00d710\u207b\u00b2", "powers of ten", "'e'")]
    [InlineData("1.2*10**3 4*10**-2", "powers of ten", "'e'")]
    [InlineData("<0.05 >12 <0.1 \u22643 ~7", "bounds", "-MissingMarker")]
    [InlineData("12_kg 13_kg 14.5_kg 9_kg 8_kg", "numbers with a unit", "the same one")]
    [InlineData("12kg 9kg 14.5kg 9.5kg 8kg", "numbers with a unit", "the same one")]
    [InlineData("12kg 900g 14.5kg 9kg 8kg", "numbers in different units", "'g' = 0.001")]
    [InlineData("21.5_\u00b0C 20_\u00b0C 19_\u00b0C 18_\u00b0C 17_\u00b0C", "numbers with a unit", "the same one")]
    [InlineData("5_mg/dl 7_mg/dl 8_mg/dl 9_mg/dl 1_mg/dl", "numbers with a unit", "the same one")]
    [InlineData("5'11'' 6'0'' 5'9'' 5'8'' 5'7''", "feet and inches", "feet * 12 + inches")]
    [InlineData("5_ft_11_in 6_ft_0_in", "feet and inches", "feet * 12 + inches")]
    public void A_column_of_them_is_text_and_pointed_out_with_what_makes_numbers(string values, string name, string wayOut)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Equal(["a"], data.Description.CategoryNames.Keys);
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains($"Column 'a' holds ", note, StringComparison.Ordinal);
        Assert.Contains(name, note, StringComparison.Ordinal);
        Assert.Contains(wayOut, note, StringComparison.Ordinal);
        Assert.Contains(data.Description.Columns[0].Remarks, remark => remark.Contains(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("12_kg 13_kg 12_kg", "-replace")]
    [InlineData("12kg 13kg", "-replace")]
    [InlineData("5_\u2030 7_\u2030 5_\u2030", "-replace")]
    [InlineData("5\u2030 7\u2030 9\u2030 1\u2030 2\u2030", "-replace")]
    [InlineData("21_kg/m2 25_kg/m2 23.5_kg/m2", "-replace")]
    [InlineData("21_kg/m\u00b2 25_kg/m\u00b2 19_kg/m\u00b2 22_kg/m\u00b2 27_kg/m\u00b2", "-replace")]
    [InlineData("0.5_W/(m2_K) 0.7_W/(m2_K)", "-replace")]
    [InlineData("9.81_m/s2 9.79_m/s2", "-replace")]
    [InlineData("5.5_l/100km 7_l/100km", "-replace")]
    [InlineData("3_St\u00fcck 4_St\u00fcck", "-replace")]
    [InlineData("2.5e3_kWh/a 3e2_kWh/a", "-replace")]
    public void Few_of_them_and_units_that_are_put_together_are_pointed_out_with_a_command_that_works(string values, string command)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("numbers with a unit", note, StringComparison.Ordinal);
        string pattern = note[note.IndexOf(command, StringComparison.Ordinal)..].Split('\'')[1];
        Assert.All(values.Split(' '), value => Assert.True(
            double.TryParse(System.Text.RegularExpressions.Regex.Replace(value.Replace('_', ' '), pattern, string.Empty), System.Globalization.CultureInfo.InvariantCulture, out _)
            && !System.Text.RegularExpressions.Regex.IsMatch("1.5e-3", pattern)));
    }

    [Theory]
    [InlineData("01/2024 02/2024 11/2023 12/2023 05/2024")]
    [InlineData("1/2019 2/2019 3/2019 10/2019")]
    [InlineData("2019/01 2019/02 2020/03 2020/11")]
    public void Months_are_no_fractions(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.DoesNotContain(data.Description.Notes, note => note.Contains("fraction", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0x1F", "a hexadecimal")]
    [InlineData("1/2", "a fraction")]
    [InlineData("2 1/2", "a fraction")]
    [InlineData("12 \u00b1 0.3", "a number with an uncertainty")]
    [InlineData("12.3(4)", "a number with an uncertainty")]
    [InlineData("1.2 x 10^3", "a power of ten")]
    [InlineData("<0.05", "a bound")]
    [InlineData("12 kg", "a number with a unit")]
    public void One_among_numbers_is_refused_with_what_it_seems_to_be(string stray, string kind)
    {
        CoreException failure = files.Refuse($"a,b\n1,1\n2,2\n{stray},3\n");
        Assert.Equal("TextInNumberColumn", failure.Id);
        Assert.Contains($"line 4, column 'a': '{stray}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"It seems to be {kind}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<18 18-30 31-50 >50")]
    [InlineData("<=50K >50K")]
    [InlineData("1A 1B 2A 2B 12C 3D")] // seats
    [InlineData("5k 10k 42k")]
    [InlineData("1st")]
    [InlineData("2_w/o 3_w/o")]
    [InlineData("1_n/a 2_n/a")]
    [InlineData("1/2 2/2")]
    [InlineData("1st 2nd 3rd 4th 5th")]
    [InlineData("x12 y13 A4 B5 C6")]
    [InlineData("10\u201320 20\u201330 30\u201340 40\u201350 50\u201360")]
    [InlineData("v1.2 v1.3 v2.0 v2.1 v3.0")]
    public void Categories_with_digits_are_categories(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Equal(["a"], data.Description.CategoryNames.Keys);
        Assert.Empty(data.Description.Notes);
    }

    private static string Table(string values) =>
        "a,b\n" + string.Concat(values.Split(' ').Select((value, i) => $"{value.Replace('_', ' ')},{i}\n"));
}
