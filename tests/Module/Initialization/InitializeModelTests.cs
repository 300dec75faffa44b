using System.Security.Cryptography;
using System.Text;

namespace NormTools.Module.Tests;

/// <summary>Initialize-Model: schemes, choice of layers and parameters, biases, streams, script blocks, LSUV.</summary>
[Collection("Training runs")]
public sealed class InitializeModelTests : IClassFixture<Shell>
{
    private const string Mlp = "{ Linear 16; BatchNorm; ReLU; Linear 8; Tanh; Linear 3 }";
    private const string Blocks =
        "{ LayerNorm; Residual { Linear 6; GELU; Linear 6 }; "
        + "Residual { LayerNorm; Linear 12; GELU; Linear 6 }; Linear 2 }";

    private readonly Shell shell;

    public InitializeModelTests(Shell shell)
    {
        this.shell = shell;
        Assert.Empty(shell.Run(ModelValues.Function).All<object>());
    }

    [Theory]
    [InlineData("6", Mlp)]
    [InlineData("6", Blocks)]
    [InlineData(
        "2, 8, 8",
        "{ Conv2d 4 3; BatchNorm; ReLU; MaxPool 2; ConvTranspose2d 3 2; GroupNorm 3; Flatten; Linear 5 -NoBias }")]
    [InlineData("2, 9", "{ Conv1d 4 3 -Group 2; InstanceNorm -Affine; RMSNorm; Flatten; Linear 5 }")]
    public void Default_of_a_seed_is_a_new_model_of_that_seed(string shape, string layers)
    {
        string[] results = shell.Run(
            $$"""
            $a = New-Model {{shape}} -Seed 42 {{layers}}
            $b = New-Model {{shape}} -Seed 1 {{layers}}
            $null = New-RandomTensor (@(8) + $b.InputShape) Normal -Seed 3 | Invoke-Model $b -Training
            $b | Initialize-Model Default -Seed 42
            (Values $a) -join "`n"
            (Values $b) -join "`n"
            -join $a.Generator.GetState()
            -join $b.Generator.GetState()
            """).All<string>();
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[2], results[3]);
    }

    [Theory]
    [InlineData("Kaiming", "KaimingNormal")]
    [InlineData("Xavier", "XavierUniform")]
    [InlineData("Orthogonal -Gain relu", "Orthogonal -Gain relu")]
    [InlineData("Lecun", "LecunNormal")]
    [InlineData("Sparse -Sparsity 0.3", "Sparse -Sparsity 0.3")]
    [InlineData("Uniform -Minimum -0.1 -Maximum 0.1", "Uniform -Minimum -0.1 -Maximum 0.1")]
    [InlineData(
        "VarianceScaling -Scale 2 -Mode FanOut -Distribution Uniform",
        "VarianceScaling -Scale 2 -Mode FanOut -Distribution Uniform")]
    [InlineData("Keras", "XavierUniform")]
    [InlineData("Flax", "LecunNormal")]
    [InlineData("Transformer", "Normal -StandardDeviation 0.02")]
    public void A_scheme_draws_each_weight_in_turn_from_one_stream(string scheme, string init)
    {
        // In PyTorch: torch.manual_seed(7), then the function on each weight and zeros_ on each bias, by module.apply.
        string[] results = shell.Run(
            $$"""
            $m = New-Model 6 -Seed 0 {{Mlp}}
            $m | Initialize-Model {{scheme}} -Seed 7
            $g = New-RandomGenerator 7
            foreach ($name in '0', '3', '5') {
                $w = $m.Parameters["$name.weight"]
                ($w.ToArray() -join ' ') -eq ((New-WeightTensor $w.Shape {{init}} -Generator $g).ToArray() -join ' ')
                ($m.Parameters["$name.bias"] | Measure-Tensor).Maximum -eq 0
            }
            (-join $m.Generator.GetState()) -eq (-join $g.GetState())
            $m.Seed -eq 7
            """).All<bool>().Select(isSo => isSo.ToString()).ToArray();
        Assert.Equal(Enumerable.Repeat("True", 8), results);
    }

    [Fact]
    public void Without_a_seed_it_goes_on_with_the_models_stream()
    {
        string[] results = shell.Run(
            $$"""
            $a = New-Model 6 -Seed 3 {{Mlp}}
            $b = New-Model 6 -Seed 3 {{Mlp}}
            $state = $b.Generator.GetState()
            $a | Initialize-Model Xavier
            $b | Initialize-Model Xavier -Generator (New-RandomGenerator -State $state)
            (Values $a) -join "`n"
            (Values $b) -join "`n"
            (-join $state) -eq (-join $b.Generator.GetState())
            """).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Equal(results[0], results[1]);
        Assert.Equal("True", results[2]); // -Generator leaves the model's stream alone
    }

    [Fact]
    public void A_generator_is_moved_on_from_model_to_model() => Assert.Equal(2, shell.Run(
        """
        $g = New-RandomGenerator 5
        $two = (New-Model 4 -Seed 0 { Linear 4 }), (New-Model 4 -Seed 0 { Linear 4 })
        $two | Initialize-Model Kaiming -Generator $g
        $two | ForEach-Object { (Values $_) -join ' ' }
        """).All<string>().Distinct().Count());

    [Fact]
    public void With_a_seed_for_each_parameter_a_layer_more_leaves_the_others_as_they_were()
    {
        string[] results = shell.Run(
            """
            $short = New-Model 6 -Seed 1 { Linear 5; ReLU; Linear 4 }
            $long = New-Model 6 -Seed 2 { Linear 5; ReLU; Linear 4; ReLU; Linear 4 }
            $short, $long | Initialize-Model Kaiming -Bias Default -Seed 9 -SeedPerParameter
            $common = (Values $short).Count
            (Values $short) -join "`n"
            (Values $long)[0..($common - 1)] -join "`n"
            """).All<string>();
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void The_seed_of_a_parameter_is_the_hash_of_seed_and_name()
    {
        ulong seed = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes("9/2.weight")), 0);
        Assert.True(shell.Run(
            $$"""
            $m = New-Model 6 -Seed 1 { Linear 5; ReLU; Linear 4 }
            $m | Initialize-Model Xavier -Seed 9 -SeedPerParameter
            $expected = New-WeightTensor 4, 5 Xavier -Seed {{seed}}
            ($m.Parameters['2.weight'].ToArray() -join ' ') -eq ($expected.ToArray() -join ' ')
            """).Single<bool>());
    }

    [Theory]
    [InlineData("", "0.weight 0.bias 3.weight 3.bias 5.weight 5.bias")]
    [InlineData("-Name 0.*", "0.weight 0.bias")]
    [InlineData("-Name 3.weight, 5.*", "3.weight 5.weight 5.bias")]
    [InlineData("-Name *.weight", "0.weight 3.weight 5.weight")]
    [InlineData("-LayerType Linear -Name *.BIAS", "0.bias 3.bias 5.bias")]
    [InlineData("-LayerType BatchNorm", "1.weight 1.bias")]
    [InlineData("-LayerType BatchNorm1d", "1.weight 1.bias")]
    [InlineData("-LayerType lin*, *norm*", "0.weight 0.bias 1.weight 1.bias 3.weight 3.bias 5.weight 5.bias")]
    [InlineData("-Bias Keep", "0.weight 3.weight 5.weight")]
    public void Layers_and_parameters_are_chosen_by_type_and_name(string choice, string expected)
    {
        string changed = shell.Run(
            $$"""
            $m = New-Model 6 -Seed 0 {{Mlp}}
            foreach ($name in $m.Parameters.Keys) { $m.Parameters[$name] = 7 }
            $m | Initialize-Model Constant -Value 0.25 {{choice}}
            ($m.Parameters.Keys | Where-Object { $m.Parameters[$_].ToArray()[0] -ne 7 }) -join ' '
            """).Single<string>();
        Assert.Equal(expected, changed);
    }

    [Theory]
    [InlineData("Kaiming", "0 0 0")]
    [InlineData("Kaiming -Bias Zero", "0 0 0")]
    [InlineData("Kaiming -Bias 0.01", "0.01 0.01 0.01")]
    [InlineData("Kaiming -Bias -1e-3", "-0.001 -0.001 -0.001")]
    [InlineData("Kaiming -Bias Keep", "7 7 7")]
    [InlineData("Transformer", "0 0 0")]
    public void Biases_are_what_was_asked_for(string scheme, string expected) => Assert.Equal(expected, shell.Run(
        $$"""
        $m = New-Model 6 -Seed 0 {{Mlp}}
        foreach ($name in '0', '3', '5') { $m.Parameters["$name.bias"] = 7 }
        $m | Initialize-Model {{scheme}} -Seed 1
        ('0', '3', '5' | ForEach-Object { $m.Parameters["$_.bias"].ToArray()[0] }) -join ' '
        """).Single<string>());

    [Fact]
    public void A_default_bias_lies_within_one_over_the_root_of_fan_in() => Assert.InRange(shell.Run(
        $$"""
        $m = New-Model 400 -Seed 0 { Linear 1000 }
        $m | Initialize-Model Kaiming -Bias Default -Seed 1
        ($m.Parameters['0.bias'] | Measure-Tensor).Maximum
        """).Single<double>(), 0.0499, 0.05);

    [Theory]
    [InlineData("", 0.02)]
    [InlineData("-StandardDeviation 0.5", 0.5)]
    public void Transformer_scales_what_ends_in_a_skip_connection_and_resets_norms(string arguments, double std)
    {
        double[] results = shell.Run(
            $$"""
            $m = New-Model 64 -Seed 0 {
                LayerNorm
                Residual { Linear 64; GELU; Linear 64 }
                Residual { LayerNorm; Linear 64; GELU; Linear 64 }
                Linear 64
            }
            $m.Parameters['0.weight'] = 3; $m.Parameters['0.bias'] = 3
            $m | Initialize-Model Transformer {{arguments}} -Seed 1
            foreach ($name in '1.0', '1.2', '2.1', '2.3', '3') {
                [Math]::Sqrt(($m.Parameters["$name.weight"] | Measure-Tensor).Variance)
            }

            [double]$m.Parameters['0.weight'].ToArray()[0]; [double]$m.Parameters['0.bias'].ToArray()[0]
            """).All<double>();
        double scaled = std / Math.Sqrt(2);
        double[] expected = [std, scaled, std, scaled, std];
        Assert.All(expected.Zip(results), pair => Assert.Equal(pair.First, pair.Second, pair.First * 0.05));
        Assert.Equal([1, 0], results[5..]);
    }

    [Fact]
    public void A_shortcut_is_not_the_end_of_its_residual()
    {
        double[] results = shell.Run(
            """
            $m = New-Model 64 -Seed 0 { Residual { Linear 64; GELU; Linear 64 } -Shortcut { Linear 64 }; Residual { Linear 64 } }
            $m | Initialize-Model Transformer -Seed 1
            foreach ($name in '0.0', '0.2', '0.shortcut.0', '1.0') {
                [Math]::Sqrt(($m.Parameters["$name.weight"] | Measure-Tensor).Variance)
            }
            """).All<double>();
        double scaled = 0.02 / Math.Sqrt(2);
        double[] expected = [0.02, scaled, 0.02, scaled];
        Assert.All(expected.Zip(results), pair => Assert.Equal(pair.First, pair.Second, pair.First * 0.05));
    }

    [Fact]
    public void A_script_block_sees_each_layer_with_its_parameters_inner_before_outer()
    {
        string[] seen = shell.Run(
            $$"""
            $script:seen = @()
            New-Model 6 -Seed 0 {{Blocks}} | Initialize-Model {
                param($layer)
                $script:seen += "$($layer.Name) $($_.Type) $($layer.Parameters.Keys)"
            }
            $script:seen
            """).All<string>();
        Assert.Equal(
            [
                "0 LayerNorm weight bias",
                "1.0 Linear weight bias", "1.1 GELU ", "1.2 Linear weight bias", "1 Residual ",
                "2.0 LayerNorm weight bias", "2.1 Linear weight bias", "2.2 GELU ", "2.3 Linear weight bias",
                "2 Residual ",
                "3 Linear weight bias",
            ],
            seen);
    }

    [Fact]
    public void A_script_block_with_the_generator_draws_what_a_scheme_draws()
    {
        string[] results = shell.Run(
            $$"""
            $a = New-Model 6 -Seed 0 {{Mlp}}
            $b = New-Model 6 -Seed 0 {{Mlp}}
            $a | Initialize-Model Orthogonal -Bias 0.01 -Seed 4
            $b | Initialize-Model -LayerType Linear -Seed 4 -Script {
                param($layer, $generator)
                $shape = $layer.Parameters['weight'].Shape
                $layer.Parameters['weight'] = New-WeightTensor $shape Orthogonal -Generator $generator
                $layer.Parameters['bias'] = 0.01
            }
            (Values $a) -join "`n"
            (Values $b) -join "`n"
            (-join $a.Generator.GetState()) -eq (-join $b.Generator.GetState())
            """).All<object>().Select(value => value.ToString()!).ToArray();
        Assert.Equal(results[0], results[1]);
        Assert.Equal("True", results[2]);
    }

    [Fact]
    public void Verbose_tells_what_became_of_each_parameter() => Assert.Equal(
        ["0.weight: Kaiming", "0.bias: Constant"],
        shell.Run("New-Model 3 -Seed 0 { Linear 2 } | Initialize-Model Kaiming -Seed 1 -Verbose").Verbose);

    [Fact]
    public void A_model_is_written_only_on_demand()
    {
        Assert.Empty(shell.Run("New-Model 3 -Seed 0 { Linear 2 } | Initialize-Model Kaiming").All<object>());
        Assert.Single(shell.Run("New-Model 3 -Seed 0 { Linear 2 } | Initialize-Model Kaiming -PassThru").All<object>());
    }

    [Fact]
    public void Schemes_layer_types_and_biases_complete()
    {
        string[] schemes = Texts("Initialize-Model -Scheme ");
        Assert.Equal(["Default", "Keras", "Flax", "Recurrent", "Transformer", "TFixup", "Lsuv", "Zeros"], schemes[..8]);
        Assert.Equal("DeltaOrthogonal", schemes[^1]);
        Assert.Equal(["Linear"], Texts("Initialize-Model Xavier -LayerType Lin"));
        Assert.Equal(["Zero", "Default", "Keep"], Texts("Initialize-Model Xavier -Bias "));

        string[] Texts(string line) => [.. shell.Complete(line).Select(match => match.CompletionText)];
    }

    [Fact]
    public void Training_goes_on_behind_the_draws_of_an_initialisation()
    {
        // As a script with one manual_seed does; so the same seed gives the same run, and another seed another.
        string[] results = shell.Run(
            """
            $x = New-RandomTensor 40, 3 Normal -Seed 1
            $data = New-Dataset -Feature $x -Target (New-RandomTensor 40 Integer -Maximum 2 -Seed 2)
            foreach ($seed in 5, 5, 6) {
                $m = New-Model 3 -Seed 0 { Linear 8; ReLU; Dropout 0.5; Linear 2 }
                $m | Initialize-Model Kaiming -Seed $seed
                "$(($m | Start-TrainingRun $data -Epoch 2).History.TrainingLoss)"
            }
            """).All<string>();
        Assert.Equal(results[0], results[1]);
        Assert.NotEqual(results[0], results[2]);
    }
}
