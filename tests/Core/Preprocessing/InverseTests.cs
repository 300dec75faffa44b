using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What was one-hot, ordinal or a bin is recovered from behind other steps, after a round trip through
/// Float32.</summary>
public sealed class InverseTests
{
    private const string Gap = "missing";

    private static readonly string[] Colours = ["red", "blue", "green", "red", "blue", "red", "green", "red"];

    public static TheoryData<string, string> Chains
    {
        get
        {
            TheoryData<string, string> chains = [];
            foreach (string drop in (string[])["None", "First", "IfBinary"])
            {
                foreach (string behind in (string[])[
                    """{"type":"Standardize"}""",
                    """{"type":"MinMaxScale"}""",
                    """{"type":"MinMaxScale","feature_range":[-3,7]}""",
                    """{"type":"RobustScale"}""",
                    """{"type":"MaxAbsScale"}""",
                    """{"type":"PrincipalComponent"}""",
                    """{"type":"PrincipalComponent","whiten":true}""",
                    """{"type":"Polynomial"}""",
                    """{"type":"Standardize"},{"type":"PrincipalComponent"},{"type":"MinMaxScale"}""",
                    """{"type":"Log","offset":1},{"type":"Standardize"}"""])
                {
                    chains.Add(drop, behind);
                }
            }

            return chains;
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public void A_category_comes_back_from_behind_other_steps(string drop, string behind)
    {
        FeatureTable x = Texts(Colours);
        Preprocessor fitted = x.Fit($$"""{"type":"OneHot","drop":"{{drop}}"}""", behind);
        Assert.Equal(x.Cells, Rounded(x.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    [Theory]
    [InlineData("""{"type":"Standardize"}""")]
    [InlineData("""{"type":"MinMaxScale"}""")]
    [InlineData("""{"type":"RobustScale"}""")]
    [InlineData("""{"type":"PrincipalComponent"}""")]
    [InlineData("""{"type":"Standardize"},{"type":"PrincipalComponent"}""")]
    public void An_unknown_category_comes_back_as_missing(string behind)
    {
        FeatureTable x = Texts(Colours);
        Preprocessor fitted = x.Fit("""{"type":"OneHot"}""", behind);
        FeatureTable later = Texts("blue", "violet", "red");
        Assert.Equal(["blue", Gap, "red"], Rounded(later.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    [Theory]
    [InlineData("Ignore", "None", "infrequent")]
    [InlineData("Ignore", "First", "infrequent")]
    [InlineData("Infrequent", "None", "infrequent")]
    [InlineData("Infrequent", "First", "infrequent")]
    public void Rare_categories_come_back_together_and_go_in_again(string unknown, string drop, string expected)
    {
        FeatureTable x = Texts("a", "b", "a", "c", "a", "d", "b", "a", "b");
        Preprocessor fitted = x.Fit(
            $$"""{"type":"OneHot","min_frequency":2,"unknown":"{{unknown}}","drop":"{{drop}}"}""", """{"type":"Standardize"}""");
        FeatureTable y = x.Apply(fitted);
        FeatureTable back = Rounded(y).Apply(fitted, inverse: true);
        Assert.Equal(["a", "b", "a", expected, "a", expected, "b", "a", "b"], back.Cells);
        FeatureTable again = back.Apply(fitted);
        Assert.Equal(y.Values, again.Values);
        Assert.Empty(again.Unknown);
    }

    [Fact]
    public void A_category_that_is_rare_by_itself_comes_back_as_it_was()
    {
        FeatureTable x = Texts("a", "b", "a", "c", "a", "b");
        Preprocessor fitted = x.Fit("""{"type":"OneHot","min_frequency":2}""", """{"type":"Standardize"}""");
        Assert.Equal(x.Cells, Rounded(x.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    [Fact]
    public void Rare_numbers_come_back_as_missing_and_others_as_they_were()
    {
        FeatureTable x = new([1, 2, 1, 7, 1, 9, 2], 7, ["x"], [null]);
        Preprocessor fitted = x.Fit("""{"type":"OneHot","columns":["x"],"min_frequency":2,"drop":"First"}""", """{"type":"Standardize"}""");
        Assert.Equal(["1", "2", "1", Gap, "1", Gap, "2"], Rounded(x.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    [Fact]
    public void A_gap_that_is_a_category_comes_back_as_a_gap()
    {
        FeatureTable x = new([0, 1, double.NaN, 0, double.NaN], 5, ["colour"], [["red", "blue"]]);
        Preprocessor fitted = x.Fit("""{"type":"OneHot","drop":"First"}""", """{"type":"Standardize"}""");
        Assert.Equal(["red", "blue", Gap, "red", Gap], Rounded(x.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    [Fact]
    public void Between_categories_the_nearest_counts_and_a_gap_stays_one()
    {
        FeatureTable x = Texts("a", "b", "c");
        Preprocessor plain = x.Fit("""{"type":"OneHot","unknown":"Error"}""");
        FeatureTable y = x.Apply(plain) with { Values = [0.4, 0.35, 0.25, 0.2, 0.1, 0.3, double.NaN, 1, 0], Rows = 3 };
        Assert.Equal(["a", "c", Gap], y.Apply(plain, inverse: true).Cells);
        Preprocessor dropped = x.Fit("""{"type":"OneHot","unknown":"Error","drop":"First"}""");
        FeatureTable z = x.Apply(dropped) with { Values = [0.4, 0.45, 0.55, 0.6, -0.1, 0.51], Rows = 3 };
        Assert.Equal(["a", "c", "c"], z.Apply(dropped, inverse: true).Cells);
    }

    [Theory]
    [InlineData("""{"type":"Standardize"}""")]
    [InlineData("""{"type":"MinMaxScale"}""")]
    [InlineData("""{"type":"RobustScale"}""")]
    [InlineData("""{"type":"PrincipalComponent"}""")]
    [InlineData("""{"type":"Polynomial"},{"type":"Standardize"}""")]
    public void Ordinal_numbers_and_bins_come_back_from_behind_other_steps(string behind)
    {
        FeatureTable x = Texts(Colours);
        Preprocessor ordinal = x.Fit("""{"type":"Ordinal"}""", behind);
        Assert.Equal(x.Cells, Rounded(x.Apply(ordinal)).Apply(ordinal, inverse: true).Cells);

        FeatureTable ages = new([3, 15, 30, 70, 40, 9], 6, ["age"], [null]);
        Preprocessor bins = ages.Fit("""{"type":"Bin","edges":[0,12,18,65,120]}""", behind);
        Assert.Equal(["6", "15", "41.5", "92.5", "41.5", "6"], Rounded(ages.Apply(bins)).Apply(bins, inverse: true).Cells);
    }

    [Fact]
    public void A_missing_text_that_became_a_category_stays_one()
    {
        FeatureTable x = new([0, 1, double.NaN, 0], 4, ["colour"], [["red", "blue"]]);
        Preprocessor fitted = x.Fit(
            """{"type":"Impute","strategy":"Missing"}""", """{"type":"OneHot","drop":"First"}""", """{"type":"Standardize"}""");
        Assert.Equal(["red", "blue", "missing", "red"], Rounded(x.Apply(fitted)).Apply(fitted, inverse: true).Cells);
    }

    private static FeatureTable Rounded(FeatureTable table) => table with { Values = Array.ConvertAll(table.Values, value => (double)(float)value) };

    private static FeatureTable Texts(params string[] cells)
    {
        string[] known = [.. cells.Distinct()];
        return new(Array.ConvertAll(cells, cell => (double)Array.IndexOf(known, cell)), cells.Length, ["colour"], [known]);
    }
}
