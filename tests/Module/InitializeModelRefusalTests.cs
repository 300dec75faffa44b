namespace NormTools.Module.Tests;

/// <summary>What Initialize-Model refuses: one error, and the model as it was.</summary>
public sealed class InitializeModelRefusalTests : IClassFixture<Shell>
{
    private const string Mlp = "{ Linear 16; BatchNorm; ReLU; Linear 8; Tanh; Linear 3 }";

    private readonly Shell shell;

    public InitializeModelRefusalTests(Shell shell)
    {
        this.shell = shell;
        Assert.Empty(shell.Run(
            """
            function Values($model) {
                foreach ($state in $model.Parameters, $model.Buffers) {
                    foreach ($name in $state.Keys) { "${name}: " + ($state[$name].ToArray() -join ' ') }
                }
            }
            """).All<object>());
    }

    [Theory]
    [InlineData("Foo", "UnknownInitialization")]
    [InlineData("Kaiming -Bias Foo", "InvalidBias")]
    [InlineData("Kaiming -Bias $true", "InvalidBias")]
    [InlineData("Kaiming -Name nope", "NothingToInitialize")]
    [InlineData("Kaiming -LayerType Conv*", "NothingToInitialize")]
    [InlineData("Kaiming -LayerType ReLU", "NothingToInitialize")]
    [InlineData("Kaiming -Name 1.*", "NothingToInitialize")]
    [InlineData("Kaiming -Name *.weight -Bias 1", "ParameterHasNoEffect")]
    [InlineData("Default -LayerType BatchNorm -Bias 1", "ParameterHasNoEffect")]
    [InlineData("Kaiming -Value 1", "ParameterHasNoEffect")]
    [InlineData("Default -Gain 2", "ParameterHasNoEffect")]
    [InlineData("Transformer -Mean 2", "ParameterHasNoEffect")]
    [InlineData("Kaiming -Data (New-Tensor 4, 6)", "ParameterHasNoEffect")]
    [InlineData("Kaiming -BatchSize 4", "ParameterHasNoEffect")]
    [InlineData("-Script { } -Gain 2", "ParameterHasNoEffect")]
    [InlineData("-Script { } -Name 0.*", "ParameterHasNoEffect")]
    [InlineData("-Script { } -LayerType Conv*", "NothingToInitialize")]
    [InlineData("-Script { New-WeightTensor 2, 2 Zeros }", "ScriptOutput")]
    [InlineData("-Script { nosuch }", "CommandNotFoundException")]
    [InlineData("-Script { throw 'broken' }", "broken")]
    [InlineData(
        "-Script { param($layer) $layer.Parameters['weight'] = New-Tensor 1, 1 } -LayerType Linear", "ShapeMismatch")]
    [InlineData("Constant", "ParameterMissing")]
    [InlineData("Lsuv", "ParameterMissing")]
    [InlineData("Lsuv -Data (New-Tensor 4, 5)", "FeatureWidthMismatch")]
    [InlineData("Lsuv -Data (New-Tensor 4, 6)", "NoVariance")]
    [InlineData("Lsuv -Data (New-Tensor 4, 6 -Value NaN)", "NoVariance")]
    [InlineData("Dirac", "NotAConvolution")]
    [InlineData("Eye -LayerType *Norm*", "NotAMatrix")]
    [InlineData("Kaiming -Gain NaN", "InvalidDeviation")]
    [InlineData("Kaiming -Seed 1 -Generator (New-RandomGenerator)", "SeedAndGenerator")]
    [InlineData("Kaiming -SeedPerParameter -Generator (New-RandomGenerator)", "GeneratorForEach")]
    public void What_cannot_be_is_one_clear_error_and_leaves_the_model_as_it_was(string arguments, string id)
    {
        ShellResult result = shell.Run(
            $$"""
            $m = New-Model 6 -Seed 0 {{Mlp}}
            $before = Values $m
            $state = -join $m.Generator.GetState()
            $m | Initialize-Model {{arguments}}
            """);
        result.Error(id);
        ShellResult after = shell.Run("\"$before\" -eq \"$(Values $m)\"; $state -eq (-join $m.Generator.GetState())");
        Assert.Equal([true, true], after.All<bool>());
    }

    [Fact]
    public void An_error_names_the_parameter()
    {
        ShellResult result = shell.Run($"New-Model 6 -Seed 0 {Mlp} | Initialize-Model Kaiming -LayerType BatchNorm");
        Assert.StartsWith("1.weight: ", result.Error("TooFewDimensions").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_model_does_not_stop_the_next()
    {
        ShellResult result = shell.Run(
            $$"""
            $gone = New-Model 6 -Seed 0 {{Mlp}}; $gone.Dispose()
            $gone, (New-Model 6 -Seed 0 {{Mlp}}) | Initialize-Model Kaiming -Seed 1 -PassThru
            """);
        result.Error("ModelDisposed");
        Assert.Single(result.Objects);
    }
}
