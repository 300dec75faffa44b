namespace NormTools.Module.Tests;

/// <summary>What stands where without a name: the tensor first, or, where it comes through the pipeline, what is
/// missing.</summary>
public sealed class NormalizationPositionTests
{
    [Theory]
    [InlineData("$x | Invoke-GroupNorm 4", "Invoke-GroupNorm -InputObject $x -Group 4")]
    [InlineData("Invoke-GroupNorm $x 4", "Invoke-GroupNorm -InputObject $x -Group 4")]
    [InlineData("$x | Invoke-LayerNorm 4", "Invoke-LayerNorm -InputObject $x -NormalizedShape 4")]
    [InlineData("$x | Invoke-LayerNorm 8, 4", "Invoke-LayerNorm -InputObject $x -NormalizedShape 8, 4")]
    [InlineData("Invoke-LayerNorm $x 8, 4", "Invoke-LayerNorm -InputObject $x -NormalizedShape 8, 4")]
    [InlineData("$x | Invoke-RmsNorm 4", "Invoke-RmsNorm -InputObject $x -NormalizedShape 4")]
    [InlineData("Invoke-RmsNorm $x 4", "Invoke-RmsNorm -InputObject $x -NormalizedShape 4")]
    [InlineData("$x | Invoke-LocalResponseNorm 3", "Invoke-LocalResponseNorm -InputObject $x -Size 3")]
    [InlineData("Invoke-LocalResponseNorm $x 3", "Invoke-LocalResponseNorm -InputObject $x -Size 3")]
    public void The_tensor_may_come_first_or_through_the_pipeline(string call, string named)
    {
        using Shell shell = new();
        ShellResult result = shell.Run(
            $$"""
            $x = New-RandomTensor -Shape 2, 8, 4 -Seed 0
            $y = {{call}}
            ($y - ({{named}})).ToArray() | ForEach-Object { [Math]::Abs($_) } | Where-Object { $_ -gt 0 }
            $y.Shape -join ','
            """);
        Assert.Equal(["2,8,4"], result.Objects.Select(item => item.ToString()));
    }

    [Fact]
    public void Every_tensor_of_a_pipeline_is_taken_where_the_other_argument_has_no_name()
    {
        using Shell shell = new();
        ShellResult result = shell.Run("(New-Tensor -Shape 2, 4), (New-Tensor -Shape 3, 4) | Invoke-LayerNorm 4");
        Assert.Equal(2, result.Objects.Count);
    }

    [Fact]
    public void A_fraction_is_refused_there_too()
    {
        using Shell shell = new();
        ShellResult result = shell.Run("New-Tensor -Shape 2, 4 | Invoke-GroupNorm 1.5");
        Assert.Contains("whole number", result.Error("ParameterArgumentTransformationError").ToString());
    }
}
