using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Class numbers that mean one thing to a model and another to its data are an error.</summary>
[Collection("Training runs")]
public sealed class ClassAgreementTests : IDisposable
{
    private readonly Shell shell = new();

    public ClassAgreementTests() => shell.Run(
        """
        function Data($names, $classes) {
            New-Dataset (New-RandomTensor 6, 2 -Seed 1) ([long[]](0..5 | ForEach-Object { $_ % $classes })) -ClassName $names -Task Classification
        }
        function Trained($data, $outputs) {
            $model = New-Model 2 -Seed 0 { Linear $outputs }
            $null = $model | Start-TrainingRun $data -Epoch 1 -Seed 0
            $model
        }
        """);

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("a, b, c", "b, c", "class 0 is 'b' here and 'a' there")]
    [InlineData("a, b, c", "a, c", "class 1 is 'c' here and 'b' there")]
    [InlineData("a, b", "b, a", "the classes b, a, and the model a, b")]
    [InlineData("0, 1, 2, 3, 4, 5, 6, 7, 8, 9", "3, 7, 9", "class 0 is '3' here and '0' there")]
    [InlineData("3, 7, 9", "0, 1, 2, 3, 4, 5, 6, 7, 8, 9", "class 0 is '0' here and '3' there")]
    public void Names_that_differ_are_refused_and_Like_is_named(string model, string data, string says)
    {
        ErrorRecord error = shell.Run(
            $"Trained (Data {model.Replace(", ", ",")} 2) 10 | Test-Model (Data {data.Replace(", ", ",")} 2)").Error("ClassNamesDiffer");
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Import-Dataset -Like", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,c", "a,b,c")]
    [InlineData("a,b,c", "a,b")]
    [InlineData("a,b,c", "0,1")]
    [InlineData("0,1", "a,b")]
    [InlineData("3,7,9", "0,1,2")]
    public void Names_that_agree_or_merely_count_go_on(string model, string data) =>
        Assert.Equal("6", TensorText.Of(shell, $"(Trained (Data {model} 2) 3 | Test-Model (Data {data} 2)).Count"));

    [Fact]
    public void A_model_that_was_never_trained_takes_any_names() => Assert.Equal(
        "6", TensorText.Of(shell, "(New-Model 2 { Linear 2 } | Test-Model (Data b,a 2)).Count"));

    [Fact]
    public void Validation_data_with_other_classes_is_refused_before_the_run()
    {
        ShellResult result = shell.Run(
            """
            $m = New-Model 2 -Seed 0 { Linear 3 }; $before = "$($m.Parameters['0.weight'].ToArray())"
            $m | Start-TrainingRun (Data a,b,c 3) -Validation (Data b,c 2) -Epoch 1
            """);
        Assert.StartsWith(
            "The validation data has the classes b, c, and the training data a, b, c", result.Error("ClassNamesDiffer").Exception.Message);
        Assert.Equal("True", TensorText.Of(shell, "$before -eq \"$($m.Parameters['0.weight'].ToArray())\""));
    }

    [Fact]
    public void Long_lists_of_names_are_shortened()
    {
        ShellResult result = shell.Run(
            "$long = 0..99 | ForEach-Object { 'name' + $_ }; Trained (Data $long 2) 100 | Test-Model (Data $long[1..99] 2)");
        Assert.InRange(result.Error("ClassNamesDiffer").Exception.Message.Length, 100, 500);
    }

    [Theory]
    [InlineData("Start-TrainingRun $x -Epoch 1")]
    [InlineData("Test-Model $x")]
    [InlineData("Measure-SignalPropagation $x -Loss CrossEntropy")]
    public void Classes_want_a_model_whose_output_is_a_vector(string command)
    {
        ErrorRecord error = shell.Run(
            $"$x = New-Dataset (New-RandomTensor 4, 3, 5 -Seed 1) (0, 1, 0, 1); New-Model 3, 5 {{ Linear 2 }} | {command}")
            .Error("OutputNotAVector");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("[3, 2] per sample. A Flatten", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[double]::NaN", "NaN in row 1, column 0")]
    [InlineData("[double]::NegativeInfinity", "-Infinity in row 1, column 0")]
    public void A_feature_that_is_not_finite_is_no_test(string value, string says)
    {
        ShellResult result = shell.Run(
            $"New-Model 2 {{ Linear 2 }} | Test-Model (New-Dataset @(@(1, 2), @(({value}), 4), @(5, 6), @(7, 8)) (0, 1, 0, 1))");
        Assert.Contains(says, result.Error("NotFiniteData").Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    [Fact]
    public void Quantities_where_classes_were_meant_are_told_of_Task()
    {
        ShellResult result = shell.Run("New-Model 2 { Linear 2 } | Start-TrainingRun (New-Dataset (New-Tensor 3, 2) (0, 1, 0)) -Epoch 1");
        Assert.Contains("-Task Classification", result.Error("TargetWidthMismatch").Exception.Message, StringComparison.Ordinal);
    }
}
