using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Batch normalisation's settings between conventions.</summary>
public sealed class ConvertBatchNormTests
{
    private const string Call = "Convert-BatchNorm -RunningVariance (New-Tensor -Data 10, 20 -Shape 2) ";

    [Theory]
    [InlineData("PyTorch", "Keras", 0.9, "9,18")] // biased there: times (m - 1) / m
    [InlineData("PyTorch", "Onnx", 0.9, "9,18")]
    [InlineData("Keras", "PyTorch", 0.01, "11.1111116,22.2222233")]
    [InlineData("Keras", "Onnx", 0.99, "10,20")]
    [InlineData("PyTorch", "PyTorch", 0.1, "10,20")]
    public void Momentum_takes_its_complement_and_the_variance_its_factor(
        string from, string to, double momentum, string variance)
    {
        using Shell shell = new();
        ShellResult result = shell.Run(
            Call + $"-From {from} -To {to} -ValueCount 10 | ForEach-Object {{ $_.Momentum; "
            + "($_.RunningVariance.ToArray() | ForEach-Object { $_.ToString('G9', [cultureinfo]::InvariantCulture) }) -join ',' }");
        Assert.Equal(momentum, (double)result.Objects[0].BaseObject, 1e-12);
        Assert.Equal(variance, result.Objects[1].ToString());
    }

    [Fact]
    public void Without_a_count_the_variance_is_left_and_a_note_says_so()
    {
        using Shell shell = new();
        ShellResult result = shell.Run(
            Call + "-From PyTorch -To Keras | ForEach-Object { $_.RunningVariance[1].ToString(); $_.Note }");
        Assert.Equal("20", result.Objects[0].ToString());
        Assert.Contains("-ValueCount", result.Objects[1].ToString());
    }

    [Theory]
    [InlineData("PyTorch", "PyTorch", 0)]
    [InlineData("PyTorch", "Keras", 1)]
    [InlineData("PyTorch", "Onnx", 1)]
    public void The_cumulative_average_of_pytorch_stays_null_and_a_note_says_who_has_none(string from, string to, int notes)
    {
        using Shell shell = new();
        ShellResult result = shell.Run($"$c = Convert-BatchNorm {from} {to} -Momentum $null; $null -eq $c.Momentum; $c.Note");
        Assert.Empty(result.Errors);
        Assert.Equal(true, result.Objects[0].BaseObject);
        Assert.Equal(notes, result.Objects.Count - 1);
        Assert.All(result.Objects.Skip(1), note => Assert.StartsWith($"{to} has no cumulative average", note.ToString()));
    }

    [Theory]
    [InlineData("Convert-BatchNorm Keras PyTorch -Momentum $null", "MomentumMissing", "which Keras does not have: give a number")]
    [InlineData("Convert-BatchNorm Onnx Keras -Momentum $null", "MomentumMissing", "which Onnx does not have: give a number")]
    [InlineData("Convert-BatchNorm PyTorch Keras -Momentum 1.5", "ParameterArgumentValidationError", "1.5 was given")]
    [InlineData("Convert-BatchNorm PyTorch Keras -Momentum -0.1", "ParameterArgumentValidationError", "-0.1 was given")]
    [InlineData(
        "Convert-BatchNorm PyTorch Keras -ValueCount 8", "ParameterHasNoEffect",
        "-ValueCount has an effect only with -RunningVariance")]
    [InlineData(
        "Convert-BatchNorm PyTorch Keras -RunningMean 1, 2, 3 -RunningVariance 1, 2", "ParameterLengthMismatch",
        "-RunningMean has 3 values and -RunningVariance 2")]
    public void What_cannot_be_converted_is_one_error(string script, string id, string words)
    {
        using Shell shell = new();
        ShellResult result = shell.Run(script);
        Assert.Contains(words, result.Error(id).Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    [Theory]
    [InlineData("0.12345678901234567", 0.8765432109876543)]
    [InlineData("0.99", 0.01)]
    [InlineData("0.9", 0.1)]
    [InlineData("0.999", 0.001)]
    [InlineData("0", 1)]
    [InlineData("1", 0)]
    [InlineData("1e-9", 0.999999999)]
    [InlineData("1e-300", 1)]
    public void The_complement_is_that_of_the_digits(string momentum, double expected)
    {
        using Shell shell = new();
        Assert.Equal(expected, shell.Run($"(Convert-BatchNorm PyTorch Keras -Momentum {momentum}).Momentum").Single<double>());
    }

    [Fact]
    public void A_negative_variance_is_refused()
    {
        using Shell shell = new();
        ShellResult result = shell.Run(
            "Convert-BatchNorm -From PyTorch -To Keras -RunningVariance (New-Tensor -Data 1, -2 -Shape 2)");
        ErrorRecord error = result.Error("NegativeRunningVariance");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains("-2", error.ToString());
    }
}
