namespace NormTools.Module.Tests;

[Trait("Levels", "Once")]
public sealed class NewDatasetTests : IDisposable
{
    private const string Xor = "@(@(0, 0), @(0, 1), @(1, 0), @(1, 1))";

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("0, 1, 1, 0", "Int64 [4]: 0 1 1 0; 0 1")]
    [InlineData("'b', 'a', 'b', 'b'", "Int64 [4]: 1 0 1 1; a b")]
    [InlineData("0.5, 1, 1, 0", "Float32 [4, 1]: 0.5 1 1 0; ")]
    [InlineData("0, 1, 2, 0", "Float32 [4, 1]: 0 1 2 0; ")]
    [InlineData("-1, 1, 1, -1", "Float32 [4, 1]: -1 1 1 -1; ")]
    [InlineData("@(@(0, 1), @(1, 0), @(1, 0), @(0, 1))", "Float32 [4, 2]: 0 1 1 0 1 0 0 1; ")]
    [InlineData("(New-Tensor 4 -Data 0, 2, 2, 0 -DType Int64)", "Int64 [4]: 0 2 2 0; 0 1 2")]
    [InlineData("(New-Tensor 4, 1 -Data 0, 1, 1, 0 -DType UInt8)", "Int64 [4]: 0 1 1 0; 0 1")]
    [InlineData("0, 1, 1, 0 -Task Regression", "Float32 [4, 1]: 0 1 1 0; ")]
    [InlineData("0, 1, 2, 3 -Task classification", "Int64 [4]: 0 1 2 3; 0 1 2 3")]
    [InlineData("0, 1, 2, 3 -Task Classification", "Int64 [4]: 0 1 2 3; 0 1 2 3")]
    [InlineData("0, 1, 2, 0 -ClassName x, y, z, w", "Int64 [4]: 0 1 2 0; x y z w")]
    [InlineData("z, x, z, x -ClassName z, x", "Int64 [4]: 0 1 0 1; z x")]
    [InlineData("'10', '7', '7', '10'", "Int64 [4]: 1 0 0 1; 7 10")]
    [InlineData("'-1', '7.0', '7', '-1'", "Int64 [4]: 0 1 1 0; -1 7")]
    [InlineData("'10', 'x', '7', '10' -Task Classification", "Int64 [4]: 1 2 0 1; 7 10 x")]
    [InlineData("'01', '1', '1', '01'", "Int64 [4]: 0 1 1 0; 01 1")]
    [InlineData("'9007199254740993', '9007199254740992', '9007199254740993', '9007199254740992'", "Int64 [4]: 1 0 1 0; 9007199254740992 9007199254740993")]
    [InlineData("'0.5', '7', '7', '0.5'", "Float32 [4, 1]: 0.5 7 7 0.5; ")]
    [InlineData("'0', '1', '2', '3'", "Float32 [4, 1]: 0 1 2 3; ")]
    [InlineData("'5', '1', '2', '3' -Task Classification", "Int64 [4]: 3 0 1 2; 1 2 3 5")]
    [InlineData("'5', '1', '1', '5' -Task Regression", "Float32 [4, 1]: 5 1 1 5; ")]
    [InlineData("'0', '1', '1', '0' -ClassName no, yes", "Int64 [4]: 0 1 1 0; no yes")]
    [InlineData("'0', '1', '1', '0' -ClassName '1', '0'", "Int64 [4]: 1 0 0 1; 1 0")]
    public void The_target_is_classes_or_numbers(string target, string expected)
    {
        const string show = "\"$($d.Target): $($d.Target.ToArray()); $($d.ClassNames)\"";
        ShellResult result = shell.Run($"$d = New-Dataset -Feature {Xor} -Target {target}; {show}");
        Assert.Equal(expected, result.Single<string>());
    }

    [Theory]
    [InlineData("0, 1, 1", "TargetShapeMismatch")]
    [InlineData("'10', 'x', '7', '10'", "MixedLabel")]
    [InlineData("a, b", "TargetShapeMismatch")]
    [InlineData("0, 1, 1, -1 -Task Classification", "NotAClassNumber")]
    [InlineData("0, 1, 1, 0.5 -Task Classification", "NotAClassNumber")]
    [InlineData("0, 1, 1, 70000 -Task Classification", "NotAClassNumber")]
    [InlineData("@(@(0, 1), @(1, 0), @(1, 0), @(0, 1)) -Task Classification", "TargetShapeMismatch")]
    [InlineData("0, 1, 2, 0 -ClassName x, y", "TooFewClassNames")]
    [InlineData("a, b, c, a -ClassName a, b", "UnknownClass")]
    [InlineData("'1', '2', '0', '1' -ClassName '1', '0'", "UnknownClass")]
    [InlineData("(New-Tensor 4 -Value 1e39 -DType Float64) -Task Regression", "ValueOutOfRange")]
    [InlineData("a, b, c, a -Task Regression", "TargetNotNumbers")]
    [InlineData("a, b, c, a -Task REGRESSION", "TargetNotNumbers")]
    [InlineData("0, 1, 1, 0 -ClassName a, b -Task Regression", "ParameterHasNoEffect")]
    [InlineData("a, b, b, a -ClassName a, b, a", "DuplicateName")]
    [InlineData("0, 1, 1, 0 -FeatureShape 3", "FeatureShapeMismatch")]
    [InlineData("0, 1, 1, 0 -FeatureShape 1.5, 2", "ParameterArgumentTransformationError")]
    public void A_target_that_does_not_fit_is_one_clear_error(string target, string id) =>
        shell.Run($"New-Dataset -Feature {Xor} -Target {target}").Error(id);

    [Fact]
    public void Text_that_reads_as_numbers_is_taken_as_Import_Dataset_takes_the_same_column()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a,k\n1,3\n2,7\n3,9\n4,3\n5,7\n6,9\n");
            Assert.Equal("0 1 2 0 1 2; 3 7 9|0 1 2 0 1 2; 3 7 9", shell.Run(
                """
                $file = Import-Dataset $args[0] -Label k
                $memory = New-Dataset (1..6) ('3', '7', '9', '3', '7', '9')
                ($file, $memory | ForEach-Object { "$($_.Target.ToArray()); $($_.ClassNames)" }) -join '|'
                """,
                path).Single<string>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("-Feature 5 -Target 1", "ShapeMismatch", "-Feature is a single number")]
    [InlineData("(New-Tensor 4, 2) -Target 1, 'b', 0, 1", "NotANumber", "-Target: Element [1] holds the text 'b'")]
    [InlineData("(New-Tensor 4, 2) -Target @(@(1, 2), @(1), @(1, 2), @(1, 2))", "RaggedArray", "-Target: Row [1]")]
    [InlineData("(New-Tensor 4, 2 -DType Float64 -Value 1e300)", "ValueOutOfRange", "-Feature has 1E+300 in row 0")]
    public void What_is_wrong_names_its_parameter(string arguments, string id, string says) =>
        Assert.StartsWith(says, shell.Run("New-Dataset " + arguments).Error(id).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void Infinity_that_was_there_before_is_left_as_it_is() => Assert.Equal(
        "True", TensorText.Of(shell, "[float]::IsPositiveInfinity((New-Dataset (New-Tensor 2 -DType Float64 -Value ([double]::PositiveInfinity))).Feature[0, 0])"));

    [Theory]
    [InlineData("(New-Tensor 4, 3)", "3 numbers")]
    [InlineData("(New-Tensor 4, 1 -Value 0.5)", "a number")]
    public void The_display_counts_the_quantities(string target, string says) => Assert.Contains(
        "Target:   " + says, shell.Run($"(New-Dataset (New-Tensor 4, 2) {target}).ToDisplayString()").Single<string>());

    [Theory]
    [InlineData("-ClassName a, b")]
    [InlineData("-Task Classification")]
    public void What_is_said_of_a_target_that_is_not_there_is_an_error(string parameter) =>
        shell.Run($"New-Dataset 1, 2, 3 {parameter}").Error("ParameterHasNoEffect");

    [Fact]
    public void A_vector_is_rows_of_one_feature() =>
        Assert.Equal("3 1", shell.Run("$d = New-Dataset 1, 2, 3; \"$($d.Count) $($d.FeatureShape)\"").Single<string>());

    [Fact]
    public void Bytes_are_drawn_from_zero_to_one()
    {
        ShellResult result = shell.Run(
            "$d = New-Dataset (New-Tensor 2, 1 -Data 0, 255 -DType UInt8); \"$($d.Feature.ToArray())\"");
        Assert.Equal("0 1", result.Single<string>());
    }

    [Fact]
    public void Disposing_the_tensor_that_it_was_made_of_leaves_it_whole()
    {
        ShellResult result = shell.Run(
            "$x = New-Tensor 2, 1 -Value 3; $d = New-Dataset $x; $x.Dispose(); \"$($d.Feature.ToArray())\"");
        Assert.Equal("3 3", result.Single<string>());
        shell.Run("New-Dataset $x").Error("TensorDisposed");
    }

    [Fact]
    public void Standardised_features_have_mean_zero_and_deviation_one_and_constant_ones_are_zero()
    {
        ShellResult result = shell.Run(
            """
            $d = New-Dataset @(@(1, 7), @(3, 7)) -Standardize
            "$($d.Feature.ToArray())"; "$($d.Standardization.Mean)"; "$($d.Standardization.Deviation)"
            """);
        Assert.Equal(["-1 0 1 0", "2 7", "1 1"], result.All<string>());
    }

    [Fact]
    public void Values_that_are_not_finite_have_no_mean()
    {
        ShellResult result = shell.Run("New-Dataset @(@(1, 7), @(3, [double]::NaN)) -Standardize");
        Assert.Contains("Feature 1 ", result.Error("NotFiniteData").Exception.Message);
    }

    [Theory]
    [InlineData("@(1700000001.0, 1700000002.0, 1700000003.0, 1700000004.0) -Task Regression", "-Target has values that Float32 cannot tell apart (1700000001 and 1700000002")]
    [InlineData("@(1700000001, 1700000002, 1700000003, 1700000004) -Task Regression", "1700000001 and 1700000002")]
    [InlineData("@('1700000001', '1700000002', '1700000003', '1700000004') -Task Regression", "1700000001 and 1700000002")]
    [InlineData("(New-Tensor 4 -Data 1000000.01, 1000000.02, 5, 6 -DType Float64)", "1000000.01 and 1000000.02")]
    [InlineData("(New-Tensor 4 -Data 16777216, 16777217, 5, 6 -DType Int64) -Task Regression", "16777216 and 16777217")]
    [InlineData("@(1700000001.5, 1700000002, 1700000003, 1700000004)", "1700000001.5 and 1700000002")]
    [InlineData("@(1.5, 2, 3, 16777216)", null)]
    public void Targets_that_Float32_cannot_tell_apart_are_pointed_out(string target, string? says)
    {
        ShellResult result = shell.Run($"New-Dataset -Feature {Xor} -Target {target}");
        Assert.Empty(result.Errors);
        if (says is null)
        {
            Assert.Empty(result.Warnings);
            return;
        }

        Assert.Contains(says, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
