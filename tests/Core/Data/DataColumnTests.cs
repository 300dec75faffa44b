using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What a column is taken for, and what is pointed out.</summary>
public sealed class DataColumnTests : IDisposable
{
    private const string Flowers = "rose tulip lily iris aster";
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Texts_and_gaps_are_kept_for_a_preprocessor()
    {
        using LoadedDataset data = files.LoadText("age,sex,k\n1,m,a\n,f,b\n3,?,a\n4,f,b\n", new() { Label = ["k"] });
        Assert.Equal([1, 1, float.NaN, 0, 3, float.NaN, 4, 0], data.FeatureValues());
        Assert.Equal(["f", "m"], data.Description.CategoryNames["sex"]);
        ColumnDescriptions columns = data.Description.Columns;
        Assert.Equal([ColumnKind.Number, ColumnKind.Text, ColumnKind.Class], columns.Select(column => column.Kind));
        Assert.Equal([1, 1, 0], columns.Select(column => column.Missing));
        Assert.Equal([1, 1, 0], columns.Select(column => column.Gaps));
        Assert.Equal([3, 2, 2], columns.Select(column => column.Distinct));
        Assert.Equal((1, 4), (columns[0].Minimum, columns[0].Maximum));
    }

    [Theory]
    [InlineData("a,b\n1,3\n2,3\nx,3\n", "TextInNumberColumn", "line 4, column 'a': 'x'")]
    [InlineData("a,b\noops,3\n2,3\n1.5,3\n", "TextInNumberColumn", "line 2, column 'a': 'oops'")]
    [InlineData("a,b\nx,3\ny,3\n7,3\nz,3\n", "NumberInTextColumn", "line 4, column 'a': '7'")]
    [InlineData("a;b\n3,5;1\n4;2\n", "TextInNumberColumn", "-Decimal ','")]
    [InlineData("a;b\n3,5;1\n4,5;2\n", "TextInNumberColumn", "-Decimal ','")]
    [InlineData("a;b\n1.234,5;1\nx;2\n", "TextInNumberColumn", "-Decimal ',' -Thousands '.'")]
    [InlineData("a;b\n1'234;1\n5'678;2\n", "TextInNumberColumn", "-Thousands \"'\"")]
    [InlineData("a;b\n12%;1\n50%;2\n", "TextInNumberColumn", "-NumberSign Percent")]
    [InlineData("a;b\n$12;1\n$50;2\n", "TextInNumberColumn", "-NumberSign Currency")]
    [InlineData("a;b\n$1,200;1\n50;2\n", "TextInNumberColumn", "-NumberSign Currency -Thousands ','")]
    [InlineData("a;b\n12,50 €;1\n3,20 €;2\n", "TextInNumberColumn", "-NumberSign Currency -Decimal ','")]
    [InlineData("a;b\n(12);1\n50;2\n", "TextInNumberColumn", "-NumberSign Accounting")]
    [InlineData("a;b\ninf;1\n-inf;2\n", "TextInNumberColumn", "'inf'")]
    public void A_column_is_never_both_numbers_and_text(string text, string id, string message)
    {
        CoreException failure = files.Refuse(text);
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12%", "Percent", 0.12)]
    [InlineData("-3.5 %", "Percent", -0.035)]
    [InlineData("7", "Percent", 7)]
    [InlineData("$12", "Currency", 12)]
    [InlineData("-$1.5", "Currency", -1.5)]
    [InlineData("$-1.5", "Currency", -1.5)]
    [InlineData("3.20 €", "Currency", 3.2)]
    [InlineData("EUR 4", "Currency", 4)]
    [InlineData("4\u00a0CHF", "Currency", 4)]
    [InlineData("US$ 9", "Currency", 9)]
    [InlineData("(12)", "Accounting", -12)]
    [InlineData("12-", "Accounting", -12)]
    [InlineData("($12.5)", "Accounting Currency", -12.5)]
    [InlineData("$(12.5)", "Accounting Currency", -12.5)]
    [InlineData("(5%)", "Accounting Percent", -0.05)]
    [InlineData("(5)%", "Accounting Percent", -0.05)]
    public void Signs_around_numbers_are_read_on_request(string number, string signs, double value)
    {
        var options = new DatasetOptions { NumberSign = [.. signs.Split(' ').Select(Enum.Parse<NumberSigns>)] };
        using LoadedDataset data = files.LoadText($"a;b\n{number};1", options);
        Assert.Equal([(float)value, 1], data.FeatureValues());
    }

    [Theory]
    [InlineData("(12", "Accounting")]
    [InlineData("-(12)", "Accounting")]
    [InlineData("--12", "Accounting")]
    [InlineData("(-12)", "Accounting")]
    [InlineData("%", "Percent")]
    [InlineData("%12", "Percent")]
    [InlineData("12%%", "Percent")]
    [InlineData("12$%", "Percent")]
    [InlineData("$", "Currency")]
    [InlineData("12 apples", "Currency")]
    public void Signs_in_other_places_make_no_numbers(string number, string signs)
    {
        var options = new DatasetOptions { NumberSign = [Enum.Parse<NumberSigns>(signs)] };
        Assert.Equal("TextInNumberColumn", files.Refuse($"a;b\n{number};1\n2;3", options).Id);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("[ab]")]
    [InlineData("?")]
    public void A_pattern_of_Encode_leaves_numbers_as_they_are(string pattern)
    {
        using LoadedDataset data = files.LoadText("a,b\n30,x\n10,y\n20,x\n", new() { Category = [pattern] });
        Assert.Equal([30, 0, 10, 1, 20, 0], data.FeatureValues());
        Assert.Equal([ColumnKind.Number, ColumnKind.Category], data.Description.Columns.Select(column => column.Kind));
    }

    [Theory]
    [InlineData("1.5 2.5 1.5 2.5")]
    [InlineData("1 2 3 4 5")]
    [InlineData("1 1 2 x 3 4 5")]
    [InlineData("1,5 2,5 1,5 2,5")]
    [InlineData("10% 20% 10% 20%")]
    public void A_named_column_of_quantities_is_not_made_ranks(string values)
    {
        string text = "a;b\n" + string.Concat(values.Split(' ').Select(value => value + ";1\n"));
        Assert.Equal("NumbersAsCategories", files.Refuse(text, new() { Category = ["a"] }).Id);
    }

    [Theory]
    [InlineData("1 2 1 2 3 3", "1 2 3")]
    [InlineData("2 4 2 5more 4 5more", "2 4 5more")]
    [InlineData("01234 1234 01234 1234", "01234 1234")]
    [InlineData("00501 10001 94105", "00501 10001 94105")]
    [InlineData("A/5 113 PC 113", "113 A/5 PC")]
    public void A_named_column_of_codes_is_encoded(string values, string names)
    {
        string text = "a;b\n" + string.Concat(values.Split(' ').Select(value => value + ";1\n"));
        using LoadedDataset data = files.LoadText(text, new() { Category = ["a"] });
        Assert.Equal(names, string.Join(' ', data.Description.CategoryNames["a"]));
    }

    [Theory]
    [InlineData("16777216 16777217", true)]
    [InlineData("1700000000 1700000001 1700000060", true)]
    [InlineData("10000000.01 10000000.02", true)]
    [InlineData("1234567.89 1234567.90", true)]
    [InlineData("123456789012 123456789013 5", true)]
    [InlineData("1000.01 1000.02", false)]
    [InlineData("1700000000 1700086400", false)]
    [InlineData("0.1234567890123 0.1234567890124 0.5 0.25 0.75 0.1 0.2 0.3 0.4 0.6 0.7 0.8 0.9 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18", false)]
    [InlineData("16777216 16777216", false)]
    public void Values_that_Float32_merges_are_told_in_features_and_labels(string values, bool isTold)
    {
        string rows = string.Concat(values.Split(' ').Select((value, i) => $"{value},{i % 2}\n"));
        using LoadedDataset feature = files.LoadText("t,u\n" + rows);
        Assert.Equal(isTold, feature.Description.Notes.Any(note => note.Contains("'t' has values that Float32 cannot")));
        using LoadedDataset label = files.LoadText("t,u\n" + rows, new() { Label = ["t"], Task = TargetTask.Regression });
        Assert.Equal(isTold, label.Description.Notes.Any(note => note.Contains("'t' has values that Float32 cannot")));
    }

    [Theory]
    [InlineData("01234 1234 01234 1234", "01234 1234", "0 1 0 1")]
    [InlineData("9007199254740993 9007199254740992 9007199254740993 9007199254740992",
        "9007199254740992 9007199254740993", "1 0 1 0")]
    [InlineData("00 01 00 01", "00 01", "0 1 0 1")]
    [InlineData(
        "-9007199254740993 5 -9007199254740993 5 -9007199254740995 5", "-9007199254740995 -9007199254740993 5",
        "1 2 1 2 0 2")]
    [InlineData("18446744073709551617 18446744073709551616 18446744073709551617 18446744073709551616",
        "18446744073709551616 18446744073709551617", "1 0 1 0")]
    public void Labels_stay_what_they_are(string labels, string names, string classes)
    {
        string text = "a,k\n" + string.Concat(labels.Split(' ').Select(label => $"1,{label}\n"));
        using LoadedDataset data = files.LoadText(text, new() { Label = ["k"] });
        Assert.Equal(names, string.Join(' ', data.Description.ClassNames));
        Assert.Equal(classes, string.Join(' ', data.Classes()));
        var known = new DatasetOptions { Label = ["k"], ClassNames = names.Split(' ') };
        using LoadedDataset second = files.LoadText(text, known);
        Assert.Equal(classes, string.Join(' ', second.Classes()));
    }

    [Theory]
    [InlineData(5, 3, "rose", "MixedLabel")]
    [InlineData(1, 1, "rose", "MixedLabel")]
    [InlineData(10, 9, "?!", "MixedLabel")]
    [InlineData(30, 30, "n.b.", "MixedLabel")]
    [InlineData(300, 20, "fehlt", "MixedLabel")]
    public void A_text_in_a_label_of_numbers_is_refused_in_any_number(int numbers, int strays, string stray, string id)
    {
        string text = "a,k\n" + string.Concat(Enumerable.Range(0, numbers).Select(i => $"1,{i % 2}\n"))
            + string.Concat(Enumerable.Repeat($"1,{stray}\n", strays));
        CoreException failure = files.Refuse(text, new() { Label = ["k"] });
        Assert.Equal(id, failure.Id);
        Assert.Contains($"line {numbers + 2}, column 'k'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "{i}", "seems to number the rows")]
    [InlineData("passenger_id", "{7*i}", "seems to number the rows")]
    [InlineData("nr", "{1000-i}", "seems to number the rows")]
    [InlineData("x", "{i+500}", "seems to number the rows")]
    [InlineData("CustomerID", "{i*i}", "seems to number the rows")]
    [InlineData("when", "2024-01-{day}", "holds dates or times")]
    [InlineData("when", "{day}.03.2024", "holds dates or times")]
    [InlineData("when", "03/{day}/2024 12:30", "holds dates or times")]
    [InlineData("when", "2024-05-{day}T08:15:00Z", "holds dates or times")]
    [InlineData("when", "Jan {day} 2024", "holds dates or times")]
    [InlineData("when", "\"January {day}, 2024\"", "holds dates or times")]
    [InlineData("when", "\"Wed, {day} Jan 2024 08:15:00 GMT\"", "holds dates or times")]
    [InlineData("when", "{day}-MAR-24", "holds dates or times")]
    [InlineData("when", "{day}th of March 2024", "holds dates or times")]
    [InlineData("when", "{day}/Mar/2024", "holds dates or times")]
    [InlineData("when", "2024 Mar {day}", "holds dates or times")]
    [InlineData("when", "{day}. März 2024", "holds dates or times")]
    [InlineData("when", "{day} de enero de 2024", "holds dates or times")]
    [InlineData("when", "Mar-{day}", "holds dates or times")]
    [InlineData("when", "Q3 20{day}", "holds dates or times")]
    [InlineData("shelf", "March {flower}", null)]
    [InlineData("shelf", "{flower} of May", null)]
    [InlineData("timestamp", "17{i}00000", "seems to hold dates as numbers")]
    [InlineData("name", "person {i}", "nearly every one is different")]
    [InlineData("zip", "0{i}", "zeros before them")]
    [InlineData("late", "{k}", "alone tells the target")]
    [InlineData("late", "{k}.5", "alone tells the target")]
    [InlineData("late", "class {k}", "alone tells the target")]
    [InlineData("late", "{100*k+i%7}", "alone tells the target")]
    [InlineData("empty", "", "has no value at all")]
    [InlineData("length", "{i%17}", null)]
    [InlineData("colour", "{flower}", null)]
    public void What_looks_odd_is_pointed_out(string name, string value, string? note)
    {
        string[] flowers = Flowers.Split(' ');
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i =>
        {
            int k = i * 7 % 3;
            string text = value.Replace("{i}", $"{100 + i}").Replace("{7*i}", $"{7 * i}").Replace("{1000-i}", $"{1000 - i}")
                .Replace("{i+500}", $"{i + 500}").Replace("{i*i}", $"{i * i}").Replace("{day}", $"{(i % 28) + 1:00}")
                .Replace("{100*k+i%7}", $"{(100 * k) + (i % 7)}").Replace("{k}", $"{k}").Replace("{i%17}", $"{i % 17}")
                .Replace("{flower}", flowers[i % 5]);
            return $"{text},{i * 37 % 11},{k}\n";
        }));
        using LoadedDataset data = files.LoadText($"{name},other,k\n{rows}", new() { Label = ["k"] });
        Assert.Equal(note is null ? 0 : 1, data.Description.Notes.Length);
        Assert.All(data.Description.Notes, told =>
        {
            Assert.Contains($"Column '{name}'", told, StringComparison.Ordinal);
            Assert.Contains(note!, told, StringComparison.Ordinal);
        });
        Assert.Equal(note is null ? 0 : 1, data.Description.Columns[0].Remarks.Length);
        Assert.Empty(data.Description.Columns[1].Remarks);
    }

    [Fact]
    public void Days_as_numbers_are_dates_that_Float32_merges()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{20_240_101 + (i % 28)},{i * 37 % 11},{i * 7 % 3}\n"));
        using LoadedDataset data = files.LoadText("day,other,k\n" + rows, new() { Label = ["k"] });
        Assert.Equal(["Float32 merges values", "dates"], data.Description.Columns[0].Remarks);
        Assert.Equal(2, data.Description.Notes.Length);
    }

    [Fact]
    public void A_feature_that_the_target_is_a_straight_line_of_is_told()
    {
        string text = "f,g,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant(
            $"{i * 37 % 29},{i * 5 % 17},{(2.5 * (i * 37 % 29)) - 4}\n")));
        using LoadedDataset data = files.LoadText(text, new() { Label = ["y"], Task = TargetTask.Regression });
        Assert.Contains("Column 'f' alone tells the target", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_columns_rare_classes_and_spellings_are_in_the_table_of_columns()
    {
        string text = "one,text,k\n" + string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"5,{(i % 3 == 0 ? "Yes" : i % 3 == 1 ? "yes" : "no")},{(i == 4 ? "odd" : i % 2 == 0 ? "a" : "b")}\n"));
        using LoadedDataset data = files.LoadText(text, new() { Label = ["k"] });
        Assert.Equal(
            ["constant", "'Yes' and 'yes' differ in spelling only", "1 class of one row ('odd')"],
            data.Description.Columns.SelectMany(column => column.Remarks));
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("-1", "1", false)]
    [InlineData("-1", "+1", false)]
    [InlineData("A", "A-", false)]
    [InlineData("B+", "B-", false)]
    [InlineData("0-10", "10-0", false)]
    [InlineData("Yes", "yes", true)]
    [InlineData("New York", "new_york", true)]
    [InlineData("New  York", "New-York", true)]
    [InlineData("t-shirt", "T Shirt", true)]
    public void Names_of_one_spelling_are_told_and_signs_are_none(string first, string second, bool isTold)
    {
        string text = "a,k\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i * 7 % 11},{(i * 5 % 3 == 0 ? first : second)}\n"));
        using LoadedDataset data = files.LoadText(text, new() { Label = ["k"], Task = TargetTask.Classification });
        string[] remarks = data.Description.Columns[1].Remarks;
        Assert.Equal(isTold, remarks.Any(remark => remark.Contains("differ in spelling only", StringComparison.Ordinal)));
        Assert.Equal(isTold, data.Description.Notes.Any(note => note.Contains("differ in spelling only", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(1_025)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void Different_values_are_counted_exactly_or_nearly(int distinct)
    {
        var profile = new ColumnProfile(1024);
        for (int i = 0; i < 3 * distinct; i++)
        {
            profile.Add((i % distinct) - 7, (i % distinct) - 7);
        }

        Assert.Equal(distinct > 1024, profile.IsEstimate);
        Assert.InRange(profile.Distinct, distinct * (distinct > 1024 ? 0.85 : 1), distinct * (distinct > 1024 ? 1.15 : 1));
        Assert.False(profile.LosesValues);
    }
}
