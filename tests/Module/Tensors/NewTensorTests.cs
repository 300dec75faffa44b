using System.Management.Automation;

namespace NormTools.Module.Tests;

public sealed class NewTensorTests(Shell shell) : IClassFixture<Shell>
{
    [Theory]
    [InlineData("New-Tensor 2, 3", "Float32 [2, 3]: 0 0 0 0 0 0")]
    [InlineData("New-Tensor -Shape 2 -Value 1.5", "Float32 [2]: 1.5 1.5")]
    [InlineData("New-Tensor -Shape 2 -Value -7 -DType Int64", "Int64 [2]: -7 -7")]
    [InlineData("New-Tensor -Shape 2 -Value 255 -DType uint8", "UInt8 [2]: 255 255")]
    [InlineData("New-Tensor -Shape 1, 2 -Value 0.1 -DType Float64", "Float64 [1, 2]: 0.1 0.1")]
    [InlineData("New-Tensor 2 -Value NaN", "Float32 [2]: NaN NaN")]
    [InlineData("New-Tensor -Shape @() -Value 3", "Float32 []: 3")]
    [InlineData("New-Tensor 0, 3", "Float32 [0, 3]:")]
    [InlineData("New-Tensor -Data 1, 2, 3", "Float32 [3]: 1 2 3")]
    [InlineData("New-Tensor -Data 5", "Float32 []: 5")]
    [InlineData("New-Tensor -Data (1..6) -Shape 2, 3", "Float32 [2, 3]: 1 2 3 4 5 6")]
    [InlineData("New-Tensor -Data (1..6) -Shape 2, -1", "Float32 [2, 3]: 1 2 3 4 5 6")]
    [InlineData("New-Tensor -Data @(@(1, 2), @(3, 4)) -Shape 4", "Float32 [4]: 1 2 3 4")]
    [InlineData("New-Tensor -Data @()", "Float32 [0]:")]
    [InlineData("New-Tensor -Data 1, 2 -DType Int64", "Int64 [2]: 1 2")]
    public void A_tensor_has_the_type_shape_and_values_that_were_asked_for(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("New-Tensor 1e9, 1e9", "TooManyElements", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor 9223372036854775807, 2", "TooManyElements", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -2", "NegativeDimension", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor 4, -1", "NegativeDimension", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor (@(1) * 17)", "RankTooHigh", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -Data 1, 2, 3 -Shape 2, 2", "DataCountMismatch", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -Data (1..6) -Shape 4, -1", "ReshapeCountMismatch", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -Data 1, 'x'", "NotANumber", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor -Data @(@(1, 2), @(3))", "RaggedArray", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor -Data ([datetime]::Now)", "NotATensor", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor 2 -Value 300 -DType UInt8", "ValueOutOfRange", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor 2 -Value NaN -DType Int64", "ValueOutOfRange", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor -Data (1..3) -Value 3", "ParameterHasNoEffect", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -Data (1..4) -Shape 2, -1, -1", "NegativeDimension", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor -Data (1..4) -Shape 2, -1, -2", "NegativeDimension", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor '2,'", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor '2,x'", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor '2,2.5'", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor 2.5", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor 2, 3.5", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("New-Tensor abc", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument)]
    [InlineData("New-Tensor 2 -DType Float16", "CannotConvertArgumentNoMessage", ErrorCategory.InvalidArgument)]
    public void A_shape_or_data_that_cannot_be_is_one_clear_error(string script, string id, ErrorCategory category)
    {
        ShellResult result = shell.Run(script + "; 'goes on'");
        Assert.Equal(category, result.Error(id).CategoryInfo.Category);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }

    [Fact]
    public void An_error_says_what_came_and_what_was_wanted()
    {
        Assert.Equal(
            "-Data has 3 values, and the shape [2, 2] holds 4.",
            shell.Run("New-Tensor -Data 1, 2, 3 -Shape 2, 2").Error("DataCountMismatch").Exception.Message);
        Assert.Equal(
            "-Value has no effect with -Data: give one or the other.",
            shell.Run("New-Tensor -Data (1..3) -Value 3").Error("ParameterHasNoEffect").Exception.Message);
        Assert.StartsWith(
            "The shape [2, -1, -1] ",
            shell.Run("New-Tensor -Data (1..4) -Shape 2, -1, -1").Error("NegativeDimension").Exception.Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The value 1.8446744073709552E+19 at position 1 ",
            shell.Run("New-Tensor -Data ([long]::MaxValue), ([ulong]::MaxValue) -DType Int64").Error("ValueOutOfRange")
                .Exception.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "A whole number is wanted; 2.5 was given.",
            shell.Run("New-Tensor 2.5").Error("ParameterArgumentTransformationError").Exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-Tensor '2,3'", "Float32 [2, 3]: 0 0 0 0 0 0")]
    [InlineData("New-Tensor ' 1 , 2 '", "Float32 [1, 2]: 0 0")]
    [InlineData(
        "New-Tensor -Data 2.7, -2.7, ([decimal]9007199254740993), ([long]::MaxValue) -DType Int64",
        "Int64 [4]: 2 -2 9007199254740993 9223372036854775807")]
    public void Numbers_are_taken_as_they_are_meant(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Fact]
    public void A_tensor_is_one_object_that_the_pipeline_does_not_take_apart() =>
        Assert.Equal(1, shell.Run("@(New-Tensor 3, 3 | ForEach-Object { $_ }).Count").Single<int>());

    [Fact]
    public void A_loop_that_drops_its_tensors_does_not_fill_the_memory()
    {
        // 200 tensors of 32 MB would be 6.4 GB.
        (int code, string output, string error) = BuiltModule.RunApart(
            """
            foreach ($i in 1..200) { $t = New-Tensor 8388608 }
            [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
            """);
        Assert.Equal((0, string.Empty), (code, error));
        Assert.InRange(long.Parse(output.Trim(), System.Globalization.CultureInfo.InvariantCulture), 0, 2_000_000_000);
    }

    [Theory]
    [InlineData("New-Tensor -Data abc", "-Data: ")]
    [InlineData("ConvertTo-Tensor abc", "-InputObject: ")]
    [InlineData("New-Dataset (1, 2) abc", "-Target: ")]
    [InlineData("'abc' | Invoke-Model (New-Model 2 { Linear 2 })", "-InputObject: ")]
    [InlineData("New-Model 2 { Linear 2 } | Measure-SignalPropagation abc", "-Data: ")]
    [InlineData("New-Model 2 { Linear 2 } | Initialize-Model Lsuv -Data abc", "-Data: ")]
    public void What_is_no_tensor_is_told_with_the_name_of_its_parameter(string script, string says)
    {
        string message = shell.Run(script).Error("NotATensor").Exception.Message;
        Assert.StartsWith(says, message, StringComparison.Ordinal);
        Assert.Contains("the text 'abc'", message, StringComparison.Ordinal);
    }
}
