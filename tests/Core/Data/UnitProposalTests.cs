using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What messages propose for numbers with something around them makes the numbers that are meant, and no others without a word.</summary>
public sealed class UnitProposalTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("\"9,843 kg\"|\"8,743 kg\"|950 kg|\"6,652 kg\"|\"1,200 kg\"")]
    [InlineData("\"9,843 kg\"|\"8,743 kg\"|\"7,100 kg\"|\"6,652 kg\"|\"1,200 kg\"")]
    [InlineData("\"9,843 sq ft\"|\"8,743 sq ft\"|950 sq ft|\"6,652 sq ft\"")]
    [InlineData("\"9,843 units\"|\"8,743 units\"|950 units|\"6,652 units\"")]
    [InlineData("\"9,843 km\u00b2\"|\"8,743 km\u00b2\"|950 km\u00b2|\"6,652 km\u00b2\"|\"1,652 km\u00b2\"")]
    [InlineData("\"-9,843 kg\"|\"8,743 kg\"|-950 kg|\"6,652 kg\"|\"1,200 kg\"")]
    [InlineData("\"79,679 \u00b1 5\"|\"19,769 \u00b1 7\"|950 \u00b1 2|\"97,868 \u00b1 4\"|\"1,200 \u00b1 1\"")]
    [InlineData("\"~79,679\"|\"~19,769\"|~950|\"~97,868\"|\"~1,200\"")]
    public void A_comma_before_three_digits_parts_thousands_where_decimals_have_a_point(string values)
    {
        foreach (string table in new[] { Table(values), Table(values).Replace("\"", string.Empty, StringComparison.Ordinal).Replace(";", "\t", StringComparison.Ordinal) })
        {
            string text = table.Contains('\t') ? table : table.Replace(';', ',');
            using LoadedDataset data = files.LoadText(text);
            string note = Assert.Single(data.Description.Notes);
            Assert.Contains("; $_ } | Import-Dataset -Thousands ','", note, StringComparison.Ordinal);
            Assert.Contains("Its commas are taken to part thousands", note, StringComparison.Ordinal);
            CoreException failure = files.Refuse(text, new DatasetOptions { Label = ["a"] });
            Assert.Contains("Import-Dataset -Thousands ','", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("9.843 kg|8.743 kg|950 kg|6.652 kg|1.200 kg")]
    [InlineData("9.843 units|8.743 units|950 units|6.652 units")]
    [InlineData("9.843 sq ft|8.743 sq ft|950 sq ft|6.652 sq ft")]
    [InlineData("-9.843 kg|8.743 kg|950 kg|6.652 kg|1.200 kg")]
    [InlineData("~79.679|~19.769|~950|~97.868|~1.200")]
    [InlineData("9.843,5 kg|8.743,25 kg|950 kg|6.652 kg|1.200 kg")]
    public void A_point_before_three_digits_parts_them_where_decimals_have_a_comma(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values, "62,04"), new DatasetOptions { Decimal = ',', Call = " -Decimal ','" });
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("| Import-Dataset -Decimal ',' -Thousands '.'", note, StringComparison.Ordinal);
        Assert.DoesNotContain("-Decimal ',' -Decimal", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9,843 kg|8,743 lb|950 kg|7,100 lb", '.', null, "$Matches[1] -replace ',')")]
    [InlineData("9,843 kg|8,743 lb|950 kg|7,100 lb", '.', ',', "$Matches[1] -replace ',')")]
    [InlineData("9.843 kg|8.743 lb|950 kg|7.100 lb", ',', '.', @"$Matches[1] -replace '\.' -replace ',', '.')")]
    [InlineData("9.843 kg|8.743 lb|950 kg|7.100 lb", ',', null, @"$Matches[1] -replace '\.' -replace ',', '.')")]
    [InlineData("9.843,5 kg|8.743,5 lb|950 kg|7.100 lb", ',', '.', @"$Matches[1] -replace '\.' -replace ',', '.')")]
    [InlineData("9'843.5 kg|8'743.5 lb|950 kg|7'100 lb", '.', null, @"-replace '[''\u2018\u2019]')")]
    [InlineData("9,843.5 kg|8,743 lb|950 kg|7,100 lb", '.', null, "$Matches[1] -replace ',')")]
    public void Two_units_are_converted_by_what_marks_are(string values, char mark, char? groups, string part)
    {
        using LoadedDataset data = files.LoadText(Table(values, mark == ',' ? "62,04" : "62.04"), new DatasetOptions { Decimal = mark, Thousands = groups });
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains(part, note, StringComparison.Ordinal);
        Assert.Contains("'kg' = ", note, StringComparison.Ordinal);
        Assert.Contains("'lb' = ", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,200 kg|8,743 lb|950 kg|7,100 lb")]
    [InlineData("1,200 km|8,743 miles|950 km|7,100 miles")]
    public void Two_units_whose_commas_may_be_either_ask_first(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values, "62"));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("-Decimal ','; if they part thousands: -Thousands ','", note, StringComparison.Ordinal);
        Assert.DoesNotContain("ForEach-Object", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<18.2 mg/L|35.3 mg/L|27.1 mg/L|22.4 mg/L|19.9 mg/L")]
    [InlineData("<5 kg|7 kg|9 kg|12 kg|8 kg|14 kg")]
    [InlineData("35.3 mg/L|>50 mg/L|27.1 mg/L|22.4 mg/L|19.9 mg/L")]
    [InlineData("35.3 mg/L|~50 mg/L|27.1 mg/L|22.4 mg/L|19.9 mg/L")]
    [InlineData("<5 mg/L|7 mg/L")]
    [InlineData("12 cups|13 cups|<2 cups|4 cups|5 cups|7 cups")]
    public void A_bound_with_a_unit_is_taken_as_its_number_and_told(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("the analyst's decision", note, StringComparison.Ordinal);
        string pattern = System.Text.RegularExpressions.Regex.Match(note, "= \\$_\\.'a' -replace '([^']+)'").Groups[1].Value;
        foreach (string value in values.Split('|'))
        {
            Assert.Equal(value.Trim('<', '>', '~').Split(' ')[0], System.Text.RegularExpressions.Regex.Replace(value, pattern, string.Empty));
        }
    }

    [Theory]
    [InlineData("4 hours|12 mins|1 hour|30 min|2 hours", "'hours' = 1", "'hour' = 1")]
    [InlineData("2 days|3 weeks|1 day|1 week|5 days", "'day' = 1", "'week' = 7")]
    [InlineData("2 minutes|30 seconds|1 minute|1 second", "'minute' = 1", "'seconds' = 0.0166")]
    [InlineData("10 kg|22 LB|7 KG|11 lbs|5 Kgs", "'Kgs' = 1", "'lbs' = 0.45359237")]
    [InlineData("10 km|22 miles|7 KM|1 mile|9 km|12 km", "'miles' = 1.609344", "'mile' = 1.609344")]
    [InlineData("10 gal|22 liters|7 gallons|1 liter|9 gal|12 gal", "'liter' = 0.2641", "'gallons' = 1")]
    [InlineData("10 months|2 years|7 months|1 year|1 month", "'year' = 12", "'month' = 1")]
    public void All_spellings_of_a_unit_are_converted(string values, string first, string second)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains(first, note, StringComparison.Ordinal);
        Assert.Contains(second, note, StringComparison.Ordinal);
        string pattern = System.Text.RegularExpressions.Regex.Match(note, "-match '([^']+)'").Groups[1].Value;
        Assert.All(values.Split('|'), value => Assert.Matches("(?i)" + pattern, value));
    }

    [Theory]
    [InlineData("10 kg|22 kgs|5 Kg")]
    [InlineData("10 KG|22 kg|5 Kg|7 kg|8 KG|12 kg")]
    [InlineData("4 hours|1 hour|3 hours|7 hours|12 hours")]
    [InlineData("4 miles|1 mile|3 miles|7 miles|12 Miles")]
    [InlineData("10 liters|22 liter|5 Liters")]
    [InlineData("1.200,5 kg|1.300,5 kg|900 kg")]
    [InlineData("1,200.5 kg|1,300.5 kg|900 kg")]
    public void Spellings_of_one_unit_are_one(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("numbers with", note, StringComparison.Ordinal);
        Assert.DoesNotContain("different units", note, StringComparison.Ordinal);
        Assert.Contains("-replace", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.843,5 kg|1.200,5 kg|7,5 kg|8,5 kg|9,5 kg", ',', null, " -Decimal ','", "Import-Dataset -Decimal ',' -Thousands '.'", "Import-Dataset -Thousands '.'")]
    [InlineData("79 679,5 kg|1 200,5 kg|7,5 kg|8,5 kg|9,5 kg", ',', null, " -Decimal ','", "Import-Dataset -Decimal ',' -Thousands ' '", "Import-Dataset -Thousands ' '")]
    [InlineData("9 843 units|1 200 units|750 units", '.', ',', " -Thousands ','", "Import-Dataset -Thousands ' '", "")]
    [InlineData("1,23 kg|7,5 kg|8,25 kg|9,5 kg|3,5 kg", '.', ',', " -Thousands ','", "Import-Dataset -Decimal ','", "")]
    [InlineData("9.843,5 units|1.200,5 units|7,5 units", '.', ',', " -Thousands ','", "Import-Dataset -Decimal ',' -Thousands '.'", "")]
    public void What_was_typed_is_replaced_and_never_repeated(string values, char mark, char? groups, string call, string expected, string other)
    {
        using LoadedDataset data = files.LoadText(Table(values, "62"), new DatasetOptions { Decimal = mark, Thousands = groups, Call = call });
        string note = Assert.Single(data.Description.Notes);
        Assert.True(note.Contains(expected, StringComparison.Ordinal) || (other.Length > 0 && note.Contains(other, StringComparison.Ordinal)), note);
        string line = note[note.IndexOf("Import-Dataset", StringComparison.Ordinal)..];
        line = line.Split([" does it", " leaves"], StringSplitOptions.None)[0];
        Assert.True(line.Split("-Decimal").Length <= 2 && line.Split("-Thousands").Length <= 2, line);
    }

    [Fact]
    public void A_decimal_comma_is_proposed_in_place_of_thousands() => Assert.Contains(
        "-Decimal ',' in place of -Thousands", files.Refuse("a;b\n1,23;4\n7;5\n", new DatasetOptions { Thousands = ',' }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("9843[0]|79|81|15")]
    [InlineData("32.74 [1]|79|81|15")]
    [InlineData("79679+|79|81|15")]
    [InlineData("79679*|79|81|15")]
    [InlineData("32.74 [12]|79.5 [2]|81|15|17")]
    public void Marks_of_footnotes_leave_the_numbers(string values)
    {
        string message = files.Refuse(Table(values)).Message;
        Assert.Contains("leaves the numbers alone", message, StringComparison.Ordinal);
        string pattern = System.Text.RegularExpressions.Regex.Match(message, "-replace '([^']+)'").Groups[1].Value;
        Assert.All(values.Split('|'), value => Assert.Equal(value.Split(' ', '[', '+', '*')[0], System.Text.RegularExpressions.Regex.Replace(value, pattern, string.Empty)));
    }

    [Theory]
    [InlineData("Rs. 79,679|Rs. 19,769|Rs. 97,868", "'Rs.'")]
    [InlineData("Rp 500|Rp 700|Rp 900", "'Rp'")]
    [InlineData("500\u5186|700\u5186|900\u5186", "'\u5186'")]
    [InlineData("500 TEUR|700 TEUR|900 TEUR", "'TEUR'")]
    [InlineData("RM 500|RM 700|RM 900", "'RM'")]
    public void A_sign_that_is_no_known_currency_is_told(string values, string sign)
    {
        using LoadedDataset data = files.LoadText(Table(values), new DatasetOptions { NumberSign = [NumberSigns.Currency] });
        Assert.Contains($"-NumberSign Currency does not know {sign}", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n2,3\n3,5\n\n(3 rows affected)\n")]
    [InlineData("a\tb\n1\t2\n2\t3\n3\t5\n\n(3 rows affected)\n")]
    [InlineData("a\n1\n2\n3\n\n(3 rows affected)\n")]
    [InlineData("a;b\n1;2\n2;3\n3;5\n(1,024 rows affected)\n")]
    [InlineData("a,b\n1,2\n2,3\n3,5\n(3 Zeilen)\n")]
    public void A_count_below_a_table_is_left_out_by_SkipLast(string text) => Assert.Contains("-SkipLast 1", files.Refuse(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\u015arednia")]
    [InlineData("Razem")]
    [InlineData("Celkem")]
    [InlineData("\u00d6sszesen")]
    [InlineData("Toplam")]
    [InlineData("Yhteens\u00e4")]
    public void Totals_are_known_in_other_languages(string word) => Assert.True(FooterText.IsTotal(word));

    private static string Table(string values, string decimals = "62.04") => "a;d\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{decimals}\n"));
}
