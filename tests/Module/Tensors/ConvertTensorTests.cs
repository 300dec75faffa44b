using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>ConvertTo-Tensor and ConvertFrom-Tensor.</summary>
public sealed class ConvertTensorTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ConvertTensorTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            function Row($a, $b, $c) { [pscustomobject]@{ a = $a; b = $b; c = $c } }
            $flowers = (Row 1 2.5 'red'), (Row '3' '4e-1' 'blue'), (Row 5 6 'red')
            """);
    }

    [Theory]
    [InlineData("ConvertTo-Tensor 7", "Float32 []: 7")]
    [InlineData("ConvertTo-Tensor '2.5'", "Float32 []: 2.5")]
    [InlineData("ConvertTo-Tensor 1, 2, 3", "Float32 [3]: 1 2 3")]
    [InlineData("1..3 | ConvertTo-Tensor", "Float32 [3]: 1 2 3")]
    [InlineData("5 | ConvertTo-Tensor", "Float32 [1]: 5")]
    [InlineData("ConvertTo-Tensor @(@(1, 2), @(3, 4))", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("@(1, 2), @(3, 4) | ConvertTo-Tensor", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("ConvertTo-Tensor @(@(@(1), @(2)), @(@(3), @(4)))", "Float32 [2, 2, 1]: 1 2 3 4")]
    [InlineData("ConvertTo-Tensor ([double[,]]::new(2, 3))", "Float32 [2, 3]: 0 0 0 0 0 0")]
    [InlineData("ConvertTo-Tensor ([Collections.Generic.List[int]](1, 2))", "Float32 [2]: 1 2")]
    [InlineData("ConvertTo-Tensor $true, $false -DType UInt8", "UInt8 [2]: 1 0")]
    [InlineData("ConvertTo-Tensor @()", "Float32 [0]:")]
    [InlineData("ConvertTo-Tensor 1, 2 -DType Float64", "Float64 [2]: 1 2")]
    [InlineData("ConvertTo-Tensor (ConvertTo-Tensor 1, 2) -DType Int64", "Int64 [2]: 1 2")]
    [InlineData("(ConvertTo-Tensor 1, 2), (ConvertTo-Tensor 3, 4) | ConvertTo-Tensor", "Float32 [2, 2]: 1 2 3 4")]
    [InlineData("ConvertTo-Tensor ([decimal]0.1) -DType Float64", "Float64 []: 0.1")]
    [InlineData("ConvertTo-Tensor ([sbyte[]](-1, -128, 5))", "Float32 [3]: -1 -128 5")] // to the runtime a byte[] as well
    [InlineData("ConvertTo-Tensor ([uint64[]](1, 9007199254740993)) -DType Int64", "Int64 [2]: 1 9007199254740993")]
    [InlineData("ConvertTo-Tensor ([half[]](1.5, 2))", "Float32 [2]: 1.5 2")]
    [InlineData("[half]1.5, [half]2 | ConvertTo-Tensor", "Float32 [2]: 1.5 2")]
    public void Numbers_and_nested_arrays_become_a_tensor_of_their_shape(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("ConvertTo-Tensor 9007199254740993 -DType Int64")]
    [InlineData("ConvertTo-Tensor (, 9007199254740993) -DType Int64")]
    [InlineData("ConvertTo-Tensor ([long[]](9007199254740993)) -DType Int64")]
    [InlineData("ConvertTo-Tensor (, [bigint]9007199254740993) -DType Int64")]
    [InlineData("'9007199254740993' | ConvertTo-Tensor -DType Int64")]
    [InlineData("Row 9007199254740993 | ConvertTo-Tensor -Property a -DType Int64")]
    [InlineData("Row '9007199254740993' | ConvertTo-Tensor -Property a -DType Int64")]
    public void A_whole_number_keeps_all_its_digits_in_an_Int64_tensor(string script) =>
        Assert.EndsWith(": 9007199254740993", TensorText.Of(shell, script), StringComparison.Ordinal);

    [Theory]
    [InlineData("$flowers | ConvertTo-Tensor -Property a, b", "Float32 [3, 2]: 1 2.5 3 0.4 5 6")]
    [InlineData("$flowers | ConvertTo-Tensor -Property b, a", "Float32 [3, 2]: 2.5 1 0.4 3 6 5")]
    [InlineData("$flowers | ConvertTo-Tensor -Property [ab]", "Float32 [3, 2]: 1 2.5 3 0.4 5 6")]
    [InlineData("$flowers | ConvertTo-Tensor -Property A", "Float32 [3, 1]: 1 3 5")]
    [InlineData("$flowers | ConvertTo-Tensor -Encode c", "Float32 [3, 3]: 1 2.5 1 3 0.4 0 5 6 1")]
    [InlineData("ConvertTo-Tensor $flowers -Property a", "Float32 [3, 1]: 1 3 5")]
    [InlineData("@{ a = 1 }, @{ a = 2 } | ConvertTo-Tensor", "Float32 [2, 1]: 1 2")]
    [InlineData("(Row 1 $null 2), (Row 3 '' 4) | ConvertTo-Tensor -AllowMissing", "Float32 [2, 3]: 1 NaN 2 3 NaN 4")]
    [InlineData("(Row 1 2 'x'), (Row 3 4 '') | ConvertTo-Tensor -Encode c -AllowMissing", "Float32 [2, 3]: 1 2 0 3 4 NaN")]
    public void Objects_become_rows_and_their_properties_columns(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Fact]
    public void Encoded_text_keeps_its_names_in_the_order_of_their_numbers()
    {
        Assert.Equal("blue red", TensorText.Of(shell, "($flowers | ConvertTo-Tensor -Encode c).Categories['c']"));
        Assert.Equal("a b c", TensorText.Of(shell, "($flowers | ConvertTo-Tensor -Encode c).ColumnNames"));
    }

    [Fact]
    public void The_names_of_categories_are_the_same_where_numbers_have_a_decimal_comma() => Assert.Equal(
        "1.5 2.5",
        TensorText.Of(
            shell,
            """
            $before = [cultureinfo]::CurrentCulture
            $comma = $before.Clone()
            $comma.NumberFormat.NumberDecimalSeparator = ','
            try {
                [cultureinfo]::CurrentCulture = $comma
                ((Row 2.5), (Row 1.5) | ConvertTo-Tensor -Property a -Encode a).Categories['a']
            } finally {
                [cultureinfo]::CurrentCulture = $before
            }
            """));

    [Theory]
    [InlineData("1, 'x' | ConvertTo-Tensor", "NotANumber", "Element [1]")]
    [InlineData("$null | ConvertTo-Tensor", "NotANumber", "$null")]
    [InlineData("ConvertTo-Tensor $null", "NotATensor", "$null")]
    [InlineData("[char[]]'12' | ConvertTo-Tensor", "NotATensor", "a Char ('1')")]
    [InlineData("[pscustomobject]@{ } | ConvertTo-Tensor", "NotATensor", "an object with properties")]
    [InlineData("ConvertTo-Tensor ([uint64[]](1, [uint64]::MaxValue)) -DType Int64", "ValueOutOfRange", "1.8446744073709552E+19")]
    [InlineData("ConvertTo-Tensor ''", "NotATensor", "the text ''")]
    [InlineData("@(1, 2), @(3) | ConvertTo-Tensor", "RaggedArray", "Row [1] has 1 value where the first has 2")]
    [InlineData("ConvertTo-Tensor @(1, @(2, 3))", "NotANumber", "Element [1]")]
    [InlineData("$flowers | ConvertTo-Tensor", "NotANumber", "-Encode c")]
    [InlineData(
        "$flowers | ConvertTo-Tensor -Property a, nothing",
        "PropertyNotFound",
        "-Property nothing matches none of a, b, c")]
    [InlineData(
        "$flowers | ConvertTo-Tensor -Property a -Encode nothing",
        "PropertyNotFound",
        "-Encode nothing matches none of a")]
    [InlineData(
        "(Row 1 $null 2) | ConvertTo-Tensor", "MissingValue", "Property 'b' of object 0 is empty; -AllowMissing")]
    [InlineData(
        "(Row 1 2 3), [pscustomobject]@{ a = 1 } | ConvertTo-Tensor", "MissingValue", "Object 1 has no property 'b'")]
    [InlineData("(Row 1 2 3), 5 | ConvertTo-Tensor", "MissingValue", "Object 1")]
    [InlineData("(Row 1 2 3), 5 | ConvertTo-Tensor -AllowMissing", "MissingValue", "a number or a text is wanted there")]
    [InlineData(
        "(Row 1 ([DBNull]::Value) 2) | ConvertTo-Tensor", "MissingValue", "Property 'b' of object 0 is empty; -AllowMissing")]
    [InlineData(
        "(Row 1 2 x), (Row 1 2 ([DBNull]::Value)) | ConvertTo-Tensor -Encode c", "MissingValue", "Property 'c' of object 1")]
    [InlineData("(Row 1 2 'x'), (Row 3 4 $null) | ConvertTo-Tensor -Encode c", "MissingValue", "Property 'c' of object 1")]
    [InlineData("$flowers | ConvertTo-Tensor -Property '['", "InvalidPattern", "'['")]
    [InlineData("$flowers | ConvertTo-Tensor -Property a -Encode '['", "InvalidPattern", "'['")]
    [InlineData("1, 2 | ConvertTo-Tensor -Property a", "ParameterHasNoEffect", "-Property")]
    [InlineData("ConvertTo-Tensor 1, 2 -Encode a", "ParameterHasNoEffect", "-Encode")]
    [InlineData("ConvertTo-Tensor 1, 2 -AllowMissing", "ParameterHasNoEffect", "-AllowMissing")]
    [InlineData("New-Tensor 2, 2 | ConvertFrom-Tensor -Property x, X", "DuplicateName", "-Property has 'x' twice")]
    [InlineData("ConvertTo-Tensor 1e30 -DType Int64", "ValueOutOfRange", "1E+30")]
    [InlineData("ConvertTo-Tensor -1 -DType UInt8", "ValueOutOfRange", "UInt8 (0 to 255)")]
    [InlineData(
        "$n = @(0); Row 1 2 3 | Add-Member ScriptProperty d { $n[0]++; \"text $n\" } -PassThru | ConvertTo-Tensor -Encode d",
        "PropertyNotReadable",
        "Property 'd' of object 0 gives a different text each time it is read.")]
    [InlineData(
        "$h = [ordered]@{}; 1..5000 | ForEach-Object { $h[\"column $_\"] = $_ }; ConvertTo-Tensor $h -Property *x",
        "PropertyNotFound",
        "-Property *x matches none of column 1, column 2")]
    [InlineData("$t = New-Tensor 1; $t.Dispose(); ConvertTo-Tensor $t", "TensorDisposed", "disposed")]
    public void What_is_not_a_tensor_is_an_error_that_names_the_place(string script, string id, string says)
    {
        ShellResult result = shell.Run(script);
        Assert.Contains(says, result.Error(id).Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Objects);
    }

    [Fact]
    public void A_name_that_is_not_there_gives_a_short_message_of_many_names()
    {
        ShellResult result = shell.Run(
            "$h = [ordered]@{}; 1..5000 | ForEach-Object { $h[\"column $_\"] = $_ }; ConvertTo-Tensor $h -Property ('*x' * 500)");
        Assert.InRange(result.Error("PropertyNotFound").Exception.Message.Length, 100, 500);
    }

    [Fact]
    public void Many_texts_have_the_numbers_of_their_order() => Assert.Equal(
        "True",
        TensorText.Of(
            shell,
            """
            $texts = 0..2999 | ForEach-Object { '{0:d4}' -f (($_ * 7) % 3000) }
            $t = $texts | ForEach-Object { Row $_ 1 2 } | ConvertTo-Tensor -Property a -Encode a
            $numbers = $t | ConvertFrom-Tensor -Flatten
            (0..2999 | Where-Object { $numbers[$_] -ne ($_ * 7) % 3000 }).Count -eq 0
            """));

    [Theory]
    [InlineData("(Row 1 ([DBNull]::Value) 3) | ConvertTo-Tensor -AllowMissing", "Float32 [1, 3]: 1 NaN 3")]
    [InlineData("(Row 1 2 3), [pscustomobject]@{ a = 4 } | ConvertTo-Tensor -AllowMissing", "Float32 [2, 3]: 1 2 3 4 NaN NaN")]
    [InlineData("@{ a = 1 }, @{ b = 2 } | ConvertTo-Tensor -AllowMissing", "Float32 [2, 1]: 1 NaN")]
    [InlineData(
        "(Row 1 2 x), [pscustomobject]@{ a = 4; b = 5 } | ConvertTo-Tensor -Encode c -AllowMissing",
        "Float32 [2, 3]: 1 2 0 4 5 NaN")]
    public void What_is_not_there_is_missing(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Theory]
    [InlineData("'x[1]'", "1 3")]
    [InlineData("'X[1]'", "1 3")]
    [InlineData("'x`[1`]'", "1 3")]
    [InlineData("'x[12]'", "2 4")]
    [InlineData("'x*'", "1 2 3 4")]
    public void A_property_is_chosen_by_its_name_before_by_a_pattern(string property, string values)
    {
        shell.Run("$bracket = [pscustomobject]@{ 'x[1]' = 1; x1 = 2 }, [pscustomobject]@{ 'x[1]' = 3; x1 = 4 }");
        Assert.EndsWith($": {values}", TensorText.Of(shell, $"$bracket | ConvertTo-Tensor -Property {property}"));
    }

    [Fact]
    public void An_encoded_property_is_chosen_by_its_name_before_by_a_pattern() => Assert.Equal(
        "Float32 [2, 1]: 1 0",
        TensorText.Of(shell, "[pscustomobject]@{ 'x[1]' = 'b' }, [pscustomobject]@{ 'x[1]' = 'a' } | ConvertTo-Tensor -Encode 'x[1]'"));

    [Fact]
    public void An_empty_pipeline_gives_nothing() => Assert.Empty(shell.Run("@() | ConvertTo-Tensor").All<object>());

    [Theory]
    [InlineData("(New-Tensor -Data (1..6) -Shape 2, 3 | ConvertFrom-Tensor)[1][2]", "6")]
    [InlineData("(New-Tensor 1, 3 | ConvertFrom-Tensor).Count", "1")]
    [InlineData("New-Tensor -Data (1..6) -Shape 3, 2 | ConvertFrom-Tensor -Flatten", "1 2 3 4 5 6")]
    [InlineData("ConvertTo-Tensor 7 | ConvertFrom-Tensor", "7")]
    [InlineData("ConvertFrom-Tensor (1, 2)", "1 2")]
    [InlineData("(ConvertTo-Tensor 1 -DType Float64 | ConvertFrom-Tensor).GetType().Name", "Double")]
    [InlineData("(New-Tensor -Data (1..4) -Shape 2, 2 | ConvertFrom-Tensor -Property x, y).y", "2 4")]
    [InlineData("($flowers | ConvertTo-Tensor -Encode c | ConvertFrom-Tensor -Property a, b, c).c", "red blue red")]
    [InlineData("($flowers | ConvertTo-Tensor -Encode c | ConvertFrom-Tensor -Property x, y, z).z", "red blue red")]
    [InlineData("($flowers | ConvertTo-Tensor -Property c, a -Encode c | ConvertFrom-Tensor -Property a, c).a", "red blue red")]
    [InlineData(
        "((Row 1 2 'x'), (Row 3 4 '') | ConvertTo-Tensor -Encode c -AllowMissing | ConvertFrom-Tensor -Property a, b, c).c", "x NaN")]
    public void Values_come_back_as_arrays_numbers_or_objects(string script, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, script));

    [Fact]
    public void A_tensor_that_does_not_fit_the_properties_is_an_error_and_the_next_one_goes_on()
    {
        ShellResult result = shell.Run("(New-Tensor 2, 3), (New-Tensor 1, 2) | ConvertFrom-Tensor -Property x, y");
        ErrorRecord error = result.Error("ShapeMismatch");
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Equal("Float32 [2, 3]", error.TargetObject.ToString());
        Assert.Single(result.Objects);
    }
}
