namespace NormTools.Module.Tests;

/// <summary>A name that is not known is answered with the one that was meant.</summary>
[Collection("Training runs")]
public sealed class SuggestionTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData("-Metric AUC", "RocAuc")]
    [InlineData("-Metric Acuracy", "Accuracy")]
    [InlineData("-Loss sparse_categorical_crossentropy", "CrossEntropy")]
    [InlineData("-Loss bce", "BinaryCrossEntropy")]
    [InlineData("-Optimizer Adamm", "Adam")]
    [InlineData("-Schedule CosineAnealingLR", "CosineAnnealingLR")]
    public void A_run_says_what_was_meant(string arguments, string meant) => AssertMeant(
        $$"""
        $data = New-Dataset (New-Tensor 6, 2 -Value 1) (0, 1, 0, 1, 0, 1)
        New-Model 2 -Seed 0 { Linear 2 } | Start-TrainingRun $data -Validation $data {{arguments}}
        """,
        meant);

    [Theory]
    [InlineData("-Loss mse", "Loss", "MeanSquaredError")]
    [InlineData("-Loss MAE", "Loss", "MeanAbsoluteError")]
    [InlineData("-Metric mae", "Metric", "MeanAbsoluteError")]
    [InlineData("-Metric RMSE", "Metric", "RootMeanSquaredError")]
    [InlineData("-Metric mape", "Metric", "MeanAbsolutePercentageError")]
    public void Short_names_that_everybody_types_are_taken(string arguments, string option, string name) =>
        Assert.Equal(name, TensorText.Of(shell, $$"""
            $pairs = New-Dataset (New-Tensor 6, 2 -Value 1) (0.5, 1.5, 0.5, 1.5, 0.5, 1.5)
            "$((New-Model 2 -Seed 0 { Linear 1 } | Start-TrainingRun $pairs {{arguments}} -Epoch 1).Options.{{option}})"
            """));

    [Theory]
    [InlineData("New-Model 4 { Dense 8 }", "Linear")]
    [InlineData("New-Model 4 { Linaer 8 }", "Linear")]
    [InlineData("New-Model 4 { BatchNormalization }", "BatchNorm")]
    [InlineData("New-Preprocessor { StandardScaler }", "Standardize")]
    [InlineData("New-Preprocessor { OneHotEncoder }", "OneHot")]
    [InlineData("New-WeightTensor 4, 4 he_normal", "KaimingNormal")]
    [InlineData("New-WeightTensor 4, 4 glorot_uniform", "XavierUniform")]
    [InlineData("New-Model 4 { Linear 2 } | Initialize-Model he_normal", "KaimingNormal")]
    public void Names_of_other_libraries_are_translated(string script, string meant) => AssertMeant(script, meant);

    [Theory]
    [InlineData("New-WeightTensor 4, 4 Banana")]
    [InlineData("New-Model 4 { Banana }")]
    public void A_name_that_is_near_to_none_gets_no_suggestion(string script) =>
        Assert.DoesNotContain("Did you mean", Message(script), StringComparison.Ordinal);

    [Theory]
    [InlineData("New-WeightTensor 4, 4 Lsuv", "Initialize-Model Lsuv")]
    [InlineData("New-WeightTensor 4, 4 transformer", "Initialize-Model transformer")]
    [InlineData("New-WeightTensor 4, 4 Sparse", "-Sparsity 0.1")]
    public void An_initialisation_says_where_it_belongs(string script, string part) =>
        Assert.Contains(part, Message(script), StringComparison.Ordinal);

    [Fact]
    public void Init_and_Scheme_are_one_name()
    {
        const string Script =
            """
            $one = New-WeightTensor 3, 3 -Scheme KaimingNormal -Seed 1
            $other = New-Model 3 { Linear 3 } | Initialize-Model -Init KaimingNormal -Seed 1 -PassThru
            ($one.ToArray() -join ' ') -eq ($other.Parameters['0.weight'].ToArray() -join ' ')
            """;
        Assert.Equal("True", TensorText.Of(shell, Script));
    }

    private void AssertMeant(string script, string meant) =>
        Assert.Contains($"Did you mean {meant}?", Message(script), StringComparison.Ordinal);

    private string Message(string script)
    {
        ShellResult result = shell.Run(script);
        return result.Failure is { } failure ? failure.Exception.Message : result.Errors.First().Exception.Message;
    }
}
