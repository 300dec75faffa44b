using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Normalisations of what makes no sense: PyTorch's outcome, or one error with PyTorch's words.</summary>
public sealed class NormalizationHostileTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData(
        "New-Tensor 1, 3 | Invoke-BatchNorm", "OneValuePerChannel",
        "Expected more than 1 value per channel when training, got input size [1, 3]")]
    [InlineData("3 | Invoke-WeightNorm -Magnitude 1", "InvalidRank", "A single number has no rows to normalise")]
    [InlineData("3 | Invoke-SpectralNorm", "AxisOutOfRange", "a single number has no dimensions")]
    [InlineData("3 | Invoke-SpectralNorm -GradOutput 1", "AxisOutOfRange", "a single number has no dimensions")]
    [InlineData("New-Tensor 5 | Invoke-BatchNorm", "InvalidRank", "expected 2D or 3D input (got 1D input)")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -Weight 1, 2", "ParameterLengthMismatch",
        "weight should contain 3 elements not 2")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 4) -RunningVariance (New-Tensor 4)",
        "ParameterLengthMismatch", "running_mean should contain 3 elements not 4")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3)", "RunningStatisticsIncomplete",
        "running_var is missing: -RunningMean has to be given together with -RunningVariance")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningVariance (New-Tensor 3) -Momentum 0.1",
        "RunningStatisticsIncomplete", "running_mean is missing: -RunningVariance has to be given together with -RunningMean")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -Evaluate", "RunningStatisticsMissing",
        "to be defined when training=False")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-InstanceNorm -Evaluate", "RunningStatisticsMissing",
        "to be defined when training=False")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -Momentum 0.5", "ParameterHasNoEffect",
        "-Momentum has an effect only with -RunningMean")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean 0, 0, 0 -RunningVariance 1, 1, 1", "NotUpdatable",
        "-RunningMean is updated in place")]
    [InlineData(
        "$s = New-Tensor 3; New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean $s -RunningVariance ($s.Reshape(3))",
        "SameMemory", "each needs a tensor of its own")]
    [InlineData(
        "$s = New-Tensor 3; New-Tensor 3, 3 | Invoke-SpectralNorm -LeftVector $s -RightVector $s", "SameMemory",
        "-LeftVector and -RightVector share memory")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3) "
        + "-Momentum $null",
        "BatchesTrackedMissing", "-BatchesTracked takes an Int64 tensor")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3) "
        + "-BatchesTracked (New-Tensor 1)",
        "InvalidBatchesTracked", "Float32 [1] was given")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean 0, 0, 0 -RunningVariance 1, -0.5, 1 -Evaluate",
        "NegativeRunningVariance", "running_var holds -0.5 for channel 1")]
    [InlineData(
        "(New-RandomTensor 4, 3 -Seed 0) * 1e30 | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3)",
        "InfiniteRunningVariance", "the batch makes running_var infinite for channel 0")]
    [InlineData(
        "(New-RandomTensor 2, 3, 4 -Seed 0) * 1e30 | Invoke-InstanceNorm -RunningMean (New-Tensor 3) "
        + "-RunningVariance (New-Tensor 3)",
        "InfiniteRunningVariance", "its values deviate from their mean by more than 1.8E+19")]
    [InlineData(
        "New-Tensor 3, 1 | Invoke-InstanceNorm", "OneSpatialElement",
        "Expected more than 1 spatial element when training, got input size [1, 3, 1]")]
    [InlineData(
        "New-Tensor 3 | Invoke-InstanceNorm", "InvalidRank",
        "expected 2D or 3D input (got 1D input): a shape is [channels, positions] or [samples, channels, positions, ...]")]
    [InlineData(
        "New-Tensor 2, 5 | Invoke-InstanceNorm -Weight (1..5)", "ParameterLengthMismatch",
        "expected input's size at dim=1 to match num_features (5), but got: 2.")]
    [InlineData("New-Tensor 2, 3, 1 | Invoke-InstanceNorm", "OneSpatialElement", "got input size [2, 3, 1]")]
    [InlineData(
        "New-Tensor 2, 3, 4 | Invoke-InstanceNorm -Weight (1..7)", "ParameterLengthMismatch",
        "expected input's size at dim=1 to match num_features (7), but got: 3.")]
    [InlineData(
        "New-Tensor 2, 5, 3 | Invoke-GroupNorm -Group 2", "ChannelsNotDivisible",
        "Expected number of channels in input to be divisible by num_groups, but got input of shape [2, 5, 3] and "
        + "num_groups=2")]
    [InlineData("New-Tensor 2, 5, 3 | Invoke-GroupNorm -Group 0", "ChannelsNotDivisible", "num_groups=0")]
    [InlineData("New-Tensor 2, 4 | Invoke-GroupNorm -Group 4", "OneValuePerChannel", "Use fewer groups")]
    [InlineData(
        "New-Tensor 2, 6, 3 | Invoke-GroupNorm -Group 2 -Weight (1..4)", "ParameterLengthMismatch",
        "Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape [4] "
        + "and input of shape [2, 6, 3]")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-LayerNorm -NormalizedShape 4", "NormalizedShapeMismatch",
        "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[3, 3]")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-LayerNorm -NormalizedShape @()", "InvalidNormalizedShape",
        "but got normalized_shape = []")]
    [InlineData(
        "New-Tensor 2, 3, 4 | Invoke-LayerNorm -NormalizedShape 3, 4 -Weight (1..12)", "ParameterLengthMismatch",
        "Expected weight to be of same shape as normalized_shape, but got weight of shape [12] and normalized_shape = "
        + "[3, 4]")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-RmsNorm -NormalizedShape 3 -Weight 1", "ParameterLengthMismatch",
        "weight of shape []")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-LocalResponseNorm -Size 2", "InvalidRank",
        "Expected 3D or higher dimensionality input (got 2 dimensions)")]
    [InlineData(
        "New-Tensor 3, 3, 1 | Invoke-LocalResponseNorm -Size 0", "InvalidWindowSize",
        "size must be a number of channels from 1 to 2147483647, not 0")]
    [InlineData(
        "New-Tensor 3, 3, 1 | Invoke-LocalResponseNorm -Size 3000000000", "InvalidWindowSize",
        "size must be a number of channels from 1 to 2147483647, not 3000000000")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-WeightNorm -Magnitude 1, 2", "ParameterLengthMismatch",
        "g should contain 3 elements not 2: -Magnitude has one value for each index of dimension 0")]
    [InlineData(
        "New-Tensor 3, 4 | Invoke-WeightNorm -Magnitude 1, 2 -Dimension -2", "ParameterLengthMismatch",
        "g should contain 3 elements not 2: -Magnitude has one value for each index of dimension 0")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-WeightNorm -Magnitude 1, 2 -Dimension -1", "ParameterLengthMismatch",
        "g should contain 1 elements not 2: -Magnitude has one value for the whole weight")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-WeightNorm -Magnitude 1 -Dimension -3", "DimensionOutOfRange",
        "has dimensions 0 to 1, not -3")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-WeightNorm -Magnitude 1 -Dimension 2", "DimensionOutOfRange",
        "has dimensions 0 to 1, not 2")]
    [InlineData("New-Tensor 3, 3 | Invoke-SpectralNorm -Dimension 2", "AxisOutOfRange", "Axis 2 is outside")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-SpectralNorm -LeftVector (New-Tensor 3)", "ParameterHasNoEffect",
        "-LeftVector has an effect only with -RightVector")]
    [InlineData(
        "New-Tensor 3, 3 | Invoke-SpectralNorm -LeftVector 1, 0, 0 -RightVector 1, 0, 0", "NotUpdatable",
        "-LeftVector is updated in place")]
    [InlineData(
        "New-Tensor 3, 2 | Invoke-SpectralNorm -LeftVector (New-Tensor 2) -RightVector (New-Tensor 2)",
        "ParameterLengthMismatch",
        "u should contain 3 elements not 2: -LeftVector has one value for each row of the matrix")]
    [InlineData(
        "New-Tensor 3, 2 | Invoke-SpectralNorm -LeftVector (New-Tensor 3) -RightVector (New-Tensor 3)",
        "ParameterLengthMismatch",
        "v should contain 2 elements not 3: -RightVector has one value for each column of the matrix")]
    [InlineData(
        "$w = New-Tensor 1, 3; $w | Invoke-SpectralNorm -LeftVector (New-Tensor 1) -RightVector ($w.Reshape(3))",
        "SameMemory", "-RightVector and -InputObject share memory, and -RightVector is updated in place")]
    [InlineData(
        "$s = New-Tensor 3; New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean $s -RunningVariance (New-Tensor 3) -Weight $s",
        "SameMemory", "-RunningMean and -Weight share memory, and -RunningMean is updated in place")]
    [InlineData(
        "$s = New-Tensor 2, 3; $s | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance $s[1]",
        "SameMemory", "-RunningVariance and -InputObject share memory")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3 -Value -1)",
        "NegativeRunningVariance", "running_var holds -1 for channel 0")]
    [InlineData(
        "New-Tensor 2, 3, 4 | Invoke-InstanceNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3 -Value -1)",
        "NegativeRunningVariance", "running_var holds -1 for channel 0")]
    [InlineData(
        "$k = New-Tensor 1 -DType Int64; $k.Fill(-1); New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) "
        + "-RunningVariance (New-Tensor 3) -Momentum $null -BatchesTracked $k",
        "InvalidBatchesTracked", "-BatchesTracked holds -1; the number of batches so far is wanted, from 0 on")]
    [InlineData("New-Tensor 2, 3 -DType Int64 | Invoke-BatchNorm", "UnsupportedDataType", "the input is Int64")]
    [InlineData(
        "New-Tensor 2, 3 -DType UInt8 | Invoke-LayerNorm -NormalizedShape 3", "UnsupportedDataType",
        "the input is UInt8")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -Weight (New-Tensor 3 -DType Float64)", "DataTypeMismatch",
        "expected scalar type Float but found Double: -Weight is Float64 and the input Float32")]
    [InlineData(
        "New-Tensor 2, 3 -DType Float64 | Invoke-RmsNorm -NormalizedShape 3 -Weight (New-Tensor 3)", "DataTypeMismatch",
        "expected scalar type Double but found Float")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -GradOutput (New-Tensor 3, 2)", "ShapeMismatch",
        "-GradOutput has the shape [3, 2]")]
    [InlineData(
        "New-Tensor 2, 3, 1 | Invoke-LocalResponseNorm -Size 2 -GradOutput 1, 2", "ShapeMismatch",
        "-GradOutput has the shape [2]")]
    [InlineData("$t = New-Tensor 2, 3; $t.Dispose(); $t | Invoke-BatchNorm", "TensorDisposed", "has been disposed")]
    [InlineData(
        "$t = New-Tensor 3; $t.Dispose(); New-Tensor 2, 3 | Invoke-BatchNorm -Weight $t", "TensorDisposed",
        "has been disposed")]
    [InlineData(
        "$t = New-Tensor 3; $t.Dispose(); New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean $t -RunningVariance $t",
        "TensorDisposed", "The tensor of -RunningMean has been disposed")]
    [InlineData(
        "$t = New-Tensor 3; $t.Dispose(); New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean 0, 0, 0 -RunningVariance $t "
        + "-Evaluate",
        "TensorDisposed", "The tensor of -RunningVariance has been disposed")]
    [InlineData(
        "$t = New-Tensor 1 -DType Int64; $t.Dispose(); New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) "
        + "-RunningVariance (New-Tensor 3) -BatchesTracked $t",
        "TensorDisposed", "The tensor of -BatchesTracked has been disposed")]
    public void What_makes_no_sense_is_one_error_in_the_words_of_pytorch(string script, string id, string words)
    {
        ShellResult result = shell.Run(script);
        ErrorRecord error = result.Error(id);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("'text' | Invoke-BatchNorm")]
    [InlineData("Get-Date | Invoke-LayerNorm -NormalizedShape 2")]
    [InlineData("@{ a = 1 } | Invoke-RmsNorm -NormalizedShape 2")]
    [InlineData("New-Tensor 2, 3 | Invoke-BatchNorm -Weight 'text'")]
    [InlineData("New-Tensor 2, 3 | Invoke-BatchNorm -Weight 1, 'x', 3")]
    [InlineData("New-Tensor 2, 3 | Invoke-BatchNorm -Epsilon -1")]
    [InlineData("New-Tensor 2, 3 | Invoke-BatchNorm -Epsilon ([double]::NaN)")]
    [InlineData(
        "New-Tensor 2, 3 | Invoke-BatchNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3) -Momentum 1.5")]
    [InlineData(
        "New-Tensor 2, 3, 4 | Invoke-InstanceNorm -RunningMean (New-Tensor 3) -RunningVariance (New-Tensor 3) "
        + "-Momentum $null")]
    [InlineData("New-Tensor 2, 4 | Invoke-GroupNorm -Group 1.5")]
    [InlineData("New-Tensor 2, 4 | Invoke-LayerNorm -NormalizedShape 2.5")]
    [InlineData("New-Tensor 3, 3 | Invoke-SpectralNorm -PowerIteration -3")]
    [InlineData("$null | Invoke-BatchNorm")]
    public void What_is_no_tensor_or_no_number_is_refused_by_the_binding(string script)
    {
        ShellResult result = shell.Run(script);
        Assert.Single(result.Failure is null ? result.Errors : result.Errors.Append(result.Failure));
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("Invoke-BatchNorm @r -Evaluate -Momentum 0.2", "-Momentum has no effect with -Evaluate")]
    [InlineData("Invoke-BatchNorm @r -Evaluate -Momentum $null", "-Momentum has no effect with -Evaluate")]
    [InlineData("Invoke-BatchNorm @r -Evaluate -BatchesTracked $k", "-BatchesTracked has no effect with -Evaluate")]
    [InlineData("Invoke-BatchNorm @r -GradOutput $x -Momentum 0.2", "-Momentum has no effect with -GradOutput")]
    [InlineData("Invoke-BatchNorm @r -GradOutput $x -BatchesTracked $k", "-BatchesTracked has no effect with -GradOutput")]
    [InlineData("Invoke-InstanceNorm @r -Evaluate -Momentum 0.2", "-Momentum has no effect with -Evaluate")]
    [InlineData("Invoke-InstanceNorm @r -GradOutput $x -Momentum 0.2", "-Momentum has no effect with -GradOutput")]
    [InlineData("Invoke-SpectralNorm @u -GradOutput $x -PowerIteration 7", "-PowerIteration has no effect with -GradOutput")]
    [InlineData("Invoke-SpectralNorm @u -GradOutput $x -Epsilon 1e-3", "-Epsilon has no effect with -GradOutput")]
    public void What_would_change_nothing_is_refused_where_it_is_given(string call, string words)
    {
        const string Given = """
            $x = New-Tensor -Data (1..24) -Shape 2, 3, 4; $k = New-Tensor 1 -DType Int64
            $r = @{ RunningMean = New-Tensor 3; RunningVariance = New-Tensor 3 -Value 1 }
            $u = @{ LeftVector = New-Tensor 2 -Value 1; RightVector = New-Tensor 12 -Value 1 }

            """;
        ShellResult result = shell.Run(Given + "$x | " + call);
        Assert.Contains(words, result.Error("ParameterHasNoEffect").Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
        string without = call[..call.LastIndexOf(" -", StringComparison.Ordinal)];
        Assert.Single(shell.Run(Given + "$x | " + without).Objects);
    }

    [Fact]
    public void An_empty_batch_passes_and_changes_no_statistic()
    {
        shell.Run("$mean = New-Tensor 3 -Value 5; $variance = New-Tensor 3 -Value 2");
        Assert.Equal(
            "Float32 [0, 3]:", TensorText.Of(shell, "New-Tensor 0, 3 | Invoke-BatchNorm -RunningMean $mean "
            + "-RunningVariance $variance"));
        Assert.Equal("Float32 [3]: 5 5 5", TensorText.Of(shell, "$mean"));
        Assert.Equal("Float32 [3]: 2 2 2", TensorText.Of(shell, "$variance"));
        Assert.Equal("Float32 [0, 4]:", TensorText.Of(shell, "New-Tensor 0, 4 | Invoke-LayerNorm -NormalizedShape 4"));
        Assert.Equal("Float32 [0, 4, 2]:", TensorText.Of(shell, "New-Tensor 0, 4, 2 | Invoke-GroupNorm -Group 2"));
    }

    [Theory]
    [InlineData("Invoke-BatchNorm")]
    [InlineData("Invoke-InstanceNorm")]
    [InlineData("Invoke-GroupNorm -Group 1")]
    [InlineData("Invoke-LayerNorm -NormalizedShape 5")]
    [InlineData("Invoke-RmsNorm -NormalizedShape 5")]
    [InlineData("Invoke-LocalResponseNorm -Size 3")]
    public void No_channels_and_no_samples_pass_forward_and_backward(string command)
    {
        ShellResult result = shell.Run($$"""
            foreach ($shape in @(4, 0, 5), @(0, 6, 5)) {
                $x = New-Tensor $shape
                "$(($x | {{command}}).Shape)"
                "$(($x | {{command}} -GradOutput $x).Input.Shape)"
            }
            """);
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Equal(["4 0 5", "4 0 5", "0 6 5", "0 6 5"], result.Objects.Select(item => item.ToString()));
    }

    [Fact]
    public void A_failed_call_changes_neither_statistics_nor_the_count()
    {
        ShellResult result = shell.Run(
            """
            $mean = New-Tensor 3; $variance = New-Tensor 3 -Value 1; $count = New-Tensor 1 -DType Int64
            New-Tensor 1, 3 -Value 7 | Invoke-BatchNorm -RunningMean $mean -RunningVariance $variance -BatchesTracked $count
            """);
        result.Error("OneValuePerChannel");
        Assert.Equal("Float32 [3]: 0 0 0", TensorText.Of(shell, "$mean"));
        Assert.Equal("Int64 [1]: 0", TensorText.Of(shell, "$count"));
    }

    [Fact]
    public void A_constant_channel_is_its_bias_without_epsilon_too()
    {
        Assert.Equal(
            "Float32 [2, 2]: 1 2 1 2", TensorText.Of(shell, "New-Tensor 2, 2 -Value 9 | Invoke-BatchNorm "
            + "-Weight 5, 5 -Bias 1, 2"));
        Assert.Equal(
            "Float32 [2, 1]: 0 0", TensorText.Of(shell, "New-Tensor 2, 1 -Value 9 | Invoke-BatchNorm -Epsilon 0"));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("PositiveInfinity")]
    [InlineData("NegativeInfinity")]
    public void What_is_not_finite_stays_in_its_channel(string value) =>
        Assert.Equal(
            "NaN 1 NaN -1 NaN 1 NaN -1",
            TensorText.Of(
                shell,
                $"$y = New-Tensor -Data ([double]::{value}), 2, 3, 1, 5, 2, 7, 1 -Shape 4, 2 | Invoke-BatchNorm "
                + "-Epsilon 0; $y.ToArray()"));

    [Fact]
    public void A_layer_norm_over_one_value_is_the_bias() =>
        Assert.Equal(
            "Float32 [2, 1]: 3 3", TensorText.Of(shell, "New-Tensor -Data 5, 6 -Shape 2, 1 | Invoke-LayerNorm "
            + "-NormalizedShape 1 -Bias @(3)"));

    [Fact]
    public void A_row_of_zeros_has_no_direction() =>
        Assert.Equal(
            "Float32 [2, 2]: NaN NaN 1 0", TensorText.Of(shell, "New-Tensor -Data 0, 0, 2, 0 -Shape 2, 2 "
            + "| Invoke-WeightNorm -Magnitude 1"));
}
