namespace NormTools.Module.Tests;

/// <summary>What a test shows, of a model whose answers are known: the worst rows, a class each, and numbers of any size in one form.</summary>
[Trait("Levels", "Once")]
public sealed class ModelTestViewTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ModelTestViewTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $same = New-Model 1 -Seed 0 { Linear 1 }
            $same.Parameters['0.weight'] = , @(1); $same.Parameters['0.bias'] = @(0)
            function Prices([double]$factor) { New-Dataset (@(100000.5, 200000, 300000, 400000) | ForEach-Object { $_ * $factor }) (@(100000.5, 210000, 299000, 400004) | ForEach-Object { $_ * $factor }) -Task Regression }
            $pair = New-Model 2 -Seed 0 { Linear 2 }
            $pair.Parameters['0.weight'] = @(1, 0), @(0, 1); $pair.Parameters['0.bias'] = @(0, 0)
            $points = New-Dataset (@(3, 0), @(0, 2), @(2, 0), @(0, 1), @(1, 0)) @('cat', 'dog', 'dog', 'cat', 'cat')
            """);
    }

    [Fact]
    public void The_largest_differences_are_those_of_the_model() => Assert.Equal(
        "1 210000 200000 -10000; 2 299000 300000 1000",
        shell.Run("$worst = (Test-Model $same (Prices 1) -Worst 2).Worst; ($worst | ForEach-Object { \"$($_.Row) $($_.True) $($_.Predicted) $($_.Difference)\" }) -join '; '").Single<string>());

    [Theory]
    [InlineData("1", "MeanAbsoluteError 2751", "RootMeanSquaredError 5025", "210000     200000      -10000")]
    [InlineData("0.001", "MeanAbsoluteError 2.751", "RootMeanSquaredError 5.025", "210.00     200.00      -10.00")]
    public void Numbers_of_a_test_have_one_form(string factor, params string[] shown)
    {
        string view = shell.Run($"(Test-Model $same (Prices {factor}) -Worst 2).ToDisplayString()").Single<string>();
        Assert.DoesNotMatch(@"\dE[+-]", view);
        Assert.All(shown, part => Assert.Contains(part, view, StringComparison.Ordinal));
        Assert.All(view.Split('\n'), line => Assert.True(line.TrimEnd().Length < 80, line));
    }

    [Fact]
    public void Metrics_of_large_quantities_are_whole_numbers()
    {
        string view = shell.Run("(Test-Model $same (Prices 1)).Metrics | Out-String -Width 80").Single<string>();
        Assert.DoesNotMatch(@"\dE[+-]", view);
        Assert.Matches(@"MeanAbsoluteError +2751 ", view);
        Assert.Matches(@"MeanSquaredError +2525\d{4} ", view);
    }

    [Fact]
    public void Each_class_has_its_own_figures() => Assert.Equal(
        "cat 3 0.667 0.667 0.667; dog 2 0.5 0.5 0.5",
        shell.Run("((Test-Model $pair $points).PerClass | ForEach-Object { \"$($_.Class) $($_.Count) \" + (($_.Precision, $_.Recall, $_.F1 | ForEach-Object { [math]::Round($_, 3).ToString([cultureinfo]::InvariantCulture) }) -join ' ') }) -join '; '").Single<string>());

    [Fact]
    public void The_most_confident_mistakes_come_first() => Assert.Equal(
        "2 dog cat 0.88; 3 cat dog 0.73",
        shell.Run("((Test-Model $pair $points -Worst 5).Worst | ForEach-Object { \"$($_.Row) $($_.True) $($_.Predicted) \" + [math]::Round($_.Confidence, 2).ToString([cultureinfo]::InvariantCulture) }) -join '; '").Single<string>());

    [Theory]
    [InlineData("1234567.5", "1234568")]
    [InlineData("141823.4", "141823")]
    [InlineData("12.3456", "12.35")]
    [InlineData("0.0012345", "0.001235")]
    [InlineData("0.00000123456", "1.235e-06")]
    [InlineData("2e18", "2e+18")]
    [InlineData("0.0", "0")]
    [InlineData("-0.5", "-0.5")]
    public void A_number_is_short_and_keeps_its_whole_part(string number, string expected) =>
        Assert.Equal(expected, shell.Run($"[NormTools.Display]::Short([double]{number})").Single<string>());
}
