namespace NormTools.Module.Tests;

/// <summary>What Initialize-Model refuses: one error, and the model as it was.</summary>
[Trait("Levels", "Once")]
public sealed class InitializeModelRefusalTests : IClassFixture<Shell>
{
    private const string Mlp = "{ Linear 16; BatchNorm; ReLU; Linear 8; Tanh; Linear 3 }";

    private readonly Shell shell;

    public InitializeModelRefusalTests(Shell shell)
    {
        this.shell = shell;
        Assert.Empty(shell.Run(ModelValues.Function).All<object>());
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
    [InlineData("Kaiming -Name '0.[w'", "InvalidPattern")]
    [InlineData("Kaiming -LayerType 'Lin[e'", "InvalidPattern")]
    [InlineData("Sparse -Sparsity 2", "InvalidSparsity")]
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

    [Theory]
    [InlineData("throw 'broken'", "broken")]
    [InlineData("Get-Command nosuch", "nosuch")]
    [InlineData("nosuch", "nosuch")]
    [InlineData("1 / 0", "divide")]
    [InlineData("$layer.Parameters['weight'] = 'text'", "text")]
    [InlineData("New-WeightTensor 2, 2 Zeros", "The script block wrote a Tensor")]
    public void A_script_that_fails_in_the_third_layer_leaves_the_model_as_it_was(string failure, string says)
    {
        ShellResult result = shell.Run(
            $$"""
            $seen = @()
            $m = New-Model 6 -Seed 0 {{Mlp}}
            $before = Values $m
            $state = -join $m.Generator.GetState()
            try {
                $m | Initialize-Model -Seed 9 -ErrorAction Stop -Script {
                    param($layer, $generator)
                    $script:seen += $layer.Name
                    if ($script:seen.Count -eq 3) { {{failure}} }
                    $null = New-RandomTensor 3 -Generator $m.Generator
                    foreach ($state in $layer.Parameters, $layer.Buffers) {
                        foreach ($tensor in $state.Values) { $tensor.Fill(7) }
                    }
                }
            } catch { "$_" }
            $seen -join ' '
            "$before" -eq "$(Values $m)" -and $state -eq (-join $m.Generator.GetState()) -and $m.Seed -eq 0
            """);
        object[] output = result.All<object>();
        Assert.Contains(says, output[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["0 1 2", true], output[1..]);
    }

    [Fact]
    public void A_script_that_is_stopped_leaves_the_model_as_it_was()
    {
        shell.Run($"$m = New-Model 6 -Seed 0 {Mlp}; $before = Values $m");
        ShellResult result = shell.RunUntil(
            sofar => sofar.Verbose.Any(),
            """
            function Wait-Long { [CmdletBinding()] param() $PSCmdlet.WriteVerbose('waiting'); while ($true) { } }
            $m | Initialize-Model -Script {
                param($layer)
                foreach ($tensor in $layer.Parameters.Values) { $tensor.Fill(7) }
                if ($layer.Name -eq '3') { Wait-Long -Verbose }
            }
            """);
        Assert.True(result.Stopped);
        Assert.True(shell.Run("\"$before\" -eq \"$(Values $m)\"").Single<bool>());
    }

    [Fact]
    public void A_warning_that_stops_leaves_the_model_as_it_was()
    {
        ShellResult result = shell.Run(
            $$"""
            $m = New-Model 6 -Seed 0 {{Mlp}}; $before = Values $m
            $m | Initialize-Model TruncatedNormal -Mean 5 -WarningAction Stop
            """);
        Assert.Contains("0.weight: mean is more than 2 std", result.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.True(shell.Run("\"$before\" -eq \"$(Values $m)\"").Single<bool>());
    }

    [Fact]
    public void Torchs_warning_of_a_truncated_normal_names_each_parameter() => Assert.Equal(
        ["0.weight: mean", "3.weight: mean", "5.weight: mean"],
        shell.Run($"New-Model 6 -Seed 0 {Mlp} | Initialize-Model TruncatedNormal -Mean 5").Warnings
            .Select(warning => warning[..14]));

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
