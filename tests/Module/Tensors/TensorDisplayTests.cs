namespace NormTools.Module.Tests;

public sealed class TensorDisplayTests(Shell shell) : IClassFixture<Shell>
{
    [Fact]
    public void A_matrix_is_shown_in_aligned_columns() => Assert.Equal(
        """
        Tensor Float32 [2, 3]
            1.0000   -2.5000  100.0000
            0.1000       NaN    0.0000
        """,
        Shown("ConvertTo-Tensor @(@(1, -2.5, 100), @(0.1, [double]::NaN, 0))"));

    [Theory]
    [InlineData("New-Tensor 0, 3", "Tensor Float32 [0, 3] (empty)")]
    [InlineData("$t = New-Tensor 2; $t.Dispose(); $t", "Tensor Float32 [2] (disposed)")]
    [InlineData("ConvertTo-Tensor 7", "Tensor Float32 []\n  7.0000")]
    [InlineData("ConvertTo-Tensor 1, -20 -DType Int64", "Tensor Int64 [2]\n    1  -20")]
    [InlineData("ConvertTo-Tensor 1e-5, 2e6", "Tensor Float32 [2]\n  1.0000e-05  2.0000e+06")]
    [InlineData("ConvertTo-Tensor ([double]::PositiveInfinity)", "Tensor Float32 []\n  Infinity")]
    public void A_tensor_says_type_shape_and_values(string script, string expected) => Assert.Equal(expected, Shown(script));

    [Fact]
    public void Of_a_long_axis_the_ends_are_shown() => Assert.Equal(
        "Tensor Float32 [1000]\n     1.0000     2.0000     3.0000  ...   998.0000   999.0000  1000.0000",
        Shown("ConvertTo-Tensor (1..1000)"));

    [Fact]
    public void No_line_is_longer_than_a_console_is_wide()
    {
        string text = Shown("New-Tensor 3, 10 -Value 1234567.5 -DType Float64");
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Few_matrices_are_shown_whole() => Assert.Equal(
        "Tensor Float32 [2, 1, 2]\n  [0, ., .]\n  1.0000  2.0000\n  [1, ., .]\n  3.0000  4.0000",
        Shown("New-Tensor -Data (1..4) -Shape 2, 1, 2"));

    [Fact]
    public void Of_many_matrices_the_outer_ones_are_shown()
    {
        string[] lines = Shown("New-Tensor 64, 3, 28, 28").Split('\n');
        Assert.Equal(
            ["  [0, 0, ., .]", "  [0, 2, ., .]", "  [63, 0, ., .]", "  [63, 2, ., .]"],
            lines.Where(line => line.EndsWith(']') && line[0] == ' '));
    }

    [Fact]
    public void In_a_text_a_tensor_is_its_type_and_shape() =>
        Assert.Equal("Float32 [2, 3]", shell.Run("\"$(New-Tensor 2, 3)\"").Single<string>());

    private string Shown(string script) =>
        shell.Run($"(& {{ {script} }}).ToDisplayString()").Single<string>().ReplaceLineEndings("\n");
}
