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
