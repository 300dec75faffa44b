using System.Text.Json;
using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Every step against scikit-learn's values.</summary>
public sealed class FeatureReferenceTests
{
    private const string Infrequent = "infrequent_sklearn";

    public static TheoryData<int> Scalers => FeatureCase.Numbers("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler");

    public static TheoryData<int> Components => FeatureCase.Numbers("PCA");

    public static TheoryData<int> Polynomials => FeatureCase.Numbers("PolynomialFeatures");

    public static TheoryData<int> Imputers => FeatureCase.Numbers("SimpleImputer");

    public static TheoryData<int> Encoders => FeatureCase.Numbers("OneHotEncoder");

    [Theory]
    [MemberData(nameof(Scalers))]
    public void A_scaler_gives_scikit_learns_numbers_and_takes_them_back(int number)
    {
        FeatureCase @case = new(number);
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value);
        Preprocessor fitted = x.Fit(Step(@case));
        FeatureTable y = x.Apply(fitted);
        FeatureCase.Equal(FeatureCase.Table(@case["y"]!.Value).Values, y.Values, @case.Tolerance);
        if (@case["inverse"] is JsonElement inverse)
        {
            FeatureCase.Equal(FeatureCase.Table(inverse).Values, y.Apply(fitted, inverse: true).Values, @case.Tolerance);
        }

        if (@case["new"] is JsonElement later)
        {
            FeatureCase.Equal(
                FeatureCase.Table(@case["newY"]!.Value).Values, FeatureCase.Table(later).Apply(fitted).Values, @case.Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    [MemberData(nameof(Imputers))]
    [MemberData(nameof(Encoders))]
    [MemberData(nameof(Polynomials))]
    public void What_a_step_learns_is_what_scikit_learn_learns(int number)
    {
        FeatureCase @case = new(number);
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value, missing: @case.Argument("missing_values"));
        using JsonDocument described = JsonDocument.Parse(PreprocessorDocument.Describe(x.Fit(Step(@case))));
        JsonElement learnt = described.RootElement.GetProperty("document").GetProperty("steps")[0].GetProperty("learnt");
        int compared = @case["fitted"] is not JsonElement fitted
            ? Categories(@case, learnt)
            : fitted.EnumerateObject().Count(entry => Learnt(entry.Name, FeatureCase.Table(entry.Value), @case, x, learnt));
        Assert.True(compared > 0);
    }

    [Fact]
    public void Every_case_is_read_by_a_test()
    {
        string[] here = ["StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PCA", "PolynomialFeatures", "SimpleImputer", "OneHotEncoder"];
        string[] folds = ["KFold", "StratifiedKFold", "GroupKFold", "StratifiedGroupKFold", "LeaveOneOut", "TimeSeriesSplit"];
        Assert.Empty(FeatureCase.Ops.Except([.. here, .. folds, "learning_curve"])); // the last in the module's LearningCurveTests
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void Principal_components_are_scikit_learns_with_the_signs_of_1_5(int number)
    {
        FeatureCase @case = new(number);
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value);
        Preprocessor fitted = x.Fit(Step(@case));
        double[] signs = FeatureCase.Table(@case["signsFrom15"]!.Value).Values;
        FeatureTable y = x.Apply(fitted);
        FeatureCase.Equal(Signed(@case["y"]!.Value, signs), y.Values, @case.Tolerance);
        FeatureCase.Equal(
            Signed(@case["newY"]!.Value, signs), FeatureCase.Table(@case["new"]!.Value).Apply(fitted).Values, @case.Tolerance);
        FeatureCase.Equal(FeatureCase.Table(@case["inverse"]!.Value).Values, y.Apply(fitted, inverse: true).Values, @case.Tolerance);
        using JsonDocument described = JsonDocument.Parse(PreprocessorDocument.Describe(fitted));
        JsonElement learnt = described.RootElement.GetProperty("document").GetProperty("steps")[0].GetProperty("learnt");
        JsonElement expected = @case["fitted"]!.Value;
        FeatureCase.Equal(FeatureCase.Table(expected.GetProperty("explained_variance")).Values, Numbers(learnt, "variance"), @case.Tolerance);
        FeatureCase.Equal(FeatureCase.Table(expected.GetProperty("explained_variance_ratio")).Values, Numbers(learnt, "ratio"), @case.Tolerance);
        Assert.True(Orthonormality(Numbers(learnt, "components"), x.Width) < 1e-12);
    }

    [Theory]
    [MemberData(nameof(Polynomials))]
    public void Products_and_powers_are_scikit_learns(int number)
    {
        FeatureCase @case = new(number);
        string[] names = [.. Enumerable.Range(0, @case["x"]!.Value.GetProperty("shape")[1].GetInt32()).Select(i => $"{(char)('a' + i)}")];
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value, names);
        Preprocessor fitted = x.Fit(Step(@case));
        FeatureTable y = x.Apply(fitted);
        FeatureCase.Equal(FeatureCase.Table(@case["y"]!.Value).Values, y.Values, @case.Tolerance);
        if (@case["names"] is JsonElement expected)
        {
            Assert.Equal(expected.EnumerateArray().Select(name => name.GetString()), y.Names);
        }

        if (fitted.Steps[0].HasInverse)
        {
            Assert.Equal(x.Values, y.Apply(fitted, inverse: true).Values);
        }
    }

    [Theory]
    [MemberData(nameof(Imputers))]
    public void Gaps_are_filled_as_scikit_learn_fills_them(int number)
    {
        FeatureCase @case = new(number);
        JsonElement? missing = @case.Argument("missing_values");
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value, missing: missing);
        Preprocessor fitted = x.Fit(Step(@case));
        Same(FeatureCase.Table(@case["y"]!.Value), x.Apply(fitted), @case.Tolerance);
        if (@case["new"] is JsonElement later)
        {
            Same(FeatureCase.Table(@case["newY"]!.Value), FeatureCase.Table(later, missing: missing).Apply(fitted), @case.Tolerance);
        }

        Assert.Equal(@case["warnings"] is not null, fitted.Steps[0].Notes.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Categories_become_the_columns_that_scikit_learn_makes(int number)
    {
        FeatureCase @case = new(number);
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value);
        Preprocessor fitted = x.Fit(Step(@case));
        FeatureTable y = x.Apply(fitted);
        FeatureCase.Equal(FeatureCase.Table(@case["y"]!.Value).Values, y.Values, @case.Tolerance);
        Assert.Equal(@case["names"]!.Value.EnumerateArray().Select(name => OurName(name.GetString()!)), y.Names);
        if (@case["inverse"] is JsonElement inverse)
        {
            Assert.Equal(FeatureCase.Table(inverse).Cells, y.Apply(fitted, inverse: true).Cells);
        }

        if (@case["new"] is not JsonElement later)
        {
            return;
        }

        FeatureTable fresh = FeatureCase.Table(later);
        if (@case["newResult"]!.Value.TryGetProperty("error", out _))
        {
            Assert.Equal("UnknownCategory", Assert.Throws<CoreException>(() => fresh.Apply(fitted)).Id);
        }
        else
        {
            FeatureCase.Equal(
                FeatureCase.Table(@case["newResult"]!.Value.GetProperty("value")).Values, fresh.Apply(fitted).Values, @case.Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    [MemberData(nameof(Imputers))]
    [MemberData(nameof(Encoders))]
    [MemberData(nameof(Components))]
    [MemberData(nameof(Polynomials))]
    public void A_preprocessor_read_from_its_document_gives_the_same_bits(int number)
    {
        FeatureCase @case = new(number);
        FeatureTable x = FeatureCase.Table(@case["x"]!.Value, missing: @case.Argument("missing_values"));
        Preprocessor fitted = x.Fit(Step(@case));
        using JsonDocument described = JsonDocument.Parse(PreprocessorDocument.Describe(fitted));
        Preprocessor read = new(described.RootElement.GetProperty("document").GetRawText());
        Assert.Equal(x.Apply(fitted).Values, x.Apply(read).Values);
        Assert.Equal(fitted.Outputs, read.Outputs);
    }

    // Whether it is one that is compared; all of them are, but the names differ.
    private static bool Learnt(string name, FeatureTable expected, FeatureCase @case, FeatureTable x, JsonElement learnt)
    {
        double[] values = expected.Values;
        switch (@case.Op, name)
        {
            case ("StandardScaler", "mean"):
                return Same(values, Numbers(learnt, "mean"), @case.Argument("with_mean")?.GetBoolean() == false);
            case ("StandardScaler", "scale"):
                return Same(values, Numbers(learnt, "deviation"));
            case ("StandardScaler", "var"): // of a constant column 0, and its scale 1
                return Same(Array.ConvertAll(values, value => value < 1e-30 ? 1 : Math.Sqrt(value)), Numbers(learnt, "deviation"));
            case ("RobustScaler", "center"):
                return Same(values, Numbers(learnt, "center"));
            case ("RobustScaler", "scale"):
                return Same(values, Numbers(learnt, "range"));
            case ("MaxAbsScaler", "scale"):
            case ("MaxAbsScaler", "max_abs"):
                return Same(values, Numbers(learnt, "largest"));
            case ("MinMaxScaler", "scale"): // a factor there, a divisor here
                return Same(values, Array.ConvertAll(Numbers(learnt, "range"), range => 1 / range));
            case ("MinMaxScaler", "min"): // added after the factor there, subtracted before the divisor here
                return Same(values, [.. Numbers(learnt, "offset").Zip(Numbers(learnt, "range"), (offset, range) => -offset / range)]);
            case ("MinMaxScaler", "data_min"):
            case ("MinMaxScaler", "data_max"):
            case ("MinMaxScaler", "data_range"):
                return Same(values, [.. Enumerable.Range(0, x.Width).Select(i => Extreme(x, i, name))]);
            case ("SimpleImputer", "statistics"):
                string[] kept = [.. learnt.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)];
                JsonElement[] fills = [.. learnt.GetProperty("values").EnumerateArray()];
                for (int i = 0; i < x.Width; i++)
                {
                    int place = Array.IndexOf(kept, x.Names[i]);
                    string cell = expected.Texts[0] is null ? $"{values[i]:R}" : expected.Texts[0]![(int)values[i]];
                    Assert.True(place < 0 ? double.IsNaN(values[i]) : fills[place].ValueKind == JsonValueKind.String
                        ? fills[place].GetString() == cell
                        : Math.Abs(fills[place].GetDouble() - values[i]) < 1e-12);
                }

                return true;
            case ("PolynomialFeatures", "powers"):
                string[] names = x.Apply(x.Fit(Step(@case))).Names;
                Assert.Equal(names, Enumerable.Range(0, expected.Rows).Select(row => Product(values[(row * x.Width)..((row + 1) * x.Width)], x.Names)));
                return true;
            default:
                throw new InvalidOperationException($"{@case.Op} has learnt {name}, with which nothing is compared.");
        }

        bool Same(double[] theirs, double[] ours, bool isZeroHere = false)
        {
            FeatureCase.Equal(isZeroHere ? new double[theirs.Length] : theirs, ours, @case.Tolerance);
            return true;
        }
    }

    private static double Extreme(FeatureTable x, int column, string name)
    {
        double[] values = [.. Enumerable.Range(0, x.Rows).Select(row => x.Values[(row * x.Width) + column]).Where(value => !double.IsNaN(value))];
        return name == "data_min" ? values.Min() : name == "data_max" ? values.Max() : values.Max() - values.Min();
    }

    private static string Product(double[] powers, string[] names)
    {
        IEnumerable<string> factors = powers.Index().Where(power => power.Item > 0)
            .Select(power => power.Item > 1 ? $"{names[power.Index]}^{power.Item}" : names[power.Index]);
        return powers.Sum() == 0 ? "1" : string.Join(" ", factors);
    }

    private static int Categories(FeatureCase @case, JsonElement learnt)
    {
        JsonElement[] columns = [.. learnt.GetProperty("columns").EnumerateArray()];
        JsonElement[] theirs = [.. @case["categories"]!.Value.EnumerateArray()];
        for (int i = 0; i < columns.Length; i++)
        {
            string[] ours = [.. columns[i].GetProperty("categories").EnumerateArray().Select(Cell),
                .. columns[i].GetProperty("missing").GetBoolean() ? (string[])["missing"] : []];
            Assert.Equal(FeatureCase.Table(theirs[i]).Cells, ours);
            int[] rare = [.. columns[i].GetProperty("infrequent").EnumerateArray().Select(place => place.GetInt32())];
            string[] expected = @case["infrequent"] is JsonElement all && all[i].ValueKind != JsonValueKind.Null
                ? FeatureCase.Table(all[i]).Cells
                : [];
            Assert.Equal(expected, rare.Select(place => ours[place]));
        }

        return columns.Length;

        static string Cell(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : $"{value.GetDouble():R}";
    }

    private static double[] Numbers(JsonElement learnt, string name) =>
        [.. learnt.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static double[] Signed(JsonElement scores, double[] signs) =>
        [.. FeatureCase.Table(scores).Values.Select((score, i) => score * signs[i % signs.Length])];

    private static double Orthonormality(double[] components, int width)
    {
        double worst = 0;
        int count = components.Length / width;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = Enumerable.Range(0, width).Sum(k => components[(i * width) + k] * components[(j * width) + k]);
                worst = Math.Max(worst, Math.Abs(product - (i == j ? 1 : 0)));
            }
        }

        return worst;
    }

    private static void Same(FeatureTable expected, FeatureTable actual, double tolerance)
    {
        if (Array.TrueForAll(expected.Texts, texts => texts is null))
        {
            FeatureCase.Equal(expected.Values, actual.Values, tolerance);
        }
        else
        {
            Assert.Equal(expected.Cells, actual.Cells);
        }
    }

    // What scikit-learn calls None, nan and 2.0 is missing, missing and 2 here.
    private static string OurName(string name) => name
        .Replace(Infrequent, "infrequent", StringComparison.Ordinal)
        .Replace("_None", "_missing", StringComparison.Ordinal)
        .Replace("_nan", "_missing", StringComparison.Ordinal)
        .Replace(".0", string.Empty, StringComparison.Ordinal);

    private static string Step(FeatureCase @case) => JsonSerializer.Serialize(Arguments(@case));

    private static Dictionary<string, object?> Arguments(FeatureCase @case)
    {
        string type = @case.Op switch
        {
            "StandardScaler" => "Standardize",
            "MinMaxScaler" => "MinMaxScale",
            "RobustScaler" => "RobustScale",
            "MaxAbsScaler" => "MaxAbsScale",
            "PCA" => "PrincipalComponent",
            "PolynomialFeatures" => "Polynomial",
            "SimpleImputer" => "Impute",
            "OneHotEncoder" => "OneHot",
            _ => throw new InvalidOperationException(@case.Op),
        };
        Dictionary<string, object?> step = new() { ["type"] = type };
        void Take(string theirs, string ours, Func<JsonElement, object?>? convert = null)
        {
            if (@case.Argument(theirs) is JsonElement value)
            {
                step[ours] = convert is null ? value : convert(value);
            }
        }

        Take("with_mean", "center");
        Take("with_std", "scale");
        Take("with_centering", "center");
        Take("with_scaling", "scale");
        Take("quantile_range", "quantile_range");
        Take("unit_variance", "unit_variance");
        Take("feature_range", "feature_range");
        Take("clip", "clip");
        Take("n_components", "components");
        Take("whiten", "whiten");
        Take("degree", "degree");
        Take("interaction_only", "interaction_only");
        Take("include_bias", "include_bias");
        Take("strategy", "strategy", value => value.GetString() switch
        {
            "mean" => "Mean",
            "median" => "Median",
            "most_frequent" => "MostFrequent",
            _ => "Constant",
        });
        Take("fill_value", "value");
        Take("add_indicator", "indicator");
        Take("keep_empty_features", "keep_empty");
        Take("min_frequency", "min_frequency");
        Take("max_categories", "max_categories");
        if (@case.Op == "OneHotEncoder")
        {
            FeatureTable x = FeatureCase.Table(@case["x"]!.Value);
            step["columns"] = x.Names;
            step["unknown"] = @case.Argument("handle_unknown")?.GetString() switch
            {
                null or "error" => "Error",
                "ignore" => "Ignore",
                _ => "Infrequent",
            };
            Take("drop", "drop", value => value.GetString() == "first" ? "First" : "IfBinary");
            Take("categories", "categories", value => value.EnumerateArray()
                .Select((list, i) => (Name: x.Names[i], List: list)).ToDictionary(entry => entry.Name, entry => entry.List));
        }

        return step;
    }
}
