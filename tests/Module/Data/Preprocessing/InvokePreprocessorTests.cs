using System.Text.Json;

namespace NormTools.Module.Tests;

public sealed class InvokePreprocessorTests : IDisposable
{
    private readonly Shell shell = new();

    public static TheoryData<int> Scalers => ReferenceCases.Numbers(
        "features", @case => @case.GetProperty("op").GetString() is "StandardScaler" or "MinMaxScaler" or "RobustScaler" or "MaxAbsScaler"
            && !@case.GetProperty("args").EnumerateObject().Any());

    public void Dispose() => shell.Dispose();

    [Theory]
    [MemberData(nameof(Scalers))]
    public void A_tensor_goes_there_and_back_with_scikit_learns_numbers(int number)
    {
        JsonElement @case = ReferenceCases.Load("features")[number];
        string step = @case.GetProperty("op").GetString()!.Replace("StandardScaler", "Standardize", StringComparison.Ordinal)
            .Replace("Scaler", "Scale", StringComparison.Ordinal);
        shell.Give("x", @case.GetProperty("x"));
        shell.Run($"$p = New-Preprocessor {{ {step} }} -Data $x; $y = $x | Invoke-Preprocessor $p");
        Near(@case.GetProperty("y"), "$y");
        Near(@case.GetProperty("x"), "$y | Invoke-Preprocessor $p -Inverse");
    }

    [Fact]
    public void Rows_and_data_sets_go_through_the_same_steps()
    {
        string[] shown = shell.Run("""
            $iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label
            $p = New-Preprocessor { Standardize sepal*; Clip petal* -Maximum 2 } -Data $iris
            $rows = Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object -First 2 | Invoke-Preprocessor $p -WarningAction Ignore
            $data = $iris | Invoke-Preprocessor $p
            $x = $data.Feature
            0..1 | ForEach-Object { [Math]::Abs($rows[$_].sepalLength - $x[$_, 0]) -lt 1e-6 }
            $data.Preprocessor.Step.Count
            $x[60, 2]
            """, BuiltModule.Repository).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Equal(["True", "True", "2", "2"], shown);
    }

    [Fact]
    public void Components_have_shares_that_sum_to_one_and_loadings_of_length_one()
    {
        string[] shown = shell.Run("""
            $iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label
            $all = $iris | Measure-PrincipalComponent -Standardize
            $all.Name -join ' '
            '{0:0.0000}' -f $all[0].Share
            '{0:0.000000}' -f $all[-1].Cumulative
            '{0:0.000000}' -f ($all[1].Loading.Values | ForEach-Object { $_ * $_ } | Measure-Object -Sum).Sum
            """, BuiltModule.Repository).All<string>();
        Assert.Equal(["pc1 pc2 pc3 pc4", "0.7296", "1.000000", "1.000000"], shown);
    }

    [Fact]
    public void Components_of_prepared_data_are_those_of_its_prepared_columns()
    {
        Assert.Equal(["kind_p kind_q size", "kind_p kind_q", "True"], shell.Run(
            """
            $gapped = 0..39 | ForEach-Object { [pscustomobject]@{ kind = ('p', 'q')[$_ % 2]; size = if ($_ % 5) { $_ } else { '' }; y = ('no', 'yes')[$_ % 3 -eq 0] } }
            $made = $gapped | Import-Dataset -Label y | Split-Dataset -Test 8 -Seed 0 -Preprocessor { Impute; OneHot; Standardize }
            $parts = $made | Measure-PrincipalComponent -Verbose 4> $null
            ($parts[0].Loading.Keys | Sort-Object) -join ' '
            (($made.Train | Measure-PrincipalComponent -Column kind_*)[0].Loading.Keys | Sort-Object) -join ' '
            [string](($made | Measure-PrincipalComponent -Verbose 4>&1 | Select-Object -First 1) -like 'The columns are those that the preprocessor gives*')
            """).All<string>());
        Assert.Contains("test", shell.Run("$made.Test | Measure-PrincipalComponent").Error("FitOnTestRows").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1..3 | Invoke-Preprocessor (New-Preprocessor { Standardize })", "NotFitted")]
    [InlineData("$null = ConvertTo-Tensor 1, 2 | Invoke-Preprocessor 7", "NotAPreprocessor")]
    [InlineData("$p = New-Preprocessor { Clip -Minimum 0 } -Data (1..3); ConvertTo-Tensor 1, 2 | Invoke-Preprocessor $p -Inverse", "NoInverse")]
    [InlineData("$p = New-Preprocessor { Standardize } -Data (1..3); ConvertTo-Tensor @(,@(1, 2)) | Invoke-Preprocessor $p", "FeatureWidthMismatch")]
    public void What_cannot_be_sent_through_is_one_error(string script, string id) =>
        Assert.Equal(id, shell.Run(script).Errors[0].FullyQualifiedErrorId.Split(',')[0]);

    private void Near(JsonElement tensor, string expression)
    {
        double[] expected = tensor.Doubles(), actual = TensorText.Values(shell, expression);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                double.IsNaN(expected[i]) ? double.IsNaN(actual[i]) : Math.Abs(actual[i] - expected[i]) <= 1e-9 * Math.Max(1, Math.Abs(expected[i])),
                $"[{i}] is {actual[i]:R} and not {expected[i]:R}.");
        }
    }
}
