namespace NormTools.Module.Tests;

/// <summary>LSTM and GRU with layer norm inside, as a user meets them.</summary>
[Collection("Training runs")]
public sealed class LayerNormRecurrentTests(Shell shell) : IClassFixture<Shell>
{
    [Fact]
    public void Initialisers_draw_weights_and_leave_norms_alone() => Assert.Equal(
        "True 1 0 True 7 0.1 1",
        TensorText.Of(
            shell,
            """
            function Values($name) { $model.Parameters[$name].ToArray() }
            $model = New-Model 6, 4 -Seed 1 { LayerNormLSTM 5; LastStep; Linear 2 }
            $before = "$(Values 0.weight_hh_l0)"
            $model | Initialize-Model Xavier -Seed 2
            "$(Values 0.weight_hh_l0)" -ne $before
            (Values 0.norm_ih_l0.weight)[3]
            (Values 0.norm_c_l0.bias)[3]
            foreach ($key in @($model.Parameters.Keys)) { $model.Parameters[$key] = $model.Parameters[$key] * 0 + 7 }
            $model | Initialize-Model Orthogonal -Seed 2
            (Values 0.weight_hh_l0)[0] -ne 7
            (Values 0.norm_hh_l0.weight)[0]
            $model | Initialize-Model Constant -Value 0.1 -Name *norm_hh*
            [math]::Round((Values 0.norm_hh_l0.weight)[0], 3)
            $model | Initialize-Model Default -Seed 3
            (Values 0.norm_hh_l0.weight)[0]
            """));

    [Theory]
    [InlineData("LayerNormLSTM 5 -LayerCount 2 -Bidirectional -StateNorm Stored -NormOver Gate -ForgetBias 1 -Epsilon 0.001")]
    [InlineData("LayerNormGRU 5 -NoBias")]
    public void A_file_gives_it_back_and_a_plan_shows_it(string layer) => Assert.Equal(
        $"True True {layer.Split(' ')[0]}",
        TensorText.Of(
            shell,
            $$"""
            $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).safetensors"
            $model = New-Model 6, 4 -Seed 5 { {{layer}}; LastStep; Linear 2 }
            $model | Export-Model $file
            $again = Import-Model $file
            $x = New-RandomTensor 3, 6, 4 -Seed 1
            "$((Invoke-Model $again $x).ToArray())" -eq "$((Invoke-Model $model $x).ToArray())"
            $again.Layers[0].Description -eq $model.Layers[0].Description
            (Get-ModelPlan $model).Steps[0].Operation
            Remove-Item $file
            """));

    [Fact]
    public void A_run_that_goes_on_gives_the_bits_of_one_that_was_not_stopped() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $data = New-Dataset (New-RandomTensor 40, 6, 4 -Seed 1) (0..39 | ForEach-Object { $_ % 2 })
            function New-Net { New-Model 6, 4 -Seed 5 { LayerNormLSTM 5 -LayerCount 2 -Dropout 0.2; LastStep; Linear 2 } }
            $whole = New-Net; $null = $whole | Start-TrainingRun $data -Epoch 4 -Seed 1 -Optimizer Adam -BatchSize 7
            $start = New-Net; $begun = $start | Start-TrainingRun $data -Epoch 2 -Seed 1 -Optimizer Adam -BatchSize 7
            $on = $begun | Resume-TrainingRun -Epoch 4
            "$($on.Model.Parameters['0.norm_c_l0.weight'].ToArray())" -eq "$($whole.Parameters['0.norm_c_l0.weight'].ToArray())"
            "$($on.Model.Parameters['2.weight'].ToArray())" -eq "$($whole.Parameters['2.weight'].ToArray())"
            """));

    [Theory]
    [InlineData("New-Model 6, 4 { LayerNormLSTM 4 -Epsilon 0 }", "ParameterArgumentValidationError")]
    [InlineData("New-Model 6, 4 { LayerNormLSTM 4 -StateNorm Both }", "ParameterArgumentValidationError")]
    [InlineData("New-Model 6 { LayerNormGRU 4 }", "LayerShapeMismatch")]
    public void What_does_not_fit_is_refused(string script, string id) => Assert.NotNull(shell.Run(script).Error(id));

    [Fact]
    public void Dropout_of_one_layer_is_warned_of() =>
        Assert.Contains("one layer", Assert.Single(shell.Run("New-Model 6, 4 { LayerNormGRU 4 -Dropout 0.5 }").Warnings), StringComparison.Ordinal);
}
