namespace NormTools.Module.Tests;

/// <summary>Measure-SignalPropagation and Test-ModelNormalization over the steps of sequences.</summary>
public sealed class StepSignalTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public StepSignalTests(Shell shell) => this.shell = shell;

    [Fact]
    public void A_gradient_goes_back_through_time_by_the_weight_of_the_state() => Assert.Equal(
        "6 6 0.5 0.5 0.5 0.5 0.5 2",
        Told(
            """
            # h' = relu(x + h / 2): each step back halves the gradient; a thousandth is ten steps away.
            $m = New-Model 6, 1 -Seed 0 { RNN 1 -Nonlinearity ReLU -NoBias; LastStep }
            $m.Parameters['0.weight_ih_l0'].Fill(1)
            $m.Parameters['0.weight_hh_l0'].Fill(0.5)
            $layer = ($m | Measure-SignalPropagation (New-Tensor 4, 6, 1 -Value 1)).Layers[0]
            $layer.Steps.Count
            $layer.ReachedSteps
            1..5 | ForEach-Object { [math]::Round($layer.Steps[$_ - 1].Gradient / $layer.Steps[$_].Gradient, 5) }
            $m.Parameters['0.weight_hh_l0'].Fill(0.01)
            ($m | Measure-SignalPropagation (New-Tensor 4, 6, 1 -Value 1)).Layers[0].ReachedSteps
            """));

    [Fact]
    public void Units_are_features_and_one_record_is_of_one_layer() => Assert.Equal(
        "0:LSTM:4:5 1:LastStep:4:0 2:Linear:3:0 True",
        Told(
            """
            $m = New-Model 5, 2 -Seed 0 { LSTM 4 -LayerCount 2 -Dropout 0.5; LastStep; Linear 3 }
            $s = $m | Measure-SignalPropagation
            $s.Layers | ForEach-Object { "$($_.Name):$($_.Type):$($_.UnitCount):$($_.Steps.Count)" }
            $s.Layers[0].WeightGradientNorm -gt 0 -and $s.ToDisplayString().Contains('Over the steps')
            """));

    [Fact]
    public void Padding_is_left_out() => Assert.Equal(
        "4 3 2 1 True True True",
        Told(
            """
            $x = New-RandomTensor 4, 4, 2 Normal -Seed 1
            $far = $x.Clone(); foreach ($row in 1..3) { foreach ($step in (4 - $row)..3) { $far[$row, $step] = 1e6 } }
            $m = New-Model 4, 2 -Seed 0 { Linear 3; GRU 3 -Bidirectional; LayerNorm 6; MeanStep; Linear 2 }
            ($m | Measure-SignalPropagation (New-Dataset $x -SequenceLength 4, 3, 2, 1)).Layers[0].Steps.SampleCount
            foreach ($layer in 0, 1, 2) {
                $deviations = foreach ($own in $x, $far) { ($m | Measure-SignalPropagation (New-Dataset $own -SequenceLength 4, 3, 2, 1)).Layers[$layer].StandardDeviation }
                [math]::Abs($deviations[0] - $deviations[1]) -lt 1e-9
            }
            """));

    [Fact]
    public void The_entropy_of_attention_is_1_where_all_is_read_alike() => Assert.Equal(
        "2 1 1 True 0.self_attn",
        Told(
            """
            $m = New-Model 5, 4 -Seed 0 { TransformerEncoderLayer 2 -FeedForwardSize 8 -Dropout 0; MeanStep; Linear 2 }
            $usual = ($m | Measure-SignalPropagation).Layers | Where-Object Type -EQ MultiheadAttention
            $m.Parameters['0.self_attn.in_proj_weight'][0..7] = 0
            $even = ($m | Measure-SignalPropagation).Layers | Where-Object Type -EQ MultiheadAttention
            $even.AttentionEntropy.Count
            $even.AttentionEntropy | ForEach-Object { [math]::Round($_, 6) }
            $usual.AttentionEntropy[0] -lt 0.9999
            $even.Name
            """));

    [Fact]
    public void Eps_is_not_compared_with_the_variance_of_padding() => Assert.Equal(
        "0 0",
        Told(
            """
            $texts = 'a good film', 'bad', 'a bad film and a long one', 'good', 'a film', 'one good long film' | ForEach-Object { [pscustomobject]@{ text = $_; label = [int]($_ -like '*good*') } }
            $split = $texts | Import-Dataset -Text text -Label label -Task Classification | Split-Dataset -Preprocessor { Tokenize -MinimumCount 1 } -Train 1.0 -WarningAction Ignore
            $m = New-Model -Data $split.Train -Seed 0 { Embedding 32; TransformerEncoderLayer 2 -FeedForwardSize 32; LayerNormLSTM 8; LastStep; Linear }
            $tests = $m | Test-ModelNormalization $split.Train -WarningAction Ignore
            ($tests | Where-Object Type -EQ LayerNorm).EpsilonShare
            """));

    [Fact]
    public void Norms_inside_recurrent_layers_are_listed() => Assert.Equal(
        "0:LayerNormLSTM:160:12:1 1:LayerNormLSTM:160:3:1 2:LayerNormGRU:160:8:1",
        Told(
            """
            $m = New-Model 5, 4 -Seed 0 { LayerNormLSTM 3; LayerNormLSTM 3 -NormOver Gate; LayerNormGRU 4; LastStep; Linear 2 }
            $m | Test-ModelNormalization (New-Dataset (New-RandomTensor 40, 5, 4 Normal -Seed 1)) -WarningAction Ignore | ForEach-Object {
                "$($_.Name):$($_.Type):$($_.StatisticCount):$($_.ValueCount):$($_.Warning.Count)" }
            """));

    private string Told(string script) => TensorText.Of(shell, script);
}
