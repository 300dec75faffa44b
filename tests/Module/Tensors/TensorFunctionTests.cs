namespace NormTools.Module.Tests;

public sealed class TensorFunctionTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TensorFunctionTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $x = ConvertTo-Tensor @(@(1, -4), @(9, 0))
            $i = ConvertTo-Tensor -3, 4 -DType Int64
            $m = New-Tensor -Data (1..6) -Shape 2, 3
            """);
    }

    [Theory]
    [InlineData("$x.Abs()", "Float32 [2, 2]: 1 4 9 0")]
    [InlineData("$x.Sqrt()", "Float32 [2, 2]: 1 NaN 3 0")]
    [InlineData("$x.Pow(2)", "Float32 [2, 2]: 1 16 81 0")]
    [InlineData("$x.Pow(3)", "Float32 [2, 2]: 1 -64 729 0")]
    [InlineData("$x.Pow(-1)", "Float32 [2, 2]: 1 -0.25 0.1111111 \u221e")]
    [InlineData("$x.Log()[':', 0]", "Float32 [2]: 0 2.197225")]
    [InlineData("$x.Exp()[1]", "Float32 [2]: 8103.084 1")]
    [InlineData("$x.To('Float64').Exp()[1, 0]", "8103.08392757538")]
    [InlineData("$i.Abs()", "Int64 [2]: 3 4")]
    [InlineData("$i.Pow(2)", "Float32 [2]: 9 16")]
    [InlineData("(ConvertTo-Tensor 200, 4 -DType UInt8).Abs()", "UInt8 [2]: 200 4")]
    [InlineData("(New-Tensor 0, 3).Exp()", "Float32 [0, 3]:")]
    public void A_function_goes_value_by_value(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script).Replace("Infinity", "\u221e", StringComparison.Ordinal));

    [Theory]
    [InlineData("$m.MatMul($m.Transpose())", "Float32 [2, 2]: 14 32 32 77")]
    [InlineData("$m.MatMul((1, 0, 2))", "Float32 [2]: 7 16")]
    [InlineData("(ConvertTo-Tensor 1, 2).MatMul($m)", "Float32 [3]: 9 12 15")]
    [InlineData("(ConvertTo-Tensor 1, 2).MatMul((3, 4))", "Float32 []: 11")]
    [InlineData("$m.MatMul($m.To('Float64').Transpose())", "Float64 [2, 2]: 14 32 32 77")]
    [InlineData("$m.MatMul((New-Tensor 3, 1 -Value 1 -DType Int64))", "Float32 [2, 1]: 6 15")]
    [InlineData("(New-Tensor 2, 0).MatMul((New-Tensor 0, 2))", "Float32 [2, 2]: 0 0 0 0")]
    [InlineData("(New-Tensor 0, 3).MatMul($m.Transpose())", "Float32 [0, 2]:")]
    public void Matrices_and_vectors_multiply(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$m.MatMul($m)", "InnerSizesDiffer", "[2, 3] and [2, 3] do not multiply: 3 columns meet 2 rows")]
    [InlineData("$m.MatMul(2)", "NotMatrices", "[2, 3] and []")]
    [InlineData("$i.MatMul($i)", "FloatWanted", "Int64 was given")]
    [InlineData("$m.MatMul('a')", "NotATensor", "the text 'a'")]
    public void Operands_that_do_not_multiply_are_a_clear_error(string script, string id, string says)
    {
        System.Management.Automation.ErrorRecord error = Assert.Single(shell.Run(script).Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }
}
