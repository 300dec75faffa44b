using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Values, views, slices and transposes of $x = [[1 2 3 4] [5 6 7 8] [9 10 11 12]].</summary>
public sealed class TensorIndexTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TensorIndexTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("$x = New-Tensor -Data (1..12) -Shape 3, 4");
    }

    [Theory]
    [InlineData("$x[1, 2]", "7")]
    [InlineData("$x[-1, -1]", "12")]
    [InlineData("$x[1]", "Float32 [4]: 5 6 7 8")]
    [InlineData("$x[-3]", "Float32 [4]: 1 2 3 4")]
    [InlineData("$x[1][2]", "7")]
    [InlineData("$x.GetValue(2, 0)", "9")]
    [InlineData("$x.Reshape(2, 3, 2)[1, 2, 0]", "11")]
    [InlineData("$x.Reshape(2, 3, 2)[1]", "Float32 [3, 2]: 7 8 9 10 11 12")]
    [InlineData("(New-Tensor 2, 2, 2, 2, 2 -Value 4)[1, 1, 1, 1, 1]", "4")]
    [InlineData("(ConvertTo-Tensor 5).ToScalar()", "5")]
    [InlineData("$x[0, 0].GetType().Name", "Single")]
    public void An_index_gives_a_value_or_a_view_of_what_is_left(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$x['0:2']", "Float32 [2, 4]: 1 2 3 4 5 6 7 8")]
    [InlineData("$x['-1:']", "Float32 [1, 4]: 9 10 11 12")]
    [InlineData("$x[':9']", "Float32 [3, 4]: 1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("$x['2:1']", "Float32 [0, 4]:")]
    [InlineData("$x[':', 1]", "Float32 [3]: 2 6 10")]
    [InlineData("$x['::2', '1:3']", "Float32 [2, 2]: 2 3 10 11")]
    [InlineData("$x[-1, '-2:']", "Float32 [2]: 11 12")]
    [InlineData("$x[1]['1:3']", "Float32 [2]: 6 7")]
    [InlineData("$x[(2, 0), ':']", "Float32 [2, 4]: 9 10 11 12 1 2 3 4")]
    [InlineData("$x[':', (3, 0, 0)]", "Float32 [3, 3]: 4 1 1 8 5 5 12 9 9")]
    [InlineData("$x[(2, 0), 1]", "Float32 [2]: 10 2")]
    [InlineData("$x['1:', (-1, 0)]", "Float32 [2, 2]: 8 5 12 9")]
    [InlineData("$x[($true, $false, $true), ':']", "Float32 [2, 4]: 1 2 3 4 9 10 11 12")]
    [InlineData("$x[(ConvertTo-Tensor 2, 0 -DType Int64)]", "Float32 [2, 4]: 9 10 11 12 1 2 3 4")]
    [InlineData("$x[@(), ':']", "Float32 [0, 4]:")]
    [InlineData("$x['...', 0]", "Float32 [3]: 1 5 9")]
    [InlineData("$x[0, '...']", "Float32 [4]: 1 2 3 4")]
    [InlineData("$x.Reshape(2, 3, 2)['...', '1:', 0]", "Float32 [2, 2]: 3 5 9 11")]
    [InlineData("$x.Reshape(2, 3, 2)[1, '...', (1, 0)]", "Float32 [3, 2]: 8 7 10 9 12 11")]
    [InlineData("$x.To('Int64')['1:', 2]", "Int64 [2]: 7 11")]
    [InlineData("$x.To('UInt8')['::2', 3]", "UInt8 [2]: 4 12")]
    [InlineData("$x.To('Float64')[(1, 0), 0]", "Float64 [2]: 5 1")]
    [InlineData("$x[0..1].Count", "2")] // PowerShell's own: an array of the two rows
    public void A_range_or_a_list_takes_a_part(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$x[':', 1] = 0", "1 0 3 4 5 0 7 8 9 0 11 12")]
    [InlineData("$x['1:'] = 0", "1 2 3 4 0 0 0 0 0 0 0 0")]
    [InlineData("$x['0:2'] = 9, 8, 7, 6", "9 8 7 6 9 8 7 6 9 10 11 12")]
    [InlineData("$x['::2', '1:3'] = @(@(-1, -2), @(-3, -4))", "1 -1 -2 4 5 6 7 8 9 -3 -4 12")]
    [InlineData("$x[(2, 0), 1] = 20, 30", "1 30 3 4 5 6 7 8 9 20 11 12")]
    [InlineData("$x[(2, 0), '2:'] = @(@(1), @(2))", "1 2 2 2 5 6 7 8 9 10 1 1")]
    [InlineData("$x[0..1] = 5", "5 5 5 5 5 5 5 5 9 10 11 12")]
    [InlineData("$x[($true, $false, $true), 0] = 0", "0 2 3 4 5 6 7 8 0 10 11 12")]
    [InlineData("$x['...', -1] = 1, 2, 3", "1 2 3 1 5 6 7 2 9 10 11 3")]
    [InlineData("$x['1:'] = $x['0:2']", "1 2 3 4 1 2 3 4 5 6 7 8")]
    [InlineData("$x['1:'] = $x[0]", "1 2 3 4 1 2 3 4 1 2 3 4")] // a view of the same memory
    [InlineData("$x[':', '0:2'] = $x[1]['1:3']", "6 7 3 4 6 7 7 8 6 7 11 12")]
    [InlineData("$x['2:1'] = 7", "1 2 3 4 5 6 7 8 9 10 11 12")]
    public void A_part_is_assigned_in_place(string script, string expected) =>
        Assert.Equal(
            "Float32 [3, 4]: " + expected,
            TensorText.Of(shell, $"$x = New-Tensor -Data (1..12) -Shape 3, 4; {script}; $x"));

    [Theory]
    [InlineData("$x[1, 2] = 0; $x[1]", "Float32 [4]: 5 6 0 8")]
    [InlineData("$x[1] = 0; $x", "Float32 [3, 4]: 1 2 3 4 0 0 0 0 9 10 11 12")]
    [InlineData("$x[1] = 4, 3, 2, 1; $x[1]", "Float32 [4]: 4 3 2 1")]
    [InlineData("$x[2] = $x[0]; $x[2]", "Float32 [4]: 1 2 3 4")]
    [InlineData("$x.SetValue(9, 0, 0); $x[0, 0]", "9")]
    [InlineData("$x.Fill(2); $x[2]", "Float32 [4]: 2 2 2 2")]
    public void A_value_or_a_whole_view_is_assigned_in_place(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$v = $x[1]; $v.Fill(0); $x", "Float32 [3, 4]: 1 2 3 4 0 0 0 0 9 10 11 12")]
    [InlineData("$v = $x.Reshape(-1); $v[0] = 9; $x[0, 0]", "9")]
    [InlineData("$v = $x.Clone(); $v.Fill(0); $x[0, 0]", "1")]
    [InlineData("$v = $x.Slice(0, 0, 1); $v.Fill(0); $x[0, 0]", "1")]
    [InlineData("$v = $x['0:1']; $v.Fill(0); $x[0, 0]", "1")]
    [InlineData("$v = $x.Transpose(); $v.Fill(0); $x[0, 0]", "1")]
    public void Views_share_the_memory_and_copies_do_not(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("$x.Slice(0, 1, 3)", "Float32 [2, 4]: 5 6 7 8 9 10 11 12")]
    [InlineData("$x.Slice(1, 0, 4, 2)", "Float32 [3, 2]: 1 3 5 7 9 11")]
    [InlineData("$x.Slice(-1, 1, 2)", "Float32 [3, 1]: 2 6 10")]
    [InlineData("$x.Slice(1, -2, 99)", "Float32 [3, 2]: 3 4 7 8 11 12")]
    [InlineData("$x.Slice(0, 2, 1)", "Float32 [0, 4]:")]
    [InlineData("$x.Slice(1, 0, 4, 3)", "Float32 [3, 2]: 1 4 5 8 9 12")]
    [InlineData("$x.Slice(1, 1, 4, [long]::MaxValue)", "Float32 [3, 1]: 2 6 10")]
    [InlineData("$x.Transpose()", "Float32 [4, 3]: 1 5 9 2 6 10 3 7 11 4 8 12")]
    [InlineData("$x.Transpose(0, 1)", "Float32 [3, 4]: 1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("$x.Reshape(3, 2, 2).Transpose(2, 0, 1)", "Float32 [2, 3, 2]: 1 3 5 7 9 11 2 4 6 8 10 12")]
    [InlineData("$x.Reshape(2, -1)", "Float32 [2, 6]: 1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData("$x.To('Int64')", "Int64 [3, 4]: 1 2 3 4 5 6 7 8 9 10 11 12")]
    public void Slices_transposes_and_shapes_are_those_of_NumPy(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    // PowerShell makes nothing of an indexer's error when reading, unless Set-StrictMode -Version 3 is on.
    [Theory]
    [InlineData("$x[3] = 0", "IndexOutOfRange", "Index 3 is outside axis 0, which has 3 values")]
    [InlineData("Set-StrictMode -Version 3; $x[0, -5]", "IndexOutOfRange", "Index -5 is outside axis 1")]
    [InlineData(
        "Set-StrictMode -Version 3; $x[0, 0, 0]",
        "TooManyIndices",
        "3 indices were given for a tensor of 2 dimensions")]
    [InlineData("$x[0] = 1, 2", "ShapeMismatch", "[2], and [4] is wanted")]
    [InlineData("$x[0, 0] = 'a'", "NotATensor", "the text 'a'")]
    [InlineData("$x[0, 0] = 1, 2", "NotOneValue", "[2]")]
    [InlineData("$x['0:2'] = 1, 2", "ShapeMismatch", "[2], and [2, 4] is wanted")]
    [InlineData("$x['a'] = 1", "InvalidIndex", "the text 'a' was given")]
    [InlineData("$x['1:2:3:4'] = 1", "InvalidIndex", "the text '1:2:3:4'")]
    [InlineData("$x['x:'] = 1", "InvalidIndex", "the text 'x:'")]
    [InlineData("$x[':', $true] = 1", "InvalidIndex", "a Boolean ('True')")]
    [InlineData("$x[':', @{ }] = 1", "InvalidIndex", "a Hashtable")]
    [InlineData("$x['::-1'] = 1", "InvalidStep", "at least 1; -1 was given")]
    [InlineData("$x[(0, 5), ':'] = 1", "IndexOutOfRange", "Index 5 is outside axis 0")]
    [InlineData("$x[':', ($true, $false)] = 1", "IndexMaskLength", "2 were given, and axis 1 has 4")]
    [InlineData("$x[(0, 1), (0, 1)] = 1", "SeveralIndexLists", "one axis at a time")]
    [InlineData("$x['...', '...'] = 1", "SeveralEllipses", "can be used only once")]
    [InlineData("$x[0, 0, ':'] = 1", "TooManyIndices", "3 indices were given for a tensor of 2 dimensions")]
    [InlineData("$x.GetValue(5)", "IndexOutOfRange", "Index 5")]
    [InlineData("$x.Reshape(5, -1)", "ReshapeCountMismatch", "[3, 4] cannot take the shape [5, -1]")]
    [InlineData("(New-Tensor 0, 3).Reshape(0, -1)", "ReshapeCountMismatch", "beside a 0, the -1 could be any size")]
    [InlineData("$x.Transpose(0, 0)", "RepeatedAxis", "Axis 0")]
    [InlineData("$x.Transpose(0)", "AxisCountMismatch", "2 dimensions")]
    [InlineData("$x.Slice(2, 0, 1)", "AxisOutOfRange", "Axis 2")]
    [InlineData("$x.Slice(0, 0, 1, 0)", "InvalidStep", "at least 1")]
    [InlineData("$x.Reshape($null)", "NothingGiven", "A shape")]
    [InlineData("$x.Transpose($null)", "NothingGiven", "An order of axes")]
    [InlineData("$x.GetValue($null)", "NothingGiven", "An index")]
    [InlineData("$x.SetValue(1, $null)", "NothingGiven", "An index")]
    [InlineData("[NormTools.Tensor]::Zeros('Float32', $null)", "NothingGiven", "A shape")]
    [InlineData("$x.ToScalar()", "NotOneValue", "[3, 4]")]
    [InlineData("(ConvertTo-Tensor 1e30).To('Int64')", "ValueOutOfRange", "1E+30")]
    public void A_mistake_in_an_index_or_a_method_has_its_id_and_its_words(string script, string id, string says)
    {
        ErrorRecord error = Assert.IsType<ErrorRecord>(
            shell.Run($"& {{ {script} }}").Errors.Single(), exactMatch: false);
        Assert.Equal(id, error.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$t | Measure-Tensor")]
    [InlineData("$t | ConvertFrom-Tensor")]
    [InlineData("$t[0] = 1")]
    [InlineData("$t + 1")]
    [InlineData("1 - $t")]
    [InlineData("$t * $t")]
    [InlineData("$t + (, 1)")]
    [InlineData("$t.ToArray()")]
    [InlineData("$t.Reshape(1)")]
    [InlineData("$t.To('Float64')")]
    [InlineData("$t.Clone()")]
    [InlineData("$t.Fill(1)")]
    [InlineData("$t.Slice(0, 0, 1)")]
    [InlineData("$t.Transpose()")]
    [InlineData("$t.ToScalar()")]
    [InlineData("$t[':'] = 1")]
    [InlineData("$t.Exp()")]
    [InlineData("$t.Abs()")]
    [InlineData("$t.MatMul($t)")]
    [InlineData("(New-Tensor 1).MatMul($t)")]
    [InlineData("$t.GetValue(0)")]
    [InlineData("$t.Maximum(1)")]
    public void A_disposed_tensor_is_an_error_wherever_it_is_used(string script)
    {
        ShellResult result = shell.Run("$t = New-Tensor 1; $t.Dispose(); " + script);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal("The tensor has been disposed.", error.Exception.GetBaseException().Message);
        Assert.Empty(result.Objects);
    }

    [Fact]
    public void A_view_outlives_the_tensor_that_it_looks_into() =>
        Assert.Equal("Float32 [4]: 5 6 7 8", TensorText.Of(shell, "$v = $x[1]; $x.Dispose(); $v"));

    [Theory]
    [InlineData("$a.Fill($one)")]
    [InlineData("$a[0] = $one")]
    [InlineData("$a[0, 0] = $one")]
    public void A_tensor_that_is_written_into_another_lives_on(string write) =>
        Assert.Equal(
            "Float32 []: 3",
            TensorText.Of(shell, $"$a = New-Tensor 2, 2; $one = ConvertTo-Tensor 3; {write}; if ($a[0, 0] -ne 3) {{ throw }}; $one"));
}
