namespace NormTools.Module.Tests;

/// <summary>Initialize-Model -Scheme Lsuv: layer by layer to a variance of one.</summary>
public sealed class LsuvTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData("{ Linear 40; ReLU; Linear 30; Sigmoid; Linear 20 }", "")]
    [InlineData("{ Linear 40; Tanh; Residual { Linear 40; ReLU; Linear 40 }; Linear 20 }", "")]
    [InlineData("{ Linear 40; ReLU; Linear 30; Sigmoid; Linear 20 }", "-Bias 0.5 -BatchSize 64")]
    public void Lsuv_brings_the_variance_of_every_layer_to_one(string layers, string arguments)
    {
        double[] variances = shell.Run(
            $$"""
            $x = New-RandomTensor 128, 10 Normal -Mean 0.3 -StandardDeviation 4 -Seed 1
            $m = New-Model 10 -Seed 0 {{layers}}
            $m | Initialize-Model Lsuv -Data $x -Seed 2 {{arguments}}
            $rows = if ('{{arguments}}' -match 64) { 64 } else { 128 }
            ($m | Measure-SignalPropagation -Data $x.Slice(0, 0, $rows)).Layers | Where-Object Type -EQ Linear |
                ForEach-Object { [double]($_.StandardDeviation * $_.StandardDeviation) }
            """).All<double>();
        Assert.NotEmpty(variances);
        Assert.All(variances, variance => Assert.InRange(variance, 0.9, 1.1));
    }

    [Fact]
    public void Lsuv_keeps_the_rows_of_a_weight_orthogonal() => Assert.InRange(shell.Run(
        """
        $m = New-Model 10 -Seed 0 { Linear 4; ReLU; Linear 2 }
        $m | Initialize-Model Lsuv -Data (New-RandomTensor 50, 10 Normal -Seed 1) -Seed 2
        $w = $m.Parameters['0.weight'].ToNestedArray()
        $sum = 0.0; 0..9 | ForEach-Object { $sum += $w[0][$_] * $w[1][$_] }
        [Math]::Abs($sum)
        """).Single<double>(), 0, 1e-6);

    [Fact]
    public void Of_a_split_the_training_part_is_sent_through() => Assert.Equal(4, shell.Run(
        """
        $split = New-Dataset (New-RandomTensor 6, 3 -Seed 0) | Split-Dataset -Test 2 -Seed 0
        (New-Model 3 -Seed 0 { Linear 2 } | Measure-SignalPropagation -Data $split).RowCount
        """).Single<long>());

    [Theory]
    [InlineData("{ Linear 16 }")]
    [InlineData("{ WeightNorm { Linear 16 } }")]
    [InlineData("{ SpectralNorm { Linear 16 }; ReLU; WeightNorm { Linear 4 } }")]
    public void A_model_is_as_it_was_where_the_data_has_no_variance(string layers) => Assert.Equal(["NoVariance", "0"], shell.Run(
        $$"""
        $m = New-Model 4 -Seed 0 {{layers}}
        $before = $m.Clone()
        try { $m | Initialize-Model Lsuv -Data (New-Tensor 8, 4 -Value ([double]::NaN)) -Seed 1 -ErrorAction Stop }
        catch { $_.FullyQualifiedErrorId.Split(',')[0] }
        [string]@(foreach ($kind in 'Parameters', 'Buffers') {
            $m.$kind.Keys | Where-Object { [string]$m.$kind[$_].ToArray() -ne [string]$before.$kind[$_].ToArray() }
        }).Count
        """).All<string>());
}
