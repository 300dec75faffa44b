using System.Globalization;
using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Every layer alone in a model: torch's name and arguments, output shape, parameters, values.</summary>
[Collection("Training runs")]
public sealed class LayerTests(Shell shell) : IClassFixture<Shell>
{
    // Descriptions and parameter counts as PyTorch 2.10 prints them for the same module.
    [Theory]
    [InlineData("4", "Linear 3", "Linear(in_features=4, out_features=3, bias=True)", "3", 15)]
    [InlineData("4", "Linear 3 -NoBias", "Linear(in_features=4, out_features=3, bias=False)", "3", 12)]
    [InlineData("2, 4", "Linear 3", "Linear(in_features=4, out_features=3, bias=True)", "2 3", 15)]
    [InlineData(
        "4", "BatchNorm", "BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", "4", 8)]
    [InlineData(
        "3, 5",
        "BatchNorm1d",
        "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        "3 5",
        6)]
    [InlineData(
        "3, 5, 5",
        "BatchNorm2d",
        "BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        "3 5 5",
        6)]
    [InlineData(
        "3, 2, 2, 2",
        "BatchNorm3d",
        "BatchNorm3d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        "3 2 2 2",
        6)]
    [InlineData(
        "4",
        "BatchNorm -Momentum $null -Eps 1e-3",
        "BatchNorm1d(4, eps=0.001, momentum=None, affine=True, track_running_stats=True)",
        "4",
        8)]
    [InlineData(
        "4",
        "BatchNorm -NoAffine -NoRunningStatistic",
        "BatchNorm1d(4, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False)",
        "4",
        0)]
    [InlineData(
        "3, 5",
        "InstanceNorm",
        "InstanceNorm1d(3, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False)",
        "3 5",
        0)]
    [InlineData(
        "3, 5, 5",
        "InstanceNorm -Affine -RunningStatistic",
        "InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        "3 5 5",
        6)]
    [InlineData("4", "LayerNorm", "LayerNorm((4,), eps=1e-05, elementwise_affine=True)", "4", 8)]
    [InlineData("3, 5", "LayerNorm", "LayerNorm((3, 5), eps=1e-05, elementwise_affine=True)", "3 5", 30)]
    [InlineData("3, 5", "LayerNorm 5", "LayerNorm((5,), eps=1e-05, elementwise_affine=True)", "3 5", 10)]
    [InlineData("4", "LayerNorm -NoBias", "LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=False)", "4", 4)]
    [InlineData("4", "LayerNorm -NoAffine", "LayerNorm((4,), eps=1e-05, elementwise_affine=False)", "4", 0)]
    [InlineData("4", "RMSNorm", "RMSNorm((4,), eps=None, elementwise_affine=True)", "4", 4)]
    [InlineData("3, 4", "RMSNorm 4 -Epsilon 1e-6", "RMSNorm((4,), eps=1e-06, elementwise_affine=True)", "3 4", 4)]
    [InlineData("6", "GroupNorm 3", "GroupNorm(3, 6, eps=1e-05, affine=True)", "6", 12)]
    [InlineData("6", "GroupNorm 2 -NoAffine", "GroupNorm(2, 6, eps=1e-05, affine=False)", "6", 0)]
    [InlineData(
        "6, 4", "LocalResponseNorm 5", "LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=1.0)", "6 4", 0)]
    [InlineData(
        "6, 4", "LocalResponseNorm 5 -Alpha 0.5 -Beta 0.25 -K 2",
        "LocalResponseNorm(5, alpha=0.5, beta=0.25, k=2.0)", "6 4", 0)]
    [InlineData("4", "ReLU", "ReLU()", "4", 0)]
    [InlineData("4", "LeakyReLU", "LeakyReLU(negative_slope=0.01)", "4", 0)]
    [InlineData("4", "LeakyReLU 0.2", "LeakyReLU(negative_slope=0.2)", "4", 0)]
    [InlineData("4", "ELU", "ELU(alpha=1.0)", "4", 0)]
    [InlineData("4", "GELU", "GELU(approximate='none')", "4", 0)]
    [InlineData("4", "GELU Tanh", "GELU(approximate='tanh')", "4", 0)]
    [InlineData("4", "SiLU", "SiLU()", "4", 0)]
    [InlineData("4", "Tanh", "Tanh()", "4", 0)]
    [InlineData("4", "Sigmoid", "Sigmoid()", "4", 0)]
    [InlineData("4", "Softmax", "Softmax(dim=-1)", "4", 0)]
    [InlineData("4", "Softmax 1 -Logarithm", "LogSoftmax(dim=1)", "4", 0)]
    [InlineData("4", "Dropout", "Dropout(p=0.5, inplace=False)", "4", 0)]
    [InlineData("4", "Dropout 0.2", "Dropout(p=0.2, inplace=False)", "4", 0)]
    [InlineData("3, 5, 5", "Flatten", "Flatten(start_dim=1, end_dim=-1)", "75", 0)]
    [InlineData("3, 5, 5", "Flatten 2", "Flatten(start_dim=2, end_dim=-1)", "3 25", 0)]
    [InlineData("3, 5, 5", "Flatten 1 2", "Flatten(start_dim=1, end_dim=2)", "15 5", 0)]
    [InlineData("3, 5, 5", "Flatten -3 -2", "Flatten(start_dim=-3, end_dim=-2)", "15 5", 0)]
    [InlineData("64", "Unflatten 1, 8, 8", "Unflatten(dim=1, unflattened_size=(1, 8, 8))", "1 8 8", 0)]
    [InlineData("2, 9", "Conv1d 4 3", "Conv1d(2, 4, kernel_size=(3,), stride=(1,))", "4 7", 28)]
    [InlineData(
        "1, 8, 8",
        "Conv2d 4 3 -Padding 1",
        "Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))",
        "4 8 8",
        40)]
    [InlineData(
        "1, 8, 8",
        "Conv2d 4 3 -Padding same",
        "Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1), padding=same)",
        "4 8 8",
        40)]
    [InlineData(
        "4, 9, 9",
        "Conv2d 8 3, 5 -Stride 2 -Group 4 -NoBias",
        "Conv2d(4, 8, kernel_size=(3, 5), stride=(2, 2), groups=4, bias=False)",
        "8 4 3",
        120)]
    [InlineData(
        "1, 5, 5, 5",
        "Conv3d 2 3 -Dilation 2",
        "Conv3d(1, 2, kernel_size=(3, 3, 3), stride=(1, 1, 1), dilation=(2, 2, 2))",
        "2 1 1 1",
        56)]
    [InlineData(
        "2, 5",
        "ConvTranspose1d 3 4 -Stride 2 -Padding 1",
        "ConvTranspose1d(2, 3, kernel_size=(4,), stride=(2,), padding=(1,))",
        "3 10",
        27)]
    [InlineData(
        "2, 5, 5",
        "ConvTranspose2d 3 3 -Stride 2 -OutputPadding 1",
        "ConvTranspose2d(2, 3, kernel_size=(3, 3), stride=(2, 2), output_padding=(1, 1))",
        "3 12 12",
        57)]
    [InlineData(
        "3, 7, 7",
        "MaxPool 2",
        "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
        "3 3 3",
        0)]
    [InlineData(
        "3, 7, 7",
        "MaxPool 2 -CeilingMode",
        "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=True)",
        "3 4 4",
        0)]
    [InlineData("3, 8, 8", "AvgPool 4 -Stride 2", "AvgPool2d(kernel_size=4, stride=2, padding=0)", "3 3 3", 0)]
    [InlineData("3, 8, 8", "AdaptiveAvgPool 1", "AdaptiveAvgPool2d(output_size=1)", "3 1 1", 0)]
    [InlineData("4", "Sequential { Linear 3; ReLU }", "Sequential", "3", 15)]
    [InlineData("4", "Residual { Linear 4; ReLU }", "Residual", "4", 20)]
    [InlineData("4", "Residual { Linear 3 } -Shortcut { Linear 3 -NoBias }", "Residual", "3", 27)]
    [InlineData("4", "Branch { Identity } { Linear 3 } { ReLU }", "Branch(join=Concat, dim=1)", "11", 15)]
    [InlineData("2, 3, 4", "Branch { Identity } { Linear 2 } -Axis -1", "Branch(join=Concat, dim=-1)", "2 3 6", 10)]
    [InlineData("4", "Branch { Identity } { Linear 4 } -Join multiply", "Branch(join=Multiply)", "4", 20)]
    [InlineData("4", "Identity", "Identity()", "4", 0)]
    public void A_layer_has_torchs_arguments_shape_and_parameters(
        string input, string layer, string description, string output, int parameters)
    {
        PSObject model = Assert.Single(shell.Run($"New-Model {input} -Seed 0 {{ {layer} }}").Objects);
        shell.Run("param($m) $script:m = $m", model);
        Assert.Equal(description, TensorText.Of(shell, "$m.Layers[0].Description"));
        Assert.Equal(output, TensorText.Of(shell, "$m.OutputShape"));
        Assert.Equal(
            parameters.ToString(System.Globalization.CultureInfo.InvariantCulture),
            TensorText.Of(shell, "$m.ParameterCount"));
    }

    [Theory]
    [InlineData("ReLU", "0 0 0 1 2")]
    [InlineData("LeakyReLU 0.1", "-0.2 -0.1 0 1 2")]
    [InlineData("ELU", "-0.864665 -0.632121 0 1 2")]
    [InlineData("GELU", "-0.045500 -0.158655 0 0.841345 1.954500")]
    [InlineData("GELU Tanh", "-0.045402 -0.158808 0 0.841192 1.954598")]
    [InlineData("SiLU", "-0.238406 -0.268941 0 0.731059 1.761594")]
    [InlineData("Tanh", "-0.964028 -0.761594 0 0.761594 0.964028")]
    [InlineData("Sigmoid", "0.119203 0.268941 0.5 0.731059 0.880797")]
    [InlineData("Softmax", "0.011656 0.031685 0.086129 0.234122 0.636409")]
    [InlineData("Softmax -Logarithm", "-4.451914 -3.451914 -2.451914 -1.451914 -0.451914")]
    [InlineData("LayerNorm", "-1.414210 -0.707105 0 0.707105 1.414210")]
    [InlineData("RMSNorm", "-1.414214 -0.707107 0 0.707107 1.414214")]
    [InlineData("GroupNorm 1", "-1.414210 -0.707105 0 0.707105 1.414210")]
    [InlineData("Dropout 0.9", "-2 -1 0 1 2")]
    [InlineData("Flatten", "-2 -1 0 1 2")]
    [InlineData("Residual { ReLU }", "-2 -1 0 2 4")]
    [InlineData("Sequential { ReLU; Tanh }", "0 0 0 0.761594 0.964028")]
    public void A_layer_gives_torchs_values_for_minus_two_to_two(string layer, string expected)
    {
        double[] values = TensorText.Values(shell, $"Invoke-Model (New-Model 5 {{ {layer} }}) @(, @(-2, -1, 0, 1, 2))");
        double[] wanted = [.. expected.Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(wanted.Length, values.Length);
        Assert.All(wanted.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    [Theory]
    [InlineData("8", "Linear 3; LayerNorm 4", "Layer 1 (LayerNorm)")]
    [InlineData("8", "Linear 30; GroupNorm 4", "Layer 1 (GroupNorm)")]
    [InlineData("4", "Linear 8; GroupNorm 8", "Layer 1 (GroupNorm)")]
    [InlineData("8", "ReLU; Residual { Linear 3 }", "Layer 1 (Residual)")]
    [InlineData("8", "Branch { Identity } { Linear 3 } -Join Add", "Layer 0 (Branch)")]
    [InlineData("8", "Sequential { Linear 3; Residual { Linear 4 } }", "Layer 0.1 (Residual)")]
    [InlineData("8", "InstanceNorm", "Layer 0 (InstanceNorm)")]
    [InlineData("3, 1", "InstanceNorm", "Layer 0 (InstanceNorm)")]
    [InlineData("8", "Softmax 0", "Layer 0 (Softmax)")]
    [InlineData("8", "Softmax 2", "Layer 0 (Softmax)")]
    [InlineData("8", "Flatten 0", "Layer 0 (Flatten)")]
    [InlineData("3, 4", "Flatten 2 1", "Layer 0 (Flatten)")]
    [InlineData("63", "Unflatten 8, 8", "Layer 0 (Unflatten)")]
    [InlineData("64", "Conv2d 8 3", "Layer 0 (Conv2d)")]
    [InlineData("1, 4, 4", "Conv2d 8 5", "Layer 0 (Conv2d)")]
    [InlineData("64", "MaxPool 2", "Layer 0 (MaxPool)")]
    [InlineData("4, 8, 8", "MaxPool1d 2", "Layer 0 (MaxPool): expected 3D input (got 4D input).")]
    [InlineData("4, 8", "avgpool2D 2", "Layer 0 (AvgPool): expected 4D input (got 3D input).")]
    [InlineData("4, 8", "AdaptiveAvgPool2d 2", "Layer 0 (AdaptiveAvgPool): expected 4D input (got 3D input).")]
    [InlineData("4, 8, 8", "BatchNorm1d", "Layer 0 (BatchNorm): expected 2D or 3D input (got 4D input).")]
    [InlineData("4, 8", "InstanceNorm2d", "Layer 0 (InstanceNorm): expected 4D input (got 3D input).")]
    [InlineData("4, 8, 8", "MaxPool 2 -Stride 1, 1, 1", "Layer 0 (MaxPool): \"stride\" takes 1 or 2 sizes")]
    public void A_shape_that_does_not_fit_names_the_layer(string input, string layers, string name)
    {
        ErrorRecord error = shell.Run($"New-Model {input} {{ {layers} }}").Error("LayerShapeMismatch");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.StartsWith(name, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_over_windows_divides_by_the_number_that_is_given() => Assert.Equal(
        [3.0, 7.0],
        shell.Run("(Invoke-Model (New-Model 1, 4 { AvgPool 2 -Divisor 1 }) (New-Tensor 1, 1, 4 -Data (1..4))).ToArray()")
            .Objects.Select(value => Convert.ToDouble(value.BaseObject, CultureInfo.InvariantCulture)));

    [Fact]
    public void Blocks_may_be_nested_deeply_and_too_deeply_is_said_in_those_words()
    {
        const string Nested = "$text = 'Linear 4'; 1..{0} | % {{ $text = \"Residual {{ $text }}\" }}; "
            + "New-Model 4 ([scriptblock]::Create($text))";
        Assert.Single(shell.Run(string.Format(CultureInfo.InvariantCulture, Nested, 60)).Objects);
        ErrorRecord error = shell.Run(string.Format(CultureInfo.InvariantCulture, Nested, 150))
            .Error("InvalidModelSpecification");
        Assert.Contains("nested more than 100 deep", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Linear 0")]
    [InlineData("Linear 2.5")]
    [InlineData("Dropout 1.5")]
    [InlineData("Conv1d 4 1.5")]
    [InlineData("Conv1d 4 3 -Padding most")]
    [InlineData("MaxPool 0")]
    [InlineData("Dropout -1")]
    [InlineData("GELU x")]
    [InlineData("Softmax 0.6")]
    [InlineData("Flatten 1.4")]
    [InlineData("Flatten 1 1.4")]
    [InlineData("GroupNorm 0")]
    [InlineData("BatchNorm -Momentum 2")]
    [InlineData("BatchNorm -Eps -1")]
    [InlineData("LayerNorm -NormalizedShape @()")]
    [InlineData("InstanceNorm -Momentum $null")]
    public void An_argument_that_cannot_be_is_an_error_and_makes_no_model(string layer)
    {
        ShellResult result = shell.Run($"New-Model 6 {{ {layer}; ReLU }}");
        Assert.Single(result.Errors);
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("Conv2d 8 3 -Padding ", "same valid")]
    [InlineData("New-Model 1, 8, 8 { Conv2d 8 3 -Padding v", "valid")]
    public void The_words_for_a_padding_are_completed(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', shell.Complete(line).Select(match => match.CompletionText)));

    [Theory]
    [InlineData("Linear 64", "Linear(out_features=64)")]
    [InlineData("LayerNorm 3, 4 -Epsilon 1e-5", "LayerNorm(normalized_shape=(3, 4), eps=1e-05)")]
    [InlineData("BatchNorm -Momentum $null", "BatchNorm(momentum=None)")]
    [InlineData("LogSoftmax", "LogSoftmax()")]
    [InlineData("GELU -Approximate TANH", "GELU(approximate=tanh)")]
    [InlineData("Conv2d 8 3 -Padding Same -NoBias", "Conv2d(out_channels=8, kernel_size=3, bias=False, padding=same)")]
    public void A_layer_by_itself_shows_what_it_was_given(string script, string expected) =>
        Assert.Equal(expected, shell.Run($"({script}).ToString()").Single<string>());

    [Theory]
    [InlineData("New-Model 4, 5 { Conv1d 4 3 -Groups 2 }", "groups=2")]
    [InlineData("New-Model 4, 5, 5 { Conv2d 4 3 -Groups 2 }", "groups=2")]
    [InlineData("New-Model 4, 5, 5, 5 { Conv3d 4 3 -Groups 2 }", "groups=2")]
    [InlineData("New-Model 4, 5, 5 { ConvTranspose2d 4 3 -Groups 2 }", "groups=2")]
    [InlineData("New-Model 4, 5 { GroupNorm -Groups 2 }", "GroupNorm(2,")]
    [InlineData("New-Model 4, 5 { GroupNorm -NumGroups 2 }", "GroupNorm(2,")]
    public void Groups_have_torch_s_name_as_well(string script, string says) =>
        Assert.Contains(says, TensorText.Of(shell, $"({script}).Layers[0].Description"), StringComparison.Ordinal);

    [Fact]
    public void Groups_of_the_cmdlets_have_torch_s_name_as_well() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $x = New-Tensor -Data (1..24) -Shape 2, 4, 3
            "$(($x | Invoke-GroupNorm -Groups 2).ToArray())" -eq "$(($x | Invoke-GroupNorm 2).ToArray())"
            ($x | Measure-Normalization -Groups 4).Method -contains 'GroupNorm 4'
            """));

    /// <summary>Blocks as ResNet-18, Inception and DenseNet have them.</summary>
    [Theory]
    [InlineData(
        "Conv2d 8 3 -Padding 1 -NoBias; BatchNorm; ReLU; "
        + "Residual { Conv2d 8 3 -Padding 1 -NoBias; BatchNorm; ReLU; Conv2d 8 3 -Padding 1 -NoBias; BatchNorm }; "
        + "ReLU; "
        + "Residual { Conv2d 16 3 -Stride 2 -Padding 1 -NoBias; BatchNorm; ReLU; "
        + "Conv2d 16 3 -Padding 1 -NoBias; BatchNorm } "
        + "-Shortcut { Conv2d 16 1 -Stride 2 -NoBias; BatchNorm }; ReLU; AdaptiveAvgPool 1; Flatten; Linear 2")]
    [InlineData(
        "Branch { Conv2d 4 1; BatchNorm; ReLU } { Conv2d 2 1; ReLU; Conv2d 4 3 -Padding 1; ReLU } "
        + "{ MaxPool 3 -Stride 1 -Padding 1; Conv2d 2 1; ReLU } { AvgPool 3 -Stride 1 -Padding 1; Conv2d 2 1 }; "
        + "AdaptiveAvgPool 1; Flatten; Linear 2")]
    [InlineData(
        "Conv2d 4 3 -Padding 1; 1..3 | % { Branch { Identity } { BatchNorm; ReLU; Conv2d 4 3 -Padding 1 -NoBias } }; "
        + "BatchNorm; ReLU; AdaptiveAvgPool 1; Flatten; Linear 2")]
    public void Blocks_of_known_networks_train_are_saved_and_come_back(string layers)
    {
        string results = TensorText.Of(
            shell,
            $$"""
            $x = New-RandomTensor -Shape 60, 2, 6, 6 -Distribution Normal -Seed 1
            $y = 0..59 | % { [int]($_ % 2) }
            0..59 | % { if ($_ % 2) { $x[$_, 0] = $x[$_, 0] + 1.5 } }
            $data = New-Dataset $x $y
            $model = New-Model 2, 6, 6 -Seed 0 { {{layers}} }
            $run = $model | Start-TrainingRun $data -Epoch 12 -BatchSize 20 -Optimizer Adam -LearningRate 0.01 -Seed 0
            $first, $last = $run.History[0, -1].TrainingLoss
            $path = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).safetensors"
            $model | Export-Model $path
            $same = (($x | Invoke-Model (Import-Model $path)).ToArray() -join ' ') -eq `
                (($x | Invoke-Model $model).ToArray() -join ' ')
            Remove-Item $path
            $last -lt $first / 2; $same
            """);
        Assert.Equal("True True", results);
    }
}
