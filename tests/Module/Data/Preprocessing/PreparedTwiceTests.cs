namespace NormTools.Module.Tests;

/// <summary>Samples are prepared once, whatever way they come.</summary>
[Collection("Training runs")]
public sealed class PreparedTwiceTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public PreparedTwiceTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $draw = (New-RandomTensor 120, 2 Normal -Seed 1).ToArray()
            $rows = 0..119 | ForEach-Object {
                [pscustomobject]@{ age = 50 + 20 * $draw[2 * $_]; pay = 3000 + 400 * $draw[2 * $_ + 1]; sex = ('f', 'm', 'x')[$_ % 3]; y = ('no', 'yes')[$_ % 2] }
            }
            $whole = $rows | Import-Dataset -Label y
            $split = $whole | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { OneHot sex; Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            $numbers = $rows | Import-Dataset -Label y -Property age, pay | Split-Dataset -Test 0.25 -Seed 1 -Standardize
            $short = New-Model -Data $numbers -Seed 0 { Linear }
            $null = $short | Start-TrainingRun $numbers -Epoch 1 -Seed 0
            """);
    }

    [Theory]
    [InlineData("$rows | Invoke-Preprocessor $model | Invoke-Model $model")]
    [InlineData("$rows | Invoke-Preprocessor $model | Invoke-Model $model -As Row")]
    [InlineData("$rows | Invoke-Preprocessor $model | Invoke-Preprocessor $model")]
    [InlineData("$model | Test-Model @($rows | Invoke-Preprocessor $model)")]
    public void Prepared_rows_are_refused_once(string script)
    {
        ShellResult result = shell.Run(script);
        Assert.StartsWith("PreparedOtherwise", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    [Fact]
    public void A_tensor_of_prepared_rows_is_known_to_be_prepared() => Assert.Equal("True True", shell.Run("""
        $plain = $rows | Invoke-Model $model
        $other = $rows | Invoke-Preprocessor $model | ConvertTo-Tensor | Invoke-Model $model
        "$(($plain.ToArray() -join ' ') -eq ($other.ToArray() -join ' ')) $($plain.Count -eq 240)"
        """).Single<string>());

    [Theory]
    [InlineData("Invoke-Model $short (New-Tensor -Data $numbers.Test.Feature.ToArray() -Shape 30, 2)")]
    [InlineData("New-Dataset (New-Tensor -Data $numbers.Test.Feature.ToArray() -Shape 30, 2) -Target $numbers.Test.Target -ClassName no, yes | Test-Model $short")]
    [InlineData("$rows | Invoke-Preprocessor $model | Select-Object age, pay, @{ n = 'sex'; e = { 'f' } } | Invoke-Model $model")]
    [InlineData("$rows | Select-Object @{ n = 'age'; e = { ($_.age - 50) / 20 } }, @{ n = 'pay'; e = { ($_.pay - 3000) / 400 } }, sex | Invoke-Model $model -As Row")]
    [InlineData("New-Tensor -Data $numbers.Test.Feature.ToArray() -Shape 30, 2 | Invoke-Preprocessor $short")]
    public void What_looks_prepared_is_told(string script) =>
        Assert.Contains("look as if they had been prepared", Assert.Single(shell.Run(script).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("$rows | Invoke-Model $model")]
    [InlineData("$rows[0..9] | Invoke-Model $model")]
    [InlineData("$rows | Where-Object age -lt 40 | Invoke-Model $model")]
    [InlineData("$rows | Sort-Object pay | Select-Object -First 8 | Invoke-Model $model -As Row")]
    [InlineData("$rows | ForEach-Object { [pscustomobject]@{ age = $_.age / 10; pay = $_.pay; sex = 'f' } } | Invoke-Model $model")]
    [InlineData("$rows | ForEach-Object { [pscustomobject]@{ age = 40; pay = 3000; sex = 'f' } } | Invoke-Model $model")]
    [InlineData("$short | Test-Model $numbers")]
    [InlineData("$whole | Invoke-Model $model")]
    [InlineData("1..60 | ForEach-Object { [pscustomobject]@{ age = 60 + $_ / 10; pay = 5000 + $_; sex = 'm' } } | Invoke-Model $model")]
    public void Ordinary_rows_are_no_reason_for_a_word(string script) => Assert.Empty(shell.Run(script).Warnings);

    [Theory]
    [InlineData("Standardize; Standardize", true)]
    [InlineData("RobustScale; RobustScale", true)]
    [InlineData("MinMaxScale; MinMaxScale", true)]
    [InlineData("Standardize; Impute Median; Standardize", true)]
    [InlineData("MinMaxScale; Standardize", false)]
    [InlineData("Standardize; Polynomial; Standardize", false)]
    [InlineData("Standardize", false)]
    public void A_step_that_changes_nothing_behind_another_is_told(string steps, bool isTold) => Assert.Equal(
        isTold,
        shell.Run($"$null = $rows | Import-Dataset -Label y -Property age, pay | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor {{ {steps} }}")
            .Warnings.Any(warning => warning.Contains("changes nothing", StringComparison.Ordinal)));

    [Fact]
    public void The_short_form_goes_there_and_back_as_its_step_does() => Assert.Equal("True True True", shell.Run("""
        $x = $numbers.Test.Feature
        $raw = New-Tensor -Data ($whole | ForEach-Object { $rows | ForEach-Object { $_.age; $_.pay } }) -Shape 120, 2 -DType Float64
        $y = $raw | Invoke-Preprocessor $short
        $steps = New-Preprocessor { Standardize } -Data (New-Tensor -Data @($rows | ForEach-Object { $_.age; $_.pay }) -Shape 120, 2)
        $mine = ($rows[0] | Invoke-Preprocessor $short)
        $back = $y | Invoke-Preprocessor $short -Inverse
        "$([Math]::Abs($mine.age - $y[0, 0]) -lt 1e-6) $([Math]::Abs($back[5, 1] - $raw[5, 1]) -lt 1e-9) $([Math]::Abs($y[0, 0]) -lt 4)"
        """).Single<string>());

    [Theory]
    [InlineData("$y[0]", 1)]
    [InlineData("$y[0..2]", 3)]
    [InlineData("$y['0:3']", 1)]
    public void A_slice_of_the_output_goes_back_row_by_row(string slice, int tensors) => Assert.Equal($"{tensors} True", shell.Run($$"""
        $y = $split.Test.Feature
        $all = $y | Invoke-Preprocessor $model -Inverse
        $some = @({{slice}} | Invoke-Preprocessor $model -Inverse)
        "$($some.Count) $($some[-1][-1, 0] -eq $all[({{tensors}} -eq 1 -and $some[0].Shape[0] -eq 3 ? 2 : $some.Count - 1), 0])"
        """).Single<string>());
}
