namespace NormTools.Module.Tests;

public sealed class TensorOperatorTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TensorOperatorTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $x = ConvertTo-Tensor @(@(1, 2), @(3, 4))
            $i = ConvertTo-Tensor 1, 2 -DType Int64
            $u = ConvertTo-Tensor 250, 2 -DType UInt8
            $d = ConvertTo-Tensor 1, 2 -DType Float64
            """);
    }

    [Theory]
    [InlineData("$x + $x", "Float32 [2, 2]: 2 4 6 8")]
    [InlineData("$x - 1", "Float32 [2, 2]: 0 1 2 3")]
    [InlineData("1 - $x", "Float32 [2, 2]: 0 -1 -2 -3")]
    [InlineData("$x * 2.5", "Float32 [2, 2]: 2.5 5 7.5 10")]
    [InlineData("2 * $x", "Float32 [2, 2]: 2 4 6 8")]
    [InlineData("12 / $x", "Float32 [2, 2]: 12 6 4 3")]
    [InlineData("-$x", "Float32 [2, 2]: -1 -2 -3 -4")]
    [InlineData("$x.Maximum(2)", "Float32 [2, 2]: 2 2 3 4")]
    [InlineData("$x.Minimum((3, 1))", "Float32 [2, 2]: 1 1 3 1")]
    [InlineData("$x * 0 / 0", "Float32 [2, 2]: NaN NaN NaN NaN")]
    public void Arithmetic_goes_element_by_element(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$x + (10, 20)", "Float32 [2, 2]: 11 22 13 24")]
    [InlineData("$x * @(@(1), @(10))", "Float32 [2, 2]: 1 2 30 40")]
    [InlineData("$x - [double[]](1, 2)", "Float32 [2, 2]: 0 0 2 2")]
    [InlineData("$x / (1..2)", "Float32 [2, 2]: 1 1 3 2")]
    [InlineData("(New-Tensor 2, 1 -Value 1) + (ConvertTo-Tensor 1, 2, 3)", "Float32 [2, 3]: 2 3 4 2 3 4")]
    [InlineData("(New-Tensor 0, 2) + (ConvertTo-Tensor 1, 2)", "Float32 [0, 2]:")]
    [InlineData("$x + (ConvertTo-Tensor 1)", "Float32 [2, 2]: 2 3 4 5")]
    public void Shapes_are_broadcast_from_the_last_axis(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$i + $i", "Int64 [2]: 2 4")]
    [InlineData("$i + 1", "Int64 [2]: 2 3")]
    [InlineData("$i + 0.5", "Float32 [2]: 1.5 2.5")]
    [InlineData("$i / 2", "Float32 [2]: 0.5 1")]
    [InlineData("$i / $i", "Float32 [2]: 1 1")]
    [InlineData("$i + (1, 2)", "Int64 [2]: 2 4")]
    [InlineData("$i + (0.5, 2)", "Float32 [2]: 1.5 4")]
    [InlineData("$i + $u", "Int64 [2]: 251 4")]
    [InlineData("$i + (ConvertTo-Tensor 1, 1)", "Float32 [2]: 2 3")]
    [InlineData("$d + (ConvertTo-Tensor 1, 1)", "Float64 [2]: 2 3")]
    [InlineData("$d + $i", "Float64 [2]: 2 4")]
    [InlineData("$d + (0.1, 0.2)", "Float64 [2]: 1.1 2.2")]
    [InlineData("$d * 0.1", "Float64 [2]: 0.1 0.2")]
    [InlineData("$u + $u", "UInt8 [2]: 244 4")] // wraps, as PyTorch's does
    [InlineData("$u + 10", "Int64 [2]: 260 12")] // PyTorch wraps here as well
    [InlineData("$i + 9007199254740991", "Int64 [2]: 9007199254740992 9007199254740993")]
    [InlineData("$i.Maximum(1.5)", "Float32 [2]: 1.5 2")]
    [InlineData("$i.Maximum((1.5, 1))", "Float32 [2]: 1.5 2")]
    [InlineData("$i.Maximum(2)", "Int64 [2]: 2 2")]
    [InlineData("$i.Minimum([Collections.Generic.List[double]](1.5, 1.5))", "Float32 [2]: 1 1.5")]
    [InlineData("$u.Minimum(300)", "Int64 [2]: 250 2")]
    [InlineData("$u.Maximum($u)", "UInt8 [2]: 250 2")]
    [InlineData("$x.Maximum($d)", "Float64 [2, 2]: 1 2 3 4")]
    [InlineData("$d.Maximum(0.1)", "Float64 [2]: 1 2")]
    public void The_result_has_the_type_that_holds_both(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$x + (ConvertTo-Tensor 1, 2, 3)", "The shapes [2, 2] and [3] cannot be broadcast to one shape.")]
    [InlineData("$x * (1, 2, 3)", "The shapes [2, 2] and [3] cannot be broadcast to one shape.")]
    [InlineData("$x + (1, 'a')", "Element [1] holds the text 'a', and a number is wanted.")]
    [InlineData("$x + @(@(1, 2), @(3))", "Row [1] has 1 value where the first has 2; rows of one length are wanted.")]
    public void Operands_that_do_not_go_together_are_a_clear_error(string script, string says)
    {
        ShellResult result = shell.Run(script + "; 'goes on'");
        Assert.Equal(says, Assert.Single(result.Errors).Exception.GetBaseException().Message);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }
}
