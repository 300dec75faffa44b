namespace NormTools.Module.Tests;

/// <summary>Initialize-Model of recurrent layers, attention and the branches of skip connections.</summary>
public sealed class SequenceInitializationTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public SequenceInitializationTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            function Rows($tensor, [int]$first, [int]$count) { $tensor["${first}:$($first + $count)"] }
            function Deviation($tensor) { [math]::Sqrt(($tensor | Measure-Tensor).Variance) }
            function Gram($matrix) {
                # the largest distance of its rows' products from those of orthonormal rows
                $far = 0
                for ($i = 0; $i -lt $matrix.Shape[0]; $i++) {
                    for ($j = 0; $j -lt $matrix.Shape[0]; $j++) {
                        $product = 0; for ($k = 0; $k -lt $matrix.Shape[1]; $k++) { $product += $matrix[$i, $k] * $matrix[$j, $k] }
                        $far = [math]::Max($far, [math]::Abs($product - ($i -eq $j)))
                    }
                }
                $far
            }
            """);
    }

    [Fact]
    public void Recurrent_draws_gate_by_gate_and_holds_forget_gates_open() => Assert.Equal(
        "True True True True 0,1,0,0 0,0,0,0 0,0,0 True",
        Told(
            """
            $m = New-Model 5, 3 -Seed 0 { LSTM 4 -LayerCount 2 -Bidirectional; GRU 4; LastStep; Linear 2 }
            $m | Initialize-Model Recurrent -Seed 1
            $p = $m.Parameters
            $far = foreach ($name in $p.Keys -like '*weight_hh*') { for ($i = 0; $i -lt $p[$name].Shape[0]; $i += 4) { Gram (Rows $p[$name] $i 4) } }
            $far.Count -eq 19
            ($far | Measure-Object -Maximum).Maximum -lt 1e-5
            # Xavier of a gate alone: the bound is sqrt(6 / (4 + 3)), of all gates it would be sqrt(6 / (16 + 3))
            $most = ($p['0.weight_ih_l0'] | Measure-Tensor).Maximum
            $most -gt [math]::Sqrt(6 / 19)
            $most -le [math]::Sqrt(6 / 7)
            (0, 4, 8, 12 | ForEach-Object { $p['0.bias_ih_l1_reverse'][$_] }) -join ','
            (0, 4, 8, 12 | ForEach-Object { $p['0.bias_hh_l1_reverse'][$_] }) -join ','
            (0, 4, 8 | ForEach-Object { $p['1.bias_ih_l0'][$_] }) -join ','
            ($p['0.bias_ih_l0'].ToArray() -join ' ') -eq '0 0 0 0 1 1 1 1 0 0 0 0 0 0 0 0'
            """));

    [Fact]
    public void The_draws_are_those_of_the_methods_gate_after_gate() => Assert.Equal(
        "True True",
        Told(
            """
            $m = New-Model 5, 3 -Seed 0 { LSTM 4; LastStep; Linear 2 }
            $m | Initialize-Model Recurrent -Seed 7
            $g = New-RandomGenerator 7
            $own = @(foreach ($gate in 1..4) { (New-WeightTensor 4, 3 Xavier -Generator $g).ToArray() }) + @(foreach ($gate in 1..4) { (New-WeightTensor 4, 4 Orthogonal -Generator $g).ToArray() })
            "$own" -eq "$($m.Parameters['0.weight_ih_l0'].ToArray() + $m.Parameters['0.weight_hh_l0'].ToArray())"
            $null = New-WeightTensor 2, 4 Xavier -Generator $g
            (-join $m.Generator.GetState()) -eq (-join $g.GetState())
            """));

    [Theory]
    [InlineData("Xavier", "LSTM 4", 19)]
    [InlineData("Xavier -PerGate", "LSTM 4", 7)]
    [InlineData("Xavier", "GRU 4", 15)]
    [InlineData("Xavier -PerGate", "GRU 4", 7)]
    [InlineData("Xavier -PerGate", "RNN 4", 7)]
    public void A_method_takes_the_gates_together_or_one_by_one(string scheme, string layer, int fans) => Assert.Equal(
        "True",
        Told(
            $$"""
            $m = New-Model 5, 3 -Seed 0 { {{layer}}; LastStep }
            $m | Initialize-Model {{scheme}} -Seed 1
            $most = ($m.Parameters['0.weight_ih_l0'].ToArray() | ForEach-Object { [math]::Abs($_) } | Measure-Object -Maximum).Maximum
            $bound = [math]::Sqrt(6 / {{fans}})
            $most -le $bound -and $most -gt 0.85 * $bound
            """));

    [Theory]
    [InlineData("LSTM 3", "Orthogonal -ForgetBias 2", "0 0 0 2 2 2 0 0 0 0 0 0")]
    [InlineData("LSTM 3", "Keras", "0 0 0 1 1 1 0 0 0 0 0 0")]
    [InlineData("LSTM 3", "Keras -Bias 0.5", "0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5")]
    [InlineData("LSTM 3", "Flax", "0 0 0 0 0 0 0 0 0 0 0 0")]
    [InlineData("LSTM 3", "Xavier -Bias 0.5 -ForgetBias 1", "0.5 0.5 0.5 1 1 1 0.5 0.5 0.5 0.5 0.5 0.5")]
    [InlineData("LSTM 3 -ProjectionSize 2", "Recurrent -ForgetBias -1", "0 0 0 -1 -1 -1 0 0 0 0 0 0")]
    [InlineData("LayerNormLSTM 3", "Recurrent", "0 0 0 1 1 1 0 0 0 0 0 0")]
    [InlineData("LayerNormLSTM 3 -ForgetBias 1", "Recurrent", "0 0 0 0 0 0 0 0 0 0 0 0")] // which it adds at each step
    public void Forget_gates_are_opened_by_one_of_the_two_biases(string layer, string scheme, string expected) => Assert.Equal(
        expected,
        Told($"$m = New-Model 4, 2 -Seed 0 {{ {layer}; LastStep }}; $m | Initialize-Model {scheme} -Seed 1; \"$($m.Parameters['0.bias_ih_l0'].ToArray())\""));

    [Fact]
    public void Biases_that_are_kept_are_kept_but_for_the_forget_gates() => Assert.Equal(
        "True 1 1 1 True",
        Told(
            """
            $m = New-Model 4, 2 -Seed 0 { LSTM 3; LastStep }
            $before = $m.Parameters['0.bias_ih_l0'].ToArray()
            $m | Initialize-Model Xavier -Bias Keep -ForgetBias 1 -Seed 1
            $after = $m.Parameters['0.bias_ih_l0'].ToArray()
            "$($before[0..2])" -eq "$($after[0..2])"
            $after[3..5]
            "$($before[6..11])" -eq "$($after[6..11])"
            """));

    [Fact]
    public void TFixup_makes_branches_smaller_and_leaves_queries_and_keys() => Assert.Equal(
        "1.00 1.00 0.56 0.56 0.56 0.56 1.00 1.00",
        Told(
            """
            # Two encoder layers are two blocks: 0.67 * 2^-0.25 = 0.5634; rows of the table 64^-0.5 * 18^-0.25 = 0.0607.
            $m = New-Model 6 -Seed 0 { Embedding 50 64; TransformerEncoder 4 2 -FeedForwardSize 128 -Dropout 0; MeanStep; Linear 30 }
            $m | Initialize-Model TFixup -Seed 1
            $p = $m.Parameters
            $in = $p['1.layers.1.self_attn.in_proj_weight']
            $xavier = { param($a, $b) [math]::Sqrt(2 / ($a + $b)) }
            $shares = @(
                ((Deviation (Rows $in 0 64)) / (& $xavier 64 64))
                ((Deviation (Rows $in 64 64)) / (& $xavier 64 64))
                ((Deviation (Rows $in 128 64)) / (& $xavier 64 64))
                ((Deviation $p['1.layers.0.self_attn.out_proj.weight']) / (& $xavier 64 64))
                ((Deviation $p['1.layers.0.linear1.weight']) / (& $xavier 128 64))
                ((Deviation $p['1.layers.1.linear2.weight']) / (& $xavier 128 64))
                ((Deviation $p['3.weight']) / (& $xavier 30 64))
                ((Deviation $p['0.weight']) / 0.0607) )
            $shares | ForEach-Object { if ([math]::Abs($_ - 1) -lt 0.06) { '1.00' } elseif ([math]::Abs($_ - 0.5634) -lt 0.03) { '0.56' } else { $_.ToString('0.00', [cultureinfo]::InvariantCulture) } }
            """));

    [Theory]
    [InlineData("TransformerEncoderLayer 2 -FeedForwardSize 64; TransformerEncoderLayer 2 -FeedForwardSize 64",
        "0.self_attn.out_proj 0.linear2 1.self_attn.out_proj 1.linear2", 4)]
    [InlineData("Residual { LayerNorm; MultiheadAttention 2 }; Residual { LayerNorm; Linear 64; ReLU; Linear 64 }", "0.1.out_proj 1.3", 2)]
    public void Transformer_divides_what_ends_a_branch_by_the_root_of_their_number(string layers, string ends, int branches) => Assert.Equal(
        string.Join(' ', ends.Split(' ').Order(StringComparer.Ordinal)),
        Told(
            $$"""
            $m = New-Model 4, 64 -Seed 0 { {{layers}} }
            $m | Initialize-Model Transformer -Seed 1
            $far = $m.Parameters.Keys -like '*weight' | Where-Object { $m.Parameters[$_].Shape.Count -eq 2 -and $_ -notmatch '^[01].0.weight' } | ForEach-Object {
                $deviation = Deviation $m.Parameters[$_]
                if ([math]::Abs($deviation - 0.02) -gt 0.002) {
                    if ([math]::Abs($deviation - 0.02 / [math]::Sqrt({{branches}})) -gt 0.001) { "$_ has $deviation" } else { $_ -replace '.weight$' }
                }
            }
            [string[]]$sorted = $far
            [array]::Sort($sorted, [StringComparer]::Ordinal)
            $sorted
            """));

    [Fact]
    public void Tables_of_words_have_what_their_recipe_has_for_them() => Assert.Equal(
        "True True True 0 0",
        Told(
            """
            foreach ($scheme in 'Keras', 'Flax', 'Recurrent') {
                $m = New-Model 6 -Seed 0 { Embedding 400 16 -PaddingIndex 0; GRU 4; LastStep }
                $m | Initialize-Model $scheme -Seed 1
                $table = $m.Parameters['0.weight']
                $d = Deviation (Rows $table 1 399)
                [math]::Abs($d - @{ Keras = 0.05 / [math]::Sqrt(3); Flax = 0.25; Recurrent = 1 }[$scheme]) -lt 0.03 * $d
            }
            $table[0, 0], $table[0, 15]
            """));

    [Theory]
    [Trait("Levels", "Once")]
    [InlineData("Recurrent", "Linear 3", "NothingToInitialize", "recurrent layers")]
    [InlineData("TFixup", "LSTM 3", "NothingToInitialize", "skip connections")]
    [InlineData("Xavier -ForgetBias 1", "GRU 3", "ParameterHasNoEffect", "-ForgetBias")]
    [InlineData("Xavier -ForgetBias 1", "LSTM 3 -NoBias", "ParameterHasNoEffect", "-NoBias")]
    [InlineData("Xavier -ForgetBias 1 -Name *weight*", "LSTM 3", "ParameterHasNoEffect", "-ForgetBias")]
    [InlineData("Recurrent -PerGate", "LSTM 3", "ParameterHasNoEffect", "gate by gate already")]
    [InlineData("Keras -PerGate", "LSTM 3", "ParameterHasNoEffect", "Xavier -PerGate")]
    [InlineData("TFixup -Gain 2", "Residual { Linear 2 }", "ParameterHasNoEffect", "TFixup")]
    public void What_has_no_effect_is_refused(string scheme, string layer, string id, string says) => Assert.Contains(
        says, shell.Run($"New-Model 4, 2 -Seed 0 {{ {layer} }} | Initialize-Model {scheme}").Error(id).Exception.Message, StringComparison.Ordinal);

    private string Told(string script) => TensorText.Of(shell, script);
}
