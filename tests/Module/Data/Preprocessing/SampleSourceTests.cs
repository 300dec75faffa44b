namespace NormTools.Module.Tests;

/// <summary>A tensor of samples knows what they went through and what their rows are for, in whatever shape it comes.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SampleSourceTests : IDisposable
{
    private readonly Shell shell = new();

    public SampleSourceTests()
    {
        ShellResult result = shell.Run(
            """
            $file = Join-Path $args[0] data/iris.csv
            $raw = Import-Dataset $file -Label label | Split-Dataset -Test 30 -Seed 1
            $split = Import-Dataset $file -Label label | Split-Dataset -Test 30 -Seed 1 -Preprocessor { Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear 3 }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            $x = $split.Train.Feature
            $expected = Invoke-Model $model $split.Train
            """,
            BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("$x[0..4]", "$expected[0..4]")]
    [InlineData("$x['0:5']", "$expected['0:5']")]
    [InlineData("$x['5:20:3', ':']", "$expected['5:20:3']")]
    [InlineData("$x[(7, 3), '...']", "$expected[(7, 3), ':']")]
    [InlineData("$x.Slice(0, 2, 9)", "$expected.Slice(0, 2, 9)")]
    [InlineData("$x[3].Reshape(1, -1)", "$expected['3:4']")]
    [InlineData("$x.Reshape(4, 30, 4)[2]", "$expected.Reshape(4, 30, 3)[2]")]
    [InlineData("$x.Clone().To('Float64').Reshape(-1, 4)[0..4]", "$expected[0..4]")]
    [InlineData("$x[':', '0:4']", "$expected")]
    [InlineData("(Invoke-Preprocessor $model $raw.Train.Feature)[0..4]", "$expected[0..4]")]
    public void Samples_that_were_scaled_are_not_scaled_again(string samples, string outputs) =>
        Assert.Equal(shell.Run($"({outputs}).ToArray()").All<float>(), shell.Run($"(Invoke-Model $model ({samples})).ToArray()").All<float>());

    [Theory]
    [InlineData("New-Dataset $x[0..19] (1..20) -Standardize")]
    [InlineData("New-Dataset $x (1..120) | Split-Dataset -Test 5 -Standardize")]
    [InlineData("New-Dataset $x.Reshape(30, 16) (1..30) -Standardize")]
    [InlineData("New-Dataset $x[':', '1:3'] (1..120) -Standardize")]
    [InlineData("New-Dataset $x[':', (2, 0)] (1..120) | Split-Dataset -Test 5 -Preprocessor { Standardize }")]
    [InlineData("New-Dataset $x.Transpose() (1..4) -Standardize")]
    [InlineData("New-Dataset $x[':', 1] (1..120) -Standardize")]
    [InlineData("New-Dataset (New-Dataset $x (1..120)).Feature (1..120) -Standardize")]
    [InlineData("New-Dataset (New-Dataset $x (1..120))[0..9].Feature (1..10) -Standardize")]
    [InlineData("New-Dataset (Invoke-Preprocessor $model $raw.Train.Feature) (1..120) -Standardize")]
    [InlineData("Invoke-Preprocessor $split (New-Dataset $x (1..120))")]
    [InlineData("New-Dataset (Import-Dataset $file -Label label -Standardize).Feature (1..150) -Standardize")]
    public void Scaling_twice_is_told(string script) => Assert.Contains(
        shell.Run($"$null = {script}").Warnings, warning => warning.Contains("scaled twice", StringComparison.Ordinal));

    [Fact]
    public void Preparing_twice_by_the_same_steps_is_told() => Assert.Contains(
        shell.Run("$null = Invoke-Preprocessor $model $x['0:9']").Warnings, warning => warning.Contains("twice", StringComparison.Ordinal));

    [Theory]
    [InlineData("$raw.Train.Feature[':', (3, 2, 1, 0)]", "$expected")]
    [InlineData("$raw.Train.Feature.Slice(1, 0, 4)", "$expected")]
    [InlineData("$raw.Train.Feature[7].Reshape(1, 4)", "$expected['7:8']")]
    public void Columns_of_raw_samples_keep_their_names(string samples, string outputs) =>
        Assert.Equal(shell.Run($"({outputs}).ToArray()").All<float>(), shell.Run($"(Invoke-Model $model ({samples})).ToArray()").All<float>());

    [Theory]
    [InlineData("$x[':', (3, 2, 1, 0)]", "PreparedOtherwise")]
    [InlineData("(Invoke-Preprocessor $model $x -WarningAction Ignore)", "PreparedOtherwise")]
    [InlineData("$raw.Train.Feature[':', (0, 1, 2)]", "MissingColumn")]
    [InlineData("(New-Dataset $x[':', (3, 2, 1, 0)] (1..120))", "PreparedOtherwise")]
    public void Other_columns_than_those_of_the_steps_are_refused(string samples, string id) => shell.Run($"Invoke-Model $model {samples}").Error(id);

    [Fact]
    public void A_data_set_of_prepared_samples_teaches_a_model_what_they_went_through()
    {
        shell.Run(
            """
            $own = New-Dataset (Invoke-Preprocessor $model $raw.Train.Feature) $raw.Train.Target.ToArray()
            $other = New-Model -Data $own -Seed 0 { Linear 3 }
            $null = $other | Start-TrainingRun $own -Epoch 1 -Seed 0
            $rows = $raw.Train | Select-Dataset -As Row
            """);
        Assert.Equal(shell.Run("$expected.ToArray()").All<float>(), shell.Run("($rows | Invoke-Model $other -WarningAction Ignore).ToArray()").All<float>());
        Assert.Equal(shell.Run("$expected.ToArray()").All<float>(), shell.Run("(Invoke-Model $other $own).ToArray()").All<float>());
    }

    [Theory]
    [InlineData("New-Preprocessor { Standardize } -Data $raw.Test.Feature")]
    [InlineData("New-Preprocessor { Standardize } -Data $raw.Test.Feature[0..4]")]
    [InlineData("New-Preprocessor { Standardize } -Data $raw.Test[0..4]")]
    [InlineData("New-Dataset $raw.Test.Feature (1..30) -Standardize")]
    [InlineData("New-Dataset $raw.Test.Feature['0:10'] (1..10) | Split-Dataset -Test 2 -Preprocessor { Standardize }")]
    [InlineData("New-Dataset $raw.Test.Feature (1..30) | Split-Dataset -Test 2 -Standardize")]
    [InlineData("Join-Dataset $raw.Train, $raw.Test | Split-Dataset -Test 2 -Standardize")]
    public void Nothing_is_learnt_from_rows_that_were_set_aside(string script) => shell.Run(script).Error("FitOnTestRows");
}
