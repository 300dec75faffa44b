using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Numbers with words and signs around them are no categories, and those of different units are not mixed.</summary>
public sealed class UnitUseTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("1 TEUR|2 TEUR|5 TEUR|7 TEUR", "'TEUR' beside them")]
    [InlineData("3 pp|4 pp|9 pp", "'pp' beside them")]
    [InlineData("25 bps|50 bps|75 bps", "'bps' beside them")]
    [InlineData("3x|4x|7x|12x", "'x' beside them")]
    [InlineData("12 items|1 item|7 items|9 items", "'item")]
    [InlineData("R 12,50|R 7,25|R 9,00", "'R' beside them")]
    [InlineData("1.6L|2L|1.4L|1L", "'L' beside them")]
    [InlineData("5 T\u20ac|7 T\u20ac|9 T\u20ac", "'T\u20ac' beside them")]
    [InlineData("T\u20ac 5|T\u20ac 7|T\u20ac 9", "'T\u20ac' beside them")]
    [InlineData("2,5 Mio. \u20ac|3 Mio. \u20ac|7 Mio. \u20ac", "'Mio. \u20ac' beside them")]
    [InlineData("12 cups|13 cups|n.v.|4 cups|5 cups|7 cups", "'cups' beside them")]
    public void Words_around_numbers_are_told_with_a_line_that_leaves_the_numbers(string values, string what)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains($"holds numbers with {what}", note, StringComparison.Ordinal);
        Assert.Contains("-replace '^[^\\d+-]+|(?<=\\d)\\D+$'", note, StringComparison.Ordinal);
        CoreException failure = files.Refuse(Table(values), new DatasetOptions { Label = ["a"] });
        Assert.Equal("TextInNumberColumn", failure.Id);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains("ForEach-Object", failure.Message, StringComparison.Ordinal);
        using LoadedDataset told = files.LoadText(Table(values), new DatasetOptions { Label = ["a"], Task = TargetTask.Classification });
        Assert.Empty(told.Description.Notes);
        using LoadedDataset encoded = files.LoadText(Table(values), new DatasetOptions { Category = ["a"] });
        Assert.Empty(encoded.Description.Notes);
    }

    [Theory]
    [InlineData("12 K\u010d|13 K\u010d|9 K\u010d", "")]
    [InlineData("12 z\u0142|13 z\u0142|9 z\u0142", "")]
    [InlineData("3 Ft|5 Ft|9 Ft", "")]
    [InlineData("1 Euro|2 Euro|5 Euro", "")]
    [InlineData("12 lei|7 lei|1 lei", "")]
    [InlineData("CHF 1'200.-|CHF 900.-|CHF 2'150.-", " -Thousands \"'\"")]
    [InlineData("1.200,50 z\u0142|7,25 z\u0142|9,00 z\u0142", " -Decimal ',' -Thousands '.'")]
    public void Currencies_are_read_where_they_are_asked_for(string values, string further)
    {
        foreach (string label in new[] { string.Empty, "a" })
        {
            CoreException failure = files.Refuse(Table(values), new DatasetOptions { Label = label.Length > 0 ? [label] : [] });
            Assert.Equal("TextInNumberColumn", failure.Id);
            Assert.Contains($"-NumberSign Currency{further}.", failure.Message, StringComparison.Ordinal);
        }

        using LoadedDataset data = files.LoadText(Table(values), new DatasetOptions
        {
            NumberSign = [NumberSigns.Currency],
            Decimal = further.Contains(',') ? ',' : '.',
            Thousands = further.Contains("\"'\"", StringComparison.Ordinal) ? '\'' : further.Contains("'.'", StringComparison.Ordinal) ? '.' : null,
        });
        Assert.Empty(data.Description.CategoryNames);
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("10 kg|22 lb|7 kg|11 lb|10 kg", "'kg' in 3 rows, 'lb' in 2", "'kg' = 1; 'lb' = 0.45359237", "makes kg of them all")]
    [InlineData("1k|2M|3k|5M", "'k' in 2 rows, 'M' in 2", "'k' = 1000; 'M' = 1000000", "writes them out")]
    [InlineData("12 m|30 ft|7 m", "'m' in 2 rows, 'ft' in 1", "'m' = 1; 'ft' = 0.3048", "makes m of them all")]
    [InlineData("20 \u00b0C|68 \u00b0F|25 \u00b0C", "'\u00b0C' in 2 rows, '\u00b0F' in 1", "- 32) / 1.8", "makes \u00b0C of them all")]
    [InlineData("20C|68F|25C|77F", "'C' in 2 rows, 'F' in 2", "- 32) / 1.8", "makes C of them all")]
    [InlineData("5 TEUR|300 Euro|7 TEUR|1 Mio. EUR", "'TEUR' in 2 rows", "'Euro' = 0.001", "makes TEUR of them all")]
    [InlineData("1,5 kg|900 g|2 kg|800 g", "'kg' in 2 rows, 'g' in 2", "-replace ',', '.'", "makes kg of them all")]
    [InlineData("12 boxes|3 bags|5 boxes|7 bags", "'boxes' in 2 rows, 'bags' in 2", "Write them in one unit in the file", "")]
    [InlineData("12 kg|3 m|5 kg|7 m", "'kg' in 2 rows, 'm' in 2", "Write them in one unit in the file", "")]
    public void Different_units_are_told_with_what_converts_them(string values, string units, string command, string result)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        CoreException failure = files.Refuse(Table(values), new DatasetOptions { Label = ["a"] });
        foreach (string message in new[] { note, failure.Message })
        {
            Assert.Contains($"in different units ({units}", message, StringComparison.Ordinal);
            Assert.Contains(command, message, StringComparison.Ordinal);
            Assert.Contains(result, message, StringComparison.Ordinal);
            Assert.DoesNotContain("\\D+$", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1h 30m|2h 15m|45m|3h")]
    [InlineData("1 h 30 min|2 h 15 min|3 h 5 min")]
    [InlineData("1d 2h|3d 4h|5d 1h")]
    [InlineData("90m 5s|80m 10s|3m 1s")]
    [InlineData("1 Std. 30 Min.|2 Std. 15 Min.|3 Std. 1 Min.")]
    public void Durations_are_put_together(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("holds durations", note, StringComparison.Ordinal);
        Assert.Contains("60 * $Matches[2]", note, StringComparison.Ordinal);
        Assert.Equal("TextInNumberColumn", files.Refuse(Table(values), new DatasetOptions { Label = ["a"] }).Id);
    }

    [Theory]
    [InlineData("0.5l|1.5l|0.33l|0.5l")]
    [InlineData("0.5l|1l|0.33l|2l")]
    [InlineData("1.6L|2.0L|1.4L|1.6L")]
    [InlineData("1.5V|3.3V|5.0V|9.0V|12.0V|1.2V")]
    [InlineData("0.33l|0.5l|0.75l|1.0l|1.5l|2.0l|3.0l|0.7l|0.25l|0.2l|0.4l|0.6l|0.8l|0.9l|1.1l|1.2l|1.3l|1.4l|1.6l|1.7l|1.8l|1.9l")]
    [InlineData("1.2k|3.4k|0.5k|1.1k")]
    public void Decimals_with_a_letter_directly_behind_are_quantities_as_those_with_a_blank_are(string values)
    {
        foreach (string writing in new[] { values, System.Text.RegularExpressions.Regex.Replace(values, @"(?<=\d)(?=[a-zA-Z])", " ") })
        {
            using LoadedDataset data = files.LoadText(Table(writing));
            string note = Assert.Single(data.Description.Notes);
            Assert.Contains("holds numbers with a unit, which are taken as texts", note, StringComparison.Ordinal);
            Assert.Contains("does it.", note, StringComparison.Ordinal);
            CoreException failure = files.Refuse(Table(writing), new DatasetOptions { Label = ["a"] });
            Assert.Equal("TextInNumberColumn", failure.Id);
        }
    }

    [Theory]
    [InlineData("R 12,50|R 7,25|R 9,00|R 3,20|R-150")]
    [InlineData("R 12,50|R 7,25|R 9,00|R 3,20|F-150")]
    public void A_hyphen_directly_behind_a_letter_is_no_minus(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        const string Pattern = @"^[^\d+-]+((?<=\p{L})-)?|(?<=\d)\D+$";
        Assert.Contains($"-replace '{Pattern}'", note, StringComparison.Ordinal);
        Assert.Equal("150", System.Text.RegularExpressions.Regex.Replace("F-150", Pattern, string.Empty));
        Assert.Equal("-150", System.Text.RegularExpressions.Regex.Replace("R -150", Pattern, string.Empty));
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("na")]
    [InlineData("Nan")]
    [InlineData("Null")]
    [InlineData("NULL")]
    public void A_gap_that_may_be_a_name_is_remarked(string marker)
    {
        using LoadedDataset data = files.LoadText(Table($"{marker}|DE|FR|{marker}|DE|FR"));
        Assert.Contains($"{marker} is a gap in 2 rows; a category with -MissingMarker @()", data.Description.Columns[0].Remarks);
        using LoadedDataset numbers = files.LoadText(Table($"{marker}|1|2|{marker}|1|2"));
        Assert.Empty(numbers.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("Type 1|Type 2|Type 3|Type 1")]
    [InlineData("V8|V6|V12|V8")]
    [InlineData("1A|2A|3A|4A")]
    [InlineData("4th|5th|6th|7th")]
    [InlineData("12 Main Street|7 High Street|3 Elm Road|12 Oak Lane")]
    [InlineData("Section 1.2|Section 1.3|Section 2.1")]
    [InlineData("A1|B2|C3")]
    [InlineData("1A|14C|20F|3A|17B")]
    [InlineData("M6|M8|M10|M6")]
    [InlineData("W32|W34|W36|W34")]
    [InlineData("C1001|C1002|C1003|C1001")]
    [InlineData("K-1001|K-1002|K-1003|K-1001")]
    [InlineData("F-150|F-250|F-350|F-150")]
    [InlineData("B737|B747|B777|B737")]
    [InlineData("PS3|PS4|PS5|PS4")]
    [InlineData("T 1|T 2|T 3|T 1")]
    [InlineData("Euro 4|Euro 5|Euro 6|Euro 5")]
    [InlineData("Euro-4|Euro-5|Euro-6|Euro-5")]
    [InlineData("USB 2.0|USB 3.0|USB 3.1|USB 2.0")]
    [InlineData("0+|6+|12+|16+|18+|12+")]
    [InlineData("5+|3+|8+|2+|9+")]
    [InlineData("720p|1080p|1440p|720p")]
    [InlineData("720p|1080p|4K|720p")]
    [InlineData("320d|330i|520d|X5|M3|118i")]
    public void What_is_numbered_is_a_category(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
        using LoadedDataset label = files.LoadText(Table(values), new DatasetOptions { Label = ["a"] });
        Assert.Equal("Classification", label.Description.Task);
    }

    private static string Table(string values) => "a;b\n" + string.Concat(values.Split('|').Select((value, i) => $"{value};{i % 2}\n"));
}
