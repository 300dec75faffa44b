using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Import-Dataset -Like: a second file has the columns, the classes and the scale of the first.</summary>
[Trait("Levels", "Once")]
public sealed class DatasetLikeTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-like-").FullName;

    public DatasetLikeTests()
    {
        File.WriteAllText(Path.Combine(folder, "first.csv"), "a,b,c,k\n0,10,red,x\n4,30,blue,y\n0,10,red,x\n4,30,blue,y\n");
        shell.Run(
            """
            param($folder) $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $first = Import-Dataset ./first.csv -Label k -Encode c -Standardize
            function Values($data) { "$($data.FeatureNames): $($data.Feature.ToArray()); $($data.Target.ToArray())" }
            """,
            folder);
    }

    public void Dispose()
    {
        shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())");
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a,b,c,k\n4,10,blue,y\n", "")]
    [InlineData("c,k,b,a\nblue,y,10,4\n", "")]
    [InlineData("C,k,B,A\nblue,y,10,4\n", "")]
    [InlineData("id,c,k,b,a\n7,blue,y,10,4\n", "-ExcludeProperty id")]
    [InlineData("id,c,k,b,a\n7,blue,y,10,4\n", "-Property c, b, a")]
    public void Columns_are_taken_by_their_names_whatever_their_order(string text, string more)
    {
        Write(text);
        string values = shell.Run($"Values (Import-Dataset ./second.csv -Label k -Like $first {more})").Single<string>();
        Assert.Equal("a b c: 1 -1 -1; 1", values, ignoreCase: true);
    }

    [Theory]
    [InlineData("a,z,c,k\n4,10,blue,y\n", "", "lack b, which the data of -Like has, and have z, which")]
    [InlineData("a,k\n4,y\n", "", "lack b, c, which the data of -Like has.")]
    [InlineData("a,b,c,d,k\n4,10,blue,1,y\n", "", "have d, which the data of -Like has not (-ExcludeProperty")]
    [InlineData("a,b,c,k\n4,10,blue,y\n", "-Property a, c", "lack b, which")]
    public void Columns_that_differ_are_one_error_that_names_them(string text, string more, string says)
    {
        Write(text);
        ErrorRecord error = shell.Run($"Import-Dataset ./second.csv -Label k -Like $first {more}").Error("ColumnsDiffer");
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Contains("second.csv", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.5 2 3")]
    [InlineData("1 2 3 4 5 6 7 8")]
    [InlineData("1 2.5 red")]
    [InlineData("7 8 9 10 NA")]
    public void Numbers_where_there_were_texts_are_told_as_what_they_are(string values)
    {
        Write("c,k\n" + string.Concat(values.Split(' ').Select(value => $"{value},x\n")));
        string message = shell.Run("""
            $texts = 'c,k', 'red,x', 'blue,y', 'red,x', 'blue,y' | ConvertFrom-Csv | Import-Dataset -Label k
            Import-Dataset ./second.csv -Label k -Like $texts
            """).Error("NumbersAsCategories").Exception.Message;
        Assert.DoesNotContain("-Encode", message, StringComparison.Ordinal);
        Assert.Contains("and in the data of -Like texts", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stra\u00dfe,k", "a,x")]
    [InlineData("c,k", "Gr\u00fcn,x")]
    [InlineData("c,k", "a,f\u00fcnf")]
    [InlineData("c,k", "\u20ac,x")]
    [InlineData("c,caf\u00e9", "\u00e9,\u00e8")]
    public void Characters_that_another_encoding_lost_are_told_once(string header, string row)
    {
        string text = $"{header}\n{row}\nb,y\n{row}\nb,y\n";
        File.WriteAllBytes(Path.Combine(folder, "western.csv"), [.. text.Select(symbol => symbol == '\u20ac' ? (byte)0x80 : (byte)symbol)]);
        string warning = Assert.Single(shell.Run("Import-Csv ./western.csv | Import-Dataset").Warnings, message => message.Contains("U+FFFD", StringComparison.Ordinal));
        Assert.Contains("Import-Csv FILE -Encoding 1252", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Run("Import-Csv ./western.csv -Encoding 1252 | Import-Dataset").Warnings, message => message.Contains("U+FFFD", StringComparison.Ordinal));
        Assert.DoesNotContain(shell.Run("Import-Dataset ./western.csv").Warnings, message => message.Contains("U+FFFD", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_header_columns_are_taken_by_their_place()
    {
        Write("4,10,blue,y\n");
        Assert.Equal(
            "Column1 Column2 Column3: 1 -1 -1; 1",
            shell.Run("Values (Import-Dataset ./second.csv -NoHeader -Label Column4 -Like $first)").Single<string>());
        ShellResult result = shell.Run("Import-Dataset ./second.csv -NoHeader -Label Column4 -ExcludeProperty Column1 -Like $first");
        Assert.Contains("2 feature columns", result.Error("FeatureWidthMismatch").Exception.Message);
    }

    [Fact]
    public void A_file_with_a_header_can_be_like_one_without()
    {
        Write("p,q,k\n4,10,y\n");
        File.WriteAllText(Path.Combine(folder, "bare.csv"), "0,10,x\n4,30,y\n0,10,x\n4,30,y\n");
        Assert.Equal("p q: 1 -1; 1", shell.Run(
            """
            $bare = Import-Dataset ./bare.csv -NoHeader -Label Column3 -Standardize
            Values (Import-Dataset ./second.csv -Label k -Like $bare)
            """).Single<string>());
    }

    [Fact]
    public void Data_without_names_wants_as_many_features()
    {
        Write("p,q,k\n4,10,y\n");
        shell.Run("$two = New-Dataset (New-Tensor 2, 2); $three = New-Dataset (New-Tensor 2, 3)");
        Assert.Equal(
            "p q: 4 10; 0", shell.Run("Values (Import-Dataset ./second.csv -Label k -Like $two -Task Classification)").Single<string>());
        shell.Run("Import-Dataset ./second.csv -Label k -Like $three").Error("FeatureWidthMismatch");
    }

    [Fact]
    public void Of_a_split_the_training_part_is_taken()
    {
        Write("c,k,b,a\nblue,y,10,4\n");
        Assert.Equal("True", TensorText.Of(
            shell,
            """
            $split = $first | Split-Dataset -Test 1 -Seed 1
            $d = Import-Dataset ./second.csv -Label k -Like $split
            "$($d.Standardization.Mean)" -eq "$($split.Train.Standardization.Mean)"
            """));
        ErrorRecord error = shell.Run("Import-Dataset ./second.csv -Label k -Like 5").Error("NotADataset");
        Assert.Contains("split", error.Exception.Message, StringComparison.Ordinal);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "second.csv"), text);
}
