using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Values that are only nearly numbers, or numbers that may be names: refused or told with the ways out, those that lose nothing first.</summary>
public sealed class StrayTextsTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("2 5+ 4 2 4", "-Encode 'v' takes all of it as names", "leaves the numbers alone")]
    [InlineData("17 17a 21 17 21", "-Encode 'v' takes all of it as names", "leaves the numbers alone")]
    [InlineData("4 C4 5 4 5", "-Encode 'v' takes all of it as names", "leaves the numbers alone")]
    [InlineData("0 yes 1 0 1", "-Encode 'v' takes all of it as names", "loses what it says")]
    [InlineData("1 two 1 2 2", "-Encode 'v' takes all of it as names", "loses what it says")]
    [InlineData("0.5 5! 1.5 2.5", "leaves the numbers alone", "-MissingMarker '5!'")]
    [InlineData("0.5 1.5p 1.25 2.5", "leaves the numbers alone", "-MissingMarker '1.5p'")]
    public void What_keeps_the_text_comes_before_the_gap(string values, string first, string second)
    {
        string message = files.Refuse(Table(values)).Message;
        Assert.Contains("line 3, column 'v'", message, StringComparison.Ordinal);
        Assert.InRange(message.IndexOf(first, StringComparison.Ordinal), 0, message.IndexOf("-MissingMarker", StringComparison.Ordinal) - 1);
        Assert.Contains(second, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 unknown 1 0 1")]
    [InlineData("0 #REF! 1 0 1")]
    [InlineData("0 * 1 0 1")]
    [InlineData("0.5 n.b. 1.5 2.5")]
    [InlineData("0 not_available 1 0 1")]
    public void A_gap_is_a_gap_first(string values)
    {
        string message = files.Refuse(Table(values)).Message;
        Assert.Contains("is not a number: -MissingMarker", message, StringComparison.Ordinal);
        Assert.DoesNotContain("loses", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.5 x 1.5 2.25 7.5")]
    [InlineData("1 x 3 4 5 6 7 8 9 10")]
    public void Encode_is_not_proposed_where_it_would_be_refused(string values) =>
        Assert.DoesNotContain("-Encode", files.Refuse(Table(values)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1E2 2E5 3E1 4E0")]
    [InlineData("1e2 1e3 2e2 1e2")]
    [InlineData("12E4 4711 13E2 815")]
    [InlineData("0E1 1E1 2E1")]
    [InlineData("\"1E2\" \"2E2\" \"3E2\"")]
    public void Digits_around_an_E_are_told_and_kept_by_Encode(string values)
    {
        using (LoadedDataset data = files.LoadText(Table(values)))
        {
            Assert.Contains("-Encode 'v' keeps them", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        }

        using LoadedDataset encoded = files.LoadText(Table(values), new DatasetOptions { Category = ["v"] });
        Assert.Equal(values.Replace("\"", string.Empty, StringComparison.Ordinal).Split(' ').Distinct().Order(StringComparer.Ordinal), encoded.Description.CategoryNames["v"].Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1e+2 2e+5")]
    [InlineData("1.5e3 2e3")]
    [InlineData("1e-3 2e2")]
    [InlineData("0.5 1e3")]
    [InlineData("100 200")]
    public void Other_numbers_are_not_told_as_names(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("Euro_50 Euro_20 Euro_75")]
    [InlineData("EUR_50 EUR_20 EUR_75")]
    [InlineData("50_Euro 20_Euro 75_Euro")]
    [InlineData("Euro_5.50 Euro_2.25 Euro_7")]
    [InlineData("Dollar_50 Dollar_20 Dollar_75")]
    public void Amounts_are_told_with_what_reads_them(string values)
    {
        Assert.Contains("-NumberSign Currency", files.Refuse(Table(values)).Message, StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(Table(values), new DatasetOptions { NumberSign = [NumberSigns.Currency] });
        Assert.Empty(data.Description.CategoryNames);
    }

    [Fact]
    public void A_label_of_digits_around_an_E_keeps_its_names()
    {
        using LoadedDataset data = files.LoadText("x,y\n1,1E2\n2,2E5\n3,1E2\n4,2E5\n", new DatasetOptions { Label = ["y"] });
        Assert.Equal(["1E2", "2E5"], data.Description.ClassNames);
    }

    [Theory]
    [InlineData("1/2 3/4", "fractions")]
    [InlineData("\u00bd \u00be", "fractions")]
    [InlineData("110/70 120/80", "pairs of numbers")]
    [InlineData("20/20 20/40 20/25", "pairs of numbers")]
    [InlineData("~5 ~7", "rough values")]
    [InlineData(">5 >10", "bounds")]
    [InlineData("<0.01 <0.05", "bounds")]
    [InlineData("61:30 2:05", "hours and minutes")]
    [InlineData("1:30 2:45 0:50", "hours and minutes")]
    public void A_few_of_them_are_told(string values, string kind)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Contains(kind, Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2019/2020 2020/2021 2021/2022")]
    [InlineData("3_Series 5_Series 7_Series")]
    [InlineData("4-door 2-door 5-door")]
    [InlineData("Euro_5 Euro_6 Euro_4")]
    [InlineData("A/B B/A")]
    [InlineData("192.168.1.1 10.0.0.1 10.0.0.2")]
    [InlineData("1.2.3 1.2.4 2.0.0")]
    [InlineData("<18 >18")]
    [InlineData("S1E2 S2E5 S1E3")]
    public void Names_with_digits_are_names(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        Assert.Equal(["v"], data.Description.CategoryNames.Keys);
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("01.02.2024 unknown 02.02.2024")]
    [InlineData("2024-01-05 none_yet 2024-02-05 open 2024-03-05")]
    [InlineData("1/31/2024 unknown 2/15/2024 unknown")]
    public void Dates_beside_other_texts_are_dates(string values)
    {
        using LoadedDataset data = files.LoadText(Table(values));
        string note = Assert.Single(data.Description.Notes);
        Assert.Contains("holds dates or times", note, StringComparison.Ordinal);
        Assert.Contains("DatePart 'v'", note, StringComparison.Ordinal);
        Assert.Contains("Not so", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,y,y\n1,2,3\n", "y", "columns 2 and 3 are both named 'y'")]
    [InlineData("y,x,y\n1,2,3\n", "y", "columns 1 and 3 are both named 'y'")]
    [InlineData("x,y,y,y\n1,2,3,4\n", "y", "-Label 'y' -ExcludeProperty 'y_2', 'y_3' takes column 2")]
    [InlineData("x,y ,y\n1,2,3\n", "y", "-Label 'y_2' -ExcludeProperty 'y' takes column 3")]
    [InlineData("x,Price,PRICE\n1,2,3\n", "price", "-Label 'Price' takes column 2")]
    public void A_label_that_two_columns_are_named_is_refused(string text, string label, string part)
    {
        CoreException failure = files.Refuse(text, new DatasetOptions { Label = [label] });
        Assert.Equal("DuplicateColumn", failure.Id);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", "y_2", 1)]
    [InlineData("y_2", "y", 2)]
    public void A_twin_that_is_left_out_tells_which_is_meant(string label, string excluded, int place)
    {
        using LoadedDataset data = files.LoadText("x,y,y\n7,1.5,2.5\n8,1.75,2.75\n", new DatasetOptions { Label = [label], ExcludeProperty = [excluded] });
        Assert.Equal(["x"], data.Description.FeatureNames);
        Assert.Equal(place + 0.5f, data.Values()[0]);
    }

    [Theory]
    [InlineData("name, first;age;income, yearly\nAnn;30;5\nBo;31;6\n", 3)]
    [InlineData("x, in m;y, in m;z, in m\n1,5;2,5;3,5\n2,5;3,5;4,5\n", 3)]
    [InlineData("a, b, c\td\n1\t2\n3\t4\n", 2)]
    [InlineData("a, b|c\n1|2\n3|4\n", 2)]
    [InlineData("a;b,c;d,e\n1;2,3;4,5\n2;3,4;5,7\n", 3)]
    public void Signs_in_names_do_not_part_them(string text, int columns)
    {
        using LoadedDataset data = files.LoadText(text, new DatasetOptions { Decimal = ',' });
        Assert.Equal(columns, data.Description.ColumnCount);
    }

    [Theory]
    [InlineData("a,b;c,d\n1,2,3\n4,5,6\n", 3)]
    [InlineData("a,b,c\n1,2;3,4\n4,5;6,7\n", 3)]
    public void Commas_part_where_they_do(string text, int columns)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(columns, data.Description.ColumnCount);
    }

    [Theory]
    [InlineData("name,weight,height\nName of the person,Weight in kg,Height in cm\nAnn,50,160\nBo,70,180\n")]
    [InlineData("id,age,inc\nId,Age,Income of the household\na1,30,5\nb2,31,6\n")]
    [InlineData("name,w,h\nName,Weight in kg,Height\nAnn,50,160\nBo,60,170\n")]
    [InlineData("q1,q2,who\nHow old are you?,How tall are you?,Your name\n30,160,Ann\n31,170,Bo\n")]
    public void Titles_below_the_names_are_no_row(string text) => Assert.Equal("UnitRow", files.Refuse(text).Id);

    private static string Table(string values) =>
        "a,v\n" + string.Concat(values.Split(' ').Select((value, i) => $"{i},{value.Replace('_', ' ')}\n"));
}
