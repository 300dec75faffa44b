using System.Globalization;
using CsCheck;
using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class PreprocessorTests
{
    private const string Gap = "missing";

    [Fact]
    public void A_table_gives_the_same_bits_whole_and_row_by_row()
    {
        Gen.Select(Gen.Double[-100, 100].Array[3000], Gen.Int[0, 4].Array[1000], Gen.Int[1, 9]).Sample((numbers, texts, every) =>
        {
            double[] values = new double[4000];
            for (int row = 0; row < 1000; row++)
            {
                numbers.AsSpan(row * 3, 3).CopyTo(values.AsSpan(row * 4));
                values[(row * 4) + 3] = texts[row] == 4 ? double.NaN : texts[row];
                values[row * 4] = row % every == 1 ? double.NaN : values[row * 4];
            }

            FeatureTable x = new(values, 1000, ["a", "b", "c", "d"], [null, null, null, ["p", "q", "r", "s"]]);
            Preprocessor fitted = x.Fit(
                """{"type":"Impute","strategy":"Median","indicator":true}""",
                """{"type":"OneHot"}""",
                """{"type":"Polynomial","columns":["a","b"]}""",
                """{"type":"RobustScale"}""",
                """{"type":"PrincipalComponent","columns":["c","a","b"],"components":2}""",
                """{"type":"Bin","columns":["a^2"]}""",
                """{"type":"Standardize"}""");
            double[] whole = x.Apply(fitted).Values;
            double[] single = [.. Enumerable.Range(0, 1000).SelectMany(row =>
                new FeatureTable(values[(row * 4)..((row * 4) + 4)], 1, x.Names, x.Texts).Apply(fitted).Values)];
            Assert.Equal(whole, single);
        }, iter: 3);
    }

    [Fact]
    public void Columns_are_found_by_name_whatever_their_order_and_others_are_left_out()
    {
        FeatureTable x = Numbers(["a", "b"], 1, 2, 3, 4, 5, 9);
        Preprocessor fitted = x.Fit("""{"type":"Standardize"}""");
        FeatureTable swapped = Numbers(["B", "other", "a"], 2, 0, 1, 4, 0, 3, 9, 0, 5);
        Assert.Equal(x.Apply(fitted).Values, swapped.Apply(fitted).Values);
        CoreException missing = Assert.Throws<CoreException>(() => Numbers(["a", "c"], 1, 2).Apply(fitted));
        Assert.Equal("MissingColumn", missing.Id);
        Assert.Contains("b", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_have_their_order_and_unknown_ones_are_refused_or_missing()
    {
        FeatureTable x = Texts("size", "M", "S", "L", "S");
        Preprocessor fitted = x.Fit("""{"type":"Ordinal","categories":["S","M","L"]}""");
        Assert.Equal([1, 0, 2, 0], x.Apply(fitted).Values);
        Assert.Equal(x.Cells, x.Apply(fitted).Apply(fitted, inverse: true).Cells);
        Assert.Equal("UnknownCategory", Assert.Throws<CoreException>(() => Texts("size", "XL").Apply(fitted)).Id);
        Preprocessor lenient = x.Fit("""{"type":"Ordinal","categories":{"size":["S","M","L"]},"unknown":"Missing"}""");
        FeatureTable later = Texts("size", "XL", "M").Apply(lenient);
        Assert.Equal([double.NaN, 1], later.Values);
        Assert.Equal(["size: 'XL'"], later.Unknown);
    }

    [Fact]
    public void Gaps_in_text_become_a_category_of_their_own()
    {
        FeatureTable x = Texts("place", "S", Gap, "C");
        FeatureTable y = x.Apply(x.Fit("""{"type":"Impute","strategy":"Missing"}""", """{"type":"OneHot"}"""));
        Assert.Equal(["place_C", "place_S", "place_missing"], y.Names);
        Assert.Equal([0, 1, 0, 0, 0, 1, 1, 0, 0], y.Values);
    }

    [Theory]
    [InlineData("", "2026-11-29", new double[] { 2026, 11, 0 })]
    [InlineData("", "11/28/2026 14:30", new double[] { 2026, 11, 6 })]
    [InlineData("", "Jan 31 2024", new double[] { 2024, 1, 3 })]
    [InlineData("", "31 January 2024", new double[] { 2024, 1, 3 })]
    [InlineData("", "January 31, 2024", new double[] { 2024, 1, 3 })]
    [InlineData(",\"format\":\"dd.MM.yyyy\"", "02.03.2024", new double[] { 2024, 3, 6 })]
    [InlineData(",\"parts\":[\"Days\",\"Hour\",\"IsWeekend\"]", "1970-01-03 12:00", new double[] { 2.5, 12, 1 })]
    [InlineData(",\"parts\":[\"Quarter\",\"Day\",\"DayOfYear\",\"Minute\"]", "2024-12-31T23:59:00", new double[] { 4, 31, 366, 59 })]
    public void Dates_become_numbers(string arguments, string date, double[] expected)
    {
        FeatureTable x = Texts("day", date);
        Preprocessor fitted = x.Fit($$"""{"type":"DatePart","columns":["day"]{{arguments}}}""");
        Assert.Equal(expected, x.Apply(fitted).Values);
        FeatureTable later = Texts("day", "soon").Apply(fitted);
        Assert.All(later.Values, value => Assert.True(double.IsNaN(value)));
        Assert.Equal(["day: 'soon'"], later.Unknown);
    }

    [Theory]
    [InlineData("""{"type":"Log"}""", new double[] { 1, 10, 100 }, new double[] { 0, 2.302585092994046, 4.605170185988092 })]
    [InlineData("""{"type":"Log","offset":1,"base":2}""", new double[] { 0, 1, 7 }, new double[] { 0, 1, 3 })]
    [InlineData("""{"type":"Clip","lower":2,"upper":5}""", new double[] { 1, 3, 9 }, new double[] { 2, 3, 5 })]
    [InlineData("""{"type":"Clip","quantile_range":[25,75]}""", new double[] { 0, 1, 2, 3, 100 }, new double[] { 1, 1, 2, 3, 3 })]
    [InlineData("""{"type":"Bin","bins":2,"strategy":"Uniform"}""", new double[] { 0, 4, 5, 10 }, new double[] { 0, 0, 1, 1 })]
    [InlineData("""{"type":"Bin","bins":3}""", new double[] { 1, 2, 3, 4, 5, 60 }, new double[] { 0, 0, 1, 1, 2, 2 })]
    [InlineData("""{"type":"Bin","edges":[0,18,65,120]}""", new double[] { -1, 17, 18, 65, 200 }, new double[] { 0, 0, 1, 2, 2 })]
    [InlineData("""{"type":"MinMaxScale"}""", new double[] { 7, 7, 7 }, new double[] { 0, 0, 0 })]
    [InlineData("""{"type":"MaxAbsScale"}""", new double[] { -4, 2, 0 }, new double[] { -1, 0.5, 0 })]
    public void A_step_does_what_its_page_says(string step, double[] values, double[] expected)
    {
        FeatureTable x = Numbers(["x"], values);
        FeatureCase.Equal(expected, x.Apply(x.Fit(step)).Values, 1e-12);
    }

    [Theory]
    [InlineData("""{"type":"Standardise"}""", "UnknownStep")]
    [InlineData("""{"type":"Standardize","centre":true}""", "UnknownStepArgument")]
    [InlineData("""{"type":"Standardize","columns":["y"]}""", "ColumnNotFound")]
    [InlineData("""{"type":"Impute","value":3}""", "InvalidStepArgument")]
    [InlineData("""{"type":"OneHot","columns":["x"],"unknown":"Infrequent"}""", "InvalidStepArgument")]
    [InlineData("""{"type":"PrincipalComponent","components":3}""", "TooManyComponents")]
    [InlineData("""{"type":"PrincipalComponent","components":1.5}""", "InvalidStepArgument")]
    [InlineData("""{"type":"Log","offset":-5}""", "NotPositive")]
    [InlineData("""{"type":"Clip"}""", "InvalidStepArgument")]
    [InlineData("""{"type":"Bin","edges":[1,1]}""", "InvalidStepArgument")]
    [InlineData("""{"type":"RobustScale","quantile_range":[75,25]}""", "InvalidStepArgument")]
    [InlineData("""{"type":"DatePart"}""", "InvalidStepArgument")]
    [InlineData("""{"type":"DatePart","columns":["x"]}""", "NumberColumn")]
    [InlineData("""{"type":"Polynomial","degree":[1,2,3]}""", "InvalidStepArgument")]
    public void What_a_step_cannot_do_is_one_error(string step, string id) =>
        Assert.Equal(id, Assert.Throws<CoreException>(() => Numbers(["x"], 1, 2, 4).Fit(step)).Id);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"steps":7}""")]
    [InlineData("""{"steps":[{"type":7}]}""")]
    [InlineData("""{"columns":[{"name":7}],"steps":[]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"Standardize","learnt":{"columns":["y"],"mean":[1],"deviation":[1]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"Standardize","learnt":{"columns":["x"],"mean":[],"deviation":[1]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"Standardize","learnt":{"columns":["x"],"mean":[1],"deviation":[0]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"OneHot","learnt":{"columns":[{"name":"x","text":true,"categories":["a"],"infrequent":[]}]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"OneHot","learnt":{"columns":[{"name":"x","categories":[1],"infrequent":[5]}]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"Bin","learnt":{"columns":["x"],"edges":[{"edges":[2,1]}]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"PrincipalComponent","learnt":{"columns":["x"],"mean":[0],"variance":[1],"ratio":[1],"components":[1,2]}}]}""")]
    [InlineData("""{"columns":[{"name":"x"}],"steps":[{"type":"Impute","learnt":{"columns":["x"],"values":["a"],"dropped":[],"indicators":[]}}]}""")]
    public void A_document_that_was_damaged_is_refused(string document) => Assert.Contains(
        Assert.Throws<CoreException>(() => new Preprocessor(document)).Id, new[] { "InvalidPreprocessor", "InvalidStepArgument" });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(33)]
    public void Eigenvectors_are_orthonormal_and_restore_the_matrix(int n)
    {
        System.Random random = new(n);
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * n) + j] = matrix[(j * n) + i] = i == 2 || j == 2 ? 0 : (random.NextDouble() * 2) - 1;
            }
        }

        var vectors = (double[])matrix.Clone();
        double[] values = SymmetricEigen.Decompose(vectors, n);
        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double product = Enumerable.Range(0, n).Sum(k => vectors[(i * n) + k] * vectors[(j * n) + k]);
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
                double restored = Enumerable.Range(0, n).Sum(k => values[k] * vectors[(k * n) + i] * vectors[(k * n) + j]);
                Assert.Equal(matrix[(i * n) + j], restored, 1e-12);
            }
        }
    }

    [Fact]
    public void All_components_restore_the_rows_and_are_orthonormal_however_the_columns_hang_together()
    {
        System.Random random = new(5);
        double[] values = [.. Enumerable.Range(0, 40).SelectMany(_ =>
        {
            double a = random.NextDouble(), b = random.NextDouble();
            return new[] { a, b, a + b, 1000 * a, 3 };
        })];
        FeatureTable x = Numbers(["a", "b", "c", "d", "e"], values);
        Preprocessor fitted = x.Fit("""{"type":"PrincipalComponent"}""");
        FeatureCase.Equal(x.Values, x.Apply(fitted).Apply(fitted, inverse: true).Values, 1e-12);
    }

    [Theory]
    [InlineData("05/02/2024|01/03/2024|12/12/2024", "05/02/2024", "-Format 'dd/MM/yyyy' or -Format 'MM/dd/yyyy'")]
    [InlineData("5/2/2024|01/03/2024", "5/2/2024", "-Format 'd/M/yyyy' or -Format 'M/d/yyyy'")]
    [InlineData("01-02-2024|01-03-2024", "01-02-2024", "-Format 'dd-MM-yyyy'")]
    [InlineData("01/02/24", "01/02/24", "-Format 'dd/MM/yy'")]
    [InlineData("01/02/2024 14:30|03/04/2024 15:00", "01/02/2024 14:30", "-Format 'dd/MM/yyyy H:mm'")]
    [InlineData("01/02/2024 2:30 PM", "01/02/2024 2:30 PM", "-Format 'dd/MM/yyyy h:mm tt'")]
    [InlineData("01.02.2024 14:30:05", "01.02.2024 14:30:05", "-Format 'dd.MM.yyyy H:mm:ss' or -Format 'MM.dd.yyyy H:mm:ss'")]
    public void Dates_whose_day_may_be_the_month_are_refused_with_both_formats(string texts, string first, string formats)
    {
        FeatureTable days = Days(texts.Split('|'));
        CoreException failure = Assert.Throws<CoreException>(() => days.Fit(MonthOf(null)));
        Assert.Equal("AmbiguousDate", failure.Id);
        Assert.Contains($"'{first}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(formats, failure.Message, StringComparison.Ordinal);
        foreach (string format in failure.Message.Split('\'').Where(part => part.Contains("yy", StringComparison.Ordinal)))
        {
            double[] values = days.Apply(days.Fit(MonthOf(format))).Values;
            Assert.DoesNotContain(double.NaN, values);
            bool isDayFirst = format.StartsWith('d');
            Assert.Equal(int.Parse(first.Split('/', '-', '.')[isDayFirst ? 1 : 0], CultureInfo.InvariantCulture), values[0]);
        }
    }

    [Theory]
    [InlineData("05/02/2024|11/29/2024", 5)]
    [InlineData("2024-02-05", 2)]
    [InlineData("02/02/2024|03/03/2024", 2)] // the same either way
    [InlineData("Feb 5, 2024", 2)]
    [InlineData("2024-02-05T10:00:00", 2)]
    [InlineData("2024/02/05", 2)]
    public void Other_dates_are_read(string texts, double month)
    {
        FeatureTable days = Days(texts.Split('|'));
        Assert.Equal(month, days.Apply(days.Fit(MonthOf(null))).Values[0]);
    }

    [Theory]
    [InlineData("2024-01-31|2024-02-28", null, "05/06/2024", double.NaN)]
    [InlineData("2024-01-31T14:30:00|2024-02-28T00:00:00", null, "5/6/2024 14:30", double.NaN)]
    [InlineData("January 31, 2024|31-Jan-24", null, "05-06-2024", double.NaN)]
    [InlineData("01/01/2024|02/02/2024", null, "05/06/2024", double.NaN)] // which tell nothing
    [InlineData("2024-01-31", null, "05/05/2024", 5)]
    [InlineData("2024-01-31", null, "05/28/2024", 5)]
    [InlineData("2024-01-31", null, "2024-06-05", 6)]
    [InlineData("05/28/2024|05/06/2024", null, "06/05/2024", 6)]
    [InlineData("05/06/2024", "dd/MM/yyyy", "06/05/2024", 5)]
    public void A_later_date_is_read_with_the_month_first_where_those_of_training_were(string texts, string? format, string later, double month)
    {
        FeatureTable days = Days(texts.Split('|'));
        Preprocessor fitted = days.Fit(MonthOf(format));
        foreach (Preprocessor preprocessor in new[] { fitted, new Preprocessor(System.Text.Json.JsonDocument.Parse(PreprocessorDocument.Describe(fitted)).RootElement.GetProperty("document").GetRawText()) })
        {
            FeatureTable read = Days([later]).Apply(preprocessor);
            Assert.Equal(month, read.Values[0]);
            Assert.Equal(double.IsNaN(month) ? [$"day: '{later}'"] : Array.Empty<string>(), read.Unknown);
        }
    }

    private static FeatureTable Numbers(string[] names, params double[] values) =>
        new(values, values.Length / names.Length, names, new string[names.Length][]);

    private static FeatureTable Texts(string name, params string[] cells)
    {
        string[] texts = [.. cells.Where(cell => cell != Gap).Distinct()];
        return new([.. cells.Select(cell => cell == Gap ? double.NaN : Array.IndexOf(texts, cell))], cells.Length, [name], [texts]);
    }

    private static FeatureTable Days(string[] texts) => new([.. texts.Select((_, i) => (double)i)], texts.Length, ["day"], [texts]);

    private static string MonthOf(string? format) =>
        $$"""{"type":"DatePart","columns":["day"],"parts":["Month"]{{(format is null ? string.Empty : $",\"format\":\"{format}\"")}}}""";
}
