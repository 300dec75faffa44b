using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Columns wholly of numbers with something about them are no texts without a word.</summary>
public sealed class NumberKindTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("9843[0]|8743[1]|650[0]|17[12]", "numbers with the mark of a footnote")]
    [InlineData("9,843[a]|8,743[b]|650[a]|17[a]", "numbers with the mark of a footnote")]
    [InlineData("12*|79*|85*|17*|44*", "numbers with the mark of a footnote")]
    [InlineData("1,234\u2020|2,345\u2020|650\u2020|17\u2020", "numbers with the mark of a footnote")]
    [InlineData("12.5 (p)|13.1 (p)|14.0 (b)|9.5 (p)|11.2 (e)", "numbers with the mark of a footnote")]
    [InlineData("12.5\u00b9|13.1\u00b2|14.0\u00b9|9.5\u00b9", "numbers with the mark of a footnote")]
    [InlineData("1 234*|2 345*|650*|17 000*", "numbers with the mark of a footnote")]
    [InlineData("10000+|500+|1000+|5000000+", "bounds and rough values")]
    [InlineData("1.5+|2.5+|3.25+|0.5+", "bounds and rough values")]
    [InlineData("more than 5|less than 3|over 10|more than 7|at least 2", "bounds and rough values")]
    [InlineData("mehr als 5|unter 3|\u00fcber 10|mindestens 7|h\u00f6chstens 2", "bounds and rough values")]
    [InlineData("about 5|approx. 3|ca. 10|circa 7|roughly 2", "bounds and rough values")]
    [InlineData("65 and over|70 and over|80 or more|85 or older|90 and over", "bounds and rough values")]
    [InlineData("5\u4ee5\u4e0a|10\u4ee5\u4e0a|20\u4ee5\u4e0a|7\u4ee5\u4e0a|9\u4ee5\u4e0a", "bounds and rough values")]
    [InlineData("2:1|0:0|3:2|1:4", "ratios or scores")]
    [InlineData("2:10|3:1|1:4|1:15", "ratios or scores")]
    [InlineData("3-1|2-2|0-3|1-0", "scores or other pairs of numbers")]
    [InlineData("3 of 5|4 of 5|1 of 5|10 of 12", "parts of a number")]
    [InlineData("3 von 5|4 von 5|1 von 5|2 von 5", "parts of a number")]
    [InlineData("10-12|11-15|20-30|18-19|40-60", "ranges of numbers")]
    [InlineData("10 to 12|11 to 15|20 to 30|18 to 19|40 to 60", "ranges of numbers")]
    [InlineData("10\u201312 kg|11\u201315 kg|20\u201330 kg|18\u201319 kg|40\u201360 kg", "ranges of numbers")]
    [InlineData("$1.2M|$950|$3.4k|$2M", "thousands or millions in letters")]
    [InlineData("$1.2M|$3.4M|$0.9M|$2M", "thousands or millions in letters")]
    [InlineData("\u20ac2 Mio|\u20ac3.5 Mio|\u20ac1 Mrd|\u20ac0.5 Mio", "thousands or millions in letters")]
    [InlineData("\u00a35m|\u00a33m|\u00a31bn|\u00a3900k", "thousands or millions in letters")]
    [InlineData("\u20b95 Cr|\u20b93.5 Lakh|\u20b91 Cr|\u20b920 Lakh", "thousands or millions in letters")]
    public void They_are_told_with_a_command(string values, string what)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("| Import-Dataset", note, StringComparison.Ordinal);
        Assert.Contains(data.Description.Columns[0].Remarks, remark => remark.Contains(what, StringComparison.Ordinal));
        CoreException failure = files.Refuse(Table(values), new DatasetOptions { Label = ["a"], Call = " -Label 'a'" });
        Assert.Equal("TextInNumberColumn", failure.Id);
        Assert.Contains("| Import-Dataset", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1*|2*|3*|4*|5*")] // stars of hotels
    [InlineData("18-24|25-34|35-44|45-54|55-64|65+")] // bands
    [InlineData("0-9|10-19|20-29|30-39|40-49|50-59")]
    [InlineData("0-1000|1000-2000|2000-3000|3000-4000|4000-5000")]
    [InlineData("555-1234|555-4321|666-2233|777-3344|888-4455")]
    [InlineData("2019-20|2020-21|2021-22|2022-23|2023-24")]
    [InlineData("12345-6789|22345-1789|32345-0789|42345-6089|52345-6780")]
    [InlineData("AB 12|AB 14|AB 16|AB 18|AB 20")]
    [InlineData("MAX 7|MAX 8|MAX 9|MAX 10|MAX 200")]
    [InlineData("1.2.3|1.2.4|1.3.0|2.0.0|2.1.1")]
    [InlineData("3D|2D|4D|3D|2D")]
    [InlineData("5G|4G|3G|5G|4G")]
    [InlineData("Boeing 737|Airbus 320|Airbus 330|Boeing 747|Airbus 340")]
    [InlineData("A-1|B-2|C-3|D-4|E-5")]
    [InlineData("size 40|size 42|size 44|size 46|size 48")]
    public void Levels_and_names_are_no_quantities(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("[12.5]|[13.1]|[14.0]|[9.5]", "numbers in the form [#]")]
    [InlineData("4.5/5|3.5/5|1/5|2.5/5", "numbers in the form #/#")]
    [InlineData("(48.85, 2.35)|(40.71, -74.00)|(35.68, 139.69)|(52.52, 13.40)", "numbers in the form (#, #)")]
    [InlineData("12x34|13x35|14x36|9x20", "numbers in the form #x#")]
    [InlineData("12 x 34 x 5|13 x 35 x 6|14 x 36 x 7|9 x 20 x 8", "numbers in the form # x # x #")]
    [InlineData("$50,000 - $60,000|$100,000 - $120,000|$20,000 - $30,000|$5,000 - $9,000", "numbers in the form $# - $#")]
    [InlineData("12.5 p|13.1 b|14.0 e|9.5 p|11.2 p", "numbers in the form # a")]
    [InlineData("5 yrs 3 mos|2 yrs 11 mos|1 yr 2 mos|4 yrs 0 mos", "years and months")]
    [InlineData("1d 4h|3h|2d|12h|1d", "durations")]
    [InlineData("120\u4e07\u5186|340\u4e07\u5186|87\u4e07\u5186", "numbers with a word")]
    [InlineData("2,345 views|1.2K views|3.4M views|870 views|12 views", "thousands or millions in letters")]
    [InlineData("10+ years|< 1 year|1 year|3 years|9 years", "numbers with a unit")]
    public void Other_forms_are_told_with_a_command(string values, string what)
    {
        string note = Assert.Single(LoadedNotes(Table(values)));
        Assert.Contains("| Import-Dataset", note, StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains(data.Description.Columns[0].Remarks, remark => remark.Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3+1|2+1|4+2|5+1", "numbers in the form #+#, or names")]
    [InlineData("205/55 R16|195/65 R15|225/45 R17|185/65 R14", "numbers in the form #/# R#, or names")]
    [InlineData("18-24|25-34|35-44|45-54|55-64", "bands of numbers; Ordinal keeps their order")]
    public void What_may_be_names_as_well_is_a_remark(string values, string remark)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
        Assert.Equal([remark], data.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("1.234,-|2.345,-|650,-", "-NumberSign Currency -Decimal ',' -Thousands '.'")]
    [InlineData("1,234.-|2,345.-|650.-", "-NumberSign Currency -Thousands ','")]
    public void A_dash_for_no_cents_says_which_mark_is_that_of_decimals(string values, string parameters) =>
        Assert.Contains(parameters, files.Refuse(Table(values)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("$1.2M|$950|$3.4k")]
    [InlineData("1.2M|950|3.4k|870")]
    [InlineData("1.2M|3.4k|870K|12")]
    [InlineData("950|1,2 Mio|3 Tsd")]
    [InlineData("2 million|870|1.5 billion")]
    public void Letters_for_thousands_beside_plain_numbers_are_written_out(string values)
    {
        string text = Table(values);
        string message = text.Contains('$') ? Assert.Single(LoadedNotes(text)) : files.Refuse(text).Message;
        Assert.Contains("writes them out", message, StringComparison.Ordinal);
        Assert.DoesNotContain("-replace '(?<=", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.843 kg|8.743 kg|6.652 kg|950 kg", "62,04 kg|15,5 kg|17,25 kg|9,75 kg", "-Decimal ',' -Thousands '.'")]
    [InlineData("9.843 kg|8.743 kg|6.652 kg|950 kg", "62,04 m|15,5 m|17,25 m|9,75 m", "-Decimal ',' -Thousands '.'")]
    [InlineData("9.843 EUR/t|8.743 EUR/t|6.652 EUR/t|950 EUR/t", "62,04|15,5|17,25|9,75", "-Decimal ',' -Thousands '.'")]
    [InlineData("~9.843|~8.743|~6.652|~950", "62,04 kg|15,5 kg|17,25 kg|9,75 kg", "-Decimal ',' -Thousands '.'")]
    [InlineData("9,843 kg|8,743 kg|6,652 kg|950 kg", "62.04 kg|15.5 kg|17.25 kg|9.75 kg", "-Thousands ','")]
    public void Marks_of_columns_with_units_are_compared(string values, string others, string parameters)
    {
        string[] one = values.Split('|'), other = others.Split('|');
        string text = "a;b\n" + string.Concat(one.Select((value, i) => $"{value};{other[i]}\n"));
        string message;
        try
        {
            using LoadedDataset data = files.LoadText(text);
            message = data.Description.Notes.Single(note => note.Contains("'a'", StringComparison.Ordinal));
        }
        catch (CoreException refused)
        {
            message = refused.Message;
            Assert.Contains("column 'b'", message, StringComparison.Ordinal); // whose decimal comma is asked for first
            return;
        }

        Assert.Contains(parameters, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_of_a_column_with_units_that_nothing_explains_are_told()
    {
        using LoadedDataset data = files.LoadText(Table("9.843 kg|8.743 kg|6.652 kg|950 kg"));
        Assert.Contains("If its points part thousands: -Decimal ',' -Thousands '.'", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        using LoadedDataset known = files.LoadText(Table("9.843 kg|8.743 kg|6.65 kg|950 kg"));
        Assert.DoesNotContain("If its points", Assert.Single(known.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e-50|2e-50|3e-50")]
    [InlineData("1e-46|1|2")]
    [InlineData("0.5|-3e-60|0.25")]
    [InlineData("1e-44|1e-43|1e-42")]
    [InlineData("0.00000000000000000000000000000000000000000000000001|1|2")]
    public void Numbers_that_Float32_makes_nothing_of_are_told(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains("of which Float32 makes 0", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        Assert.Contains("too small for Float32", data.Description.Columns[0].Remarks);
        using LoadedDataset label = files.LoadText(Table(values), new DatasetOptions { Label = ["a"] });
        Assert.Contains("of which Float32 makes 0", Assert.Single(label.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0|1e-37|2")]
    [InlineData("0.0|-0|1e-30")]
    [InlineData("0e-50|1|2")]
    public void Numbers_that_it_holds_are_not(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("Stone|Brick|None|Stone|Brick|None", "None", true)]
    [InlineData("DE|FR|NA|US|GB|IT|NA|DE", "NA", true)]
    [InlineData("+|-|+|-|+", "-", true)]
    [InlineData("A|NA|B|A||B|A", "NA", true)]
    [InlineData("A|null|B|A||B|A", "null", true)]
    [InlineData("A|NA|B|A|NA|B|A", "NA", false)]
    [InlineData("Ann|None|Bob|Cid|Dan|Eve", "None", false)]
    public void A_gap_that_is_likely_a_category_is_a_warning(string values, string marker, bool isTold)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Equal(isTold ? 1 : 0, data.Description.Notes.Length);
        Assert.All(data.Description.Notes, note => Assert.Contains($"has '{marker}' in ", note, StringComparison.Ordinal));
        Assert.All(data.Description.Notes, note => Assert.Contains("-MissingMarker @() keeps it", note, StringComparison.Ordinal));
        using LoadedDataset kept = files.LoadText(Table(values), new DatasetOptions { MissingMarker = [] });
        Assert.Empty(kept.Description.Notes);
        Assert.Contains(marker, kept.Description.CategoryNames["a"]);
    }

    [Fact]
    public void A_marker_that_numbers_have_as_well_is_a_gap()
    {
        using LoadedDataset data = files.LoadText("a;b\nStone;1\nBrick;None\nNone;2\nStone;3\nBrick;4\nNone;None\n");
        Assert.Empty(data.Description.Notes);
    }

    private string[] LoadedNotes(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        return [.. data.Description.Notes];
    }

    private static string Table(string values) => "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i % 2}\n"));
}
