namespace NormTools.Module.Tests;

/// <summary>Rows of several data sets behind one another.</summary>
[Trait("Levels", "Once")]
public sealed class JoinDatasetTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Columns_classes_and_texts_are_joined_by_name()
    {
        Files("a,b,y\n1,x,no\n2,w,yes\n", "B,y,a\nv,maybe,3\nx,no,4\n");
        Run("$data = (Import-Dataset $files[0] -Label y), (Import-Dataset $files[1] -Label y) | Join-Dataset");
        Assert.Equal(["a", "b"], shell.Run("$data.FeatureNames").All<string>());
        Assert.Equal(["no", "yes", "maybe"], shell.Run("$data.ClassNames").All<string>());
        Assert.Equal([0, 1, 2, 0], shell.Run("$data.Target.ToArray()").All<long>());
        Run("$fitted = New-Preprocessor { OneHot b } -Data $data; $x = (Invoke-Preprocessor $fitted $data).Feature");
        Assert.Equal(["a", "b_v", "b_w", "b_x"], shell.Run("$fitted.Output").All<string>());
        Assert.Equal(
            [1f, 0, 0, 1, 2, 0, 1, 0, 3, 1, 0, 0, 4, 0, 0, 1], shell.Run("$x.ToArray()").All<float>());
    }

    [Fact]
    public void Parts_of_a_split_become_the_whole_and_stay_set_aside()
    {
        Run("""
            $iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label
            $split = $iris | Split-Dataset -Test 30 -Validation 20 -Seed 1 -Preprocessor { Standardize }
            $all = Join-Dataset $split.Train, $split.Validation, $split.Test
            """);
        Assert.Equal(150, shell.Run("$all.Count").Single<long>());
        Assert.True(shell.Run("\"$($all[0..99].Feature.ToArray())\" -eq \"$($split.Train.Feature.ToArray())\"").Single<bool>());
        shell.Run("$all | Split-Dataset -Test 5 -Preprocessor { Standardize }").Error("FitOnTestRows");
        shell.Run("Join-Dataset $split.Train, ($iris | Split-Dataset -Test 30 -Seed 2 -Preprocessor { Standardize }).Test").Error("PreparedOtherwise");
        shell.Run("Join-Dataset $split.Train, $iris").Error("PreparedOtherwise");
    }

    [Fact]
    public void Quantities_weights_and_images_are_joined_too()
    {
        Run("""
            $a = New-Dataset (New-RandomTensor Normal -Shape 3, 1, 4, 4 -Seed 1) 1.5, 2.5, 3.5 -SampleWeight 2, 2, 2
            $b = New-Dataset (New-RandomTensor Normal -Shape 2, 1, 4, 4 -Seed 2) 4.5, 5.5
            $both = Join-Dataset $a, $b[1]
            """);
        Assert.Equal([1.5f, 2.5f, 3.5f, 5.5f], shell.Run("$both.Target.ToArray()").All<float>());
        Assert.Equal([2f, 2, 2, 1], shell.Run("$both.SampleWeight.ToArray()").All<float>());
        Assert.Equal([4L, 1, 4, 4], shell.Run("$both.Feature.Shape").All<long>());
    }

    [Theory]
    [InlineData("a,b,y\n1,2,no\n", "a,y\n1,no\n", "ColumnsDiffer")]
    [InlineData("a,y\n1,no\n", "a,b,y\n1,2,no\n", "ColumnsDiffer")]
    [InlineData("a,y\n1,no\n", "c,y\n1,no\n", "ColumnsDiffer")]
    [InlineData("a,y\n1,no\n", "a,y\nx,no\n", "ColumnKindDiffers")]
    [InlineData("a,y\n1,no\n2,yes\n", "a,y\n1,1.5\n2,2.5\n", "TargetsDiffer")]
    public void What_does_not_fit_is_one_error(string first, string second, string id)
    {
        Files(first, second);
        shell.Run("(Import-Dataset $files[0] -Label y), (Import-Dataset $files[1] -Label y) | Join-Dataset").Error(id);
    }

    private void Files(string first, string second)
    {
        using TemporaryFile one = new(first), two = new(second);
        string folder = Directory.CreateTempSubdirectory("normtools").FullName;
        File.Copy(one.Name, Path.Combine(folder, "1.csv"));
        File.Copy(two.Name, Path.Combine(folder, "2.csv"));
        Run($"$files = '{Path.Combine(folder, "1.csv")}', '{Path.Combine(folder, "2.csv")}'");
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run(script, BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    [Fact]
    public void Of_no_data_sets_nothing_is_made()
    {
        Assert.Equal(string.Empty, TensorText.Of(shell, "@() | Join-Dataset"));
        Assert.All(shell.Run("1, 'a' | Join-Dataset").Errors, error => Assert.DoesNotContain("Index", error.Exception.Message, StringComparison.Ordinal));
    }
}
