namespace NormTools.Module.Tests;

/// <summary>Rows of a data set: how they are shown, and how some of them are taken.</summary>
public sealed class DatasetRowsTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-rows-").FullName;

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("$d | Select-Object -First 3 | Split-Dataset -Test 1 -Seed 1", "-First 3")]
    [InlineData("$d | select -first 2 | Select-Dataset -Last 1", "-First 2")]
    [InlineData("$d | Select-Object -Last 4 | Test-Dataset", "-Last 4")]
    [InlineData("$n = 5; $d | Select-Object -First $n | Invoke-Model $m", "-First $n")]
    [InlineData("$d | Select-Object -F 3 | Split-Dataset -Train 4 -Seed 1", "-First 3")]
    [InlineData("$d, $d | Select-Object -First 1 | Split-Dataset -Test 1 -Seed 1", null)]
    [InlineData("$d | Select-Dataset -First 3 | Split-Dataset -Test 1 -Seed 1", null)]
    [InlineData("$d | Select-Object -ExpandProperty Raw -First 3 -ErrorAction Ignore; $d | Split-Dataset -Test 1 -Seed 1", null)]
    public void Select_Object_in_front_of_a_data_set_is_pointed_out(string line, string? says)
    {
        ShellResult result = shell.Run($"$d = New-Dataset (New-Tensor 6, 2) (0, 1, 0, 1, 0, 1); $m = New-Model 2 {{ Linear 2 }}\n{line}");
        string[] told = [.. result.Warnings.Where(warning => warning.Contains("Select-Object", StringComparison.Ordinal))];
        Assert.Equal(says is null ? 0 : 1, told.Length);
        Assert.All(told, warning => Assert.Contains($"Select-Dataset {says} takes rows", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.234", "1.234")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("[decimal]1234.5", "1234.5")]
    [InlineData("[single]1e-3", "0.001")]
    [InlineData("1e20", "1E+20")]
    [InlineData("12", "12")]
    [InlineData("'1.234'", "1234")]
    [InlineData("'1.234,5'", "1234.5")]
    public void Numbers_of_rows_are_numbers_however_texts_write_them(string cell, string expected) => Assert.Equal(expected, shell.Run(
        $"[pscustomobject]@{{ a = {cell}; y = 1 }}, [pscustomobject]@{{ a = '0,25'; y = 2 }} | Import-Dataset -Decimal ',' -Thousands '.' | ForEach-Object {{ $_.Feature[0, 0].ToString([cultureinfo]::InvariantCulture) }}")
        .Single<string>());

    [Fact]
    public void A_list_of_rows_may_be_the_argument_itself()
    {
        Assert.Equal("2 a", shell.Run("$rows = 'a,y', '1,x', '2,z' | ConvertFrom-Csv; $d = Import-Dataset -InputObject $rows -Label y; \"$($d.Count) $($d.FeatureNames)\"").Single<string>());
    }

    [Fact]
    public void The_view_of_a_table_has_its_first_rows_and_says_how_to_take_some()
    {
        string path = Write("size,town,gone,price\n1.5,Rome,,10\n,a town with quite a long name,2,20.25\n3,Oslo,3,1e7\n4,Oslo,3,9\n");
        Assert.Equal(
            """
            Dataset: 4 rows of table.csv
              Features: Float32 [3]: size, town, gone
              Target:   price, a number
              Scaling:  none
              Text:     town: to be prepared
              Gaps:     size (1), gone (1): to be filled

              size  town                      gone  price
              ----  ----                      ----  -----
               1.5  Rome                               10
                    a town with quite a l...     2  20.25
                 3  Oslo                         3  1E+07

              Some rows: $data[0..9] or Select-Dataset -First 10, not Select-Object.
            """.ReplaceLineEndings(),
            shell.Run("Import-Dataset $args[0] -Label price | Out-String -Width 80", path).Single<string>().Trim().ReplaceLineEndings());
    }

    [Fact]
    public void The_first_rows_of_a_wide_table_fit_the_console()
    {
        string names = string.Join(",", Enumerable.Range(1, 40).Select(i => $"column{i}"));
        string row = string.Join(",", Enumerable.Range(1, 40).Select(i => i % 3 == 0 ? "some text" : $"{i}.25"));
        string path = Write($"{names},kind\n{row},yes\n{row},no\n");
        string shown = shell.Run(
            "Import-Dataset $args[0] -Label kind -WarningAction Ignore | Out-String -Width 80", path).Single<string>();
        Assert.Matches(@"column1 .*\.\.\.  kind", shown);
        Assert.All(shown.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Theory]
    [InlineData("$data[0..2]", 3, "1 3 5")]
    [InlineData("$data[0, -1]", 2, "1 7")]
    [InlineData("$data[-1]", 1, "7")]
    [InlineData("$data[(3, 0)]", 2, "7 1")]
    [InlineData("$data[$some]", 2, "3 5")]
    [InlineData("($data | Select-Dataset -First 2)", 2, "1 3")]
    [InlineData("($data | Select-Dataset -Skip 1 -Last 1)", 1, "7")]
    public void Some_rows_are_one_data_set(string script, int count, string first)
    {
        string path = Write("a,b,kind\n1,2,y\n3,4,x\n5,6,y\n7,8,x\n");
        shell.Run("$data = Import-Dataset $args[0] -Label kind; $some = 1, 2", path);
        Assert.Equal(
            $"NormTools.Dataset {count}: {first}",
            shell.Run($"$part = {script}; \"$($part.GetType()) $($part.Count): $($part.Feature[':', 0].ToArray())\"").Single<string>());
    }

    [Theory]
    [InlineData("$data[4]", "RowOutOfRange")]
    [InlineData("$data[0..9]", "RowOutOfRange")]
    [InlineData("$data['first']", "NotAWholeNumber")]
    [InlineData("$data[1.5]", "NotAWholeNumber")]
    [InlineData("$data[@()]", "EmptyDataset")]
    public void Rows_that_there_are_not_are_told(string script, string id)
    {
        string path = Write("a,b,kind\n1,2,y\n3,4,x\n5,6,y\n7,8,x\n");
        shell.Run("$data = Import-Dataset $args[0] -Label kind", path);
        shell.Run(script).Error(id);
    }

    [Fact]
    public void Rows_are_given_as_they_came()
    {
        string path = Write("size,town,y,z\n1.5,Rome,1.5,2\n,Oslo,2.5,3\n");
        shell.Run("$data = Import-Dataset $args[0] -Label y, z", path);
        Assert.Equal(
            ["size=1.5; town=Rome; y=1.5; z=2", "size=; town=Oslo; y=2.5; z=3"],
            shell.Run("$data | Select-Dataset -As Row | ForEach-Object { ($_.PSObject.Properties | ForEach-Object { \"$($_.Name)=$($_.Value)\" }) -join '; ' }").All<string>());
        Assert.Equal("Oslo", shell.Run("($data | Select-Dataset -Last 1 -As row).town").Single<string>());
    }

    private string Write(string text)
    {
        string path = Path.Combine(folder, "table.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
