namespace NormTools.Module.Tests;

/// <summary>Rows as they come from other places: of a DataTable, with lists in their cells, with names that differ in case alone.</summary>
[Collection("Training runs")]
public sealed class RowKindTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-kinds-").FullName;

    public RowKindTests() => shell.Run("""
        param($folder)
        Set-Location $folder
        $table = [System.Data.DataTable]::new()
        foreach ($name in 'size', 'weight') { $null = $table.Columns.Add($name, [double]) }
        $null = $table.Columns.Add('town', [string])
        foreach ($i in 0..19) { $null = $table.Rows.Add([object[]](($i * 7 % 11), ($i * 3 % 5), ('Rome', 'Oslo')[$i % 2])) }
        $split = $table | Import-Dataset -Label town | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Standardize }
        $model = New-Model -Data $split -Seed 0 { Linear }
        $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
        $plain = $table | ForEach-Object { [pscustomobject]@{ size = $_.size; weight = $_.weight; town = $_.town } }
        """, folder);

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("($table | Import-Dataset).FeatureNames")]
    [InlineData("($table.Rows | Import-Dataset).FeatureNames")]
    [InlineData("($table.DefaultView | Import-Dataset).FeatureNames")]
    [InlineData("(Import-Dataset -InputObject $table).FeatureNames")]
    [InlineData("($table.Select('size > 3') | Import-Dataset).FeatureNames")]
    public void Rows_of_a_DataTable_have_its_columns(string script) =>
        Assert.Equal(["size", "weight", "town"], shell.Run(script).Objects.Select(name => name.ToString()));

    [Theory]
    [InlineData("'[{\"a\":1},{\"a\":2,\"b\":3}]' | ConvertFrom-Json | Import-Dataset", "a b")]
    [InlineData("[pscustomobject]@{ a = 1 }, [pscustomobject]@{ b = 2; a = 3 }, [pscustomobject]@{ c = 1 } | Import-Dataset", "a b c")]
    [InlineData("[ordered]@{ a = 1 }, [ordered]@{ a = 2; B = 5 }, [ordered]@{ b = 3 } | Import-Dataset", "a B")]
    [InlineData("[pscustomobject]@{ a = 1; y = 'u' }, [pscustomobject]@{ tag = 5; a = 2; y = 'v' } | Import-Dataset -Label y -Property tag", "tag")]
    [InlineData("[pscustomobject]@{ a = 1; y = 'u' }, [pscustomobject]@{ tag = 5; a = 2; y = 'v' } | Import-Dataset -Label y -ExcludeProperty tag", "a")]
    public void Properties_of_later_rows_are_columns_too(string script, string names) =>
        Assert.Equal(names, string.Join(' ', shell.Run($"({script}).FeatureNames").Objects));

    [Theory]
    [InlineData("$table | Invoke-Model $model -As Row")]
    [InlineData("$table.DefaultView | Invoke-Model $model -As Row")]
    [InlineData("Invoke-Model $model $table -As Row")]
    public void They_go_through_a_model_as_other_rows_do(string script) => Assert.Equal("True True", TensorText.Of(shell, $$"""
        $their = {{script}} 3> $null | ConvertTo-Csv
        $other = $plain | Invoke-Model $model -As Row 3> $null | ConvertTo-Csv
        ($their -join '|') -eq ($other -join '|')
        $their[0] -eq '"size","weight","town","Prediction","Confidence","Oslo","Rome"'
        """));

    [Fact]
    public void They_test_a_model_and_go_through_a_preprocessor() => Assert.Equal("True True", TensorText.Of(shell, """
        (Test-Model $model $table).Loss -eq (Test-Model $model $plain).Loss
        (($table | Invoke-Preprocessor $model | ConvertTo-Csv) -join '|') -eq (($plain | Invoke-Preprocessor $model | ConvertTo-Csv) -join '|')
        """));

    [Theory]
    [InlineData("@{ tags = 1, 2 }", "System.Object[]")]
    [InlineData("@{ tags = [int[]](1, 2) }", "Int32[]")]
    [InlineData("@{ tags = @{ a = 1 } }", "Hashtable")]
    [InlineData("@{ tags = [pscustomobject]@{ a = 1 } }", "tags")]
    [InlineData("@{ tags = [System.Collections.Generic.List[string]]::new() }", "List")]
    [InlineData("([pscustomobject]@{ tags = 1, 2 })", "System.Object[]")]
    public void A_cell_of_several_values_is_refused_with_its_column(string row, string kind)
    {
        string message = shell.Run($"@{{ tags = 1; size = 2 }}, {row} | Import-Dataset").Error("ListInCell").Exception.Message;
        Assert.Contains("Column 'tags' holds several values in row 1", message, StringComparison.Ordinal);
        Assert.Contains(kind.Split('.')[^1], message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_lists_may_be_left_out() => Assert.Equal("1 1 1", TensorText.Of(shell, """
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ size = $_; tags = 1, 2 } }
        foreach ($data in ($rows | Import-Dataset -ExcludeProperty tags), ($rows | Import-Dataset -ExcludeProperty t*), ($rows | Import-Dataset -Property size)) { $data.FeatureNames.Count }
        """));

    [Theory]
    [InlineData("$true")]
    [InlineData("$false")]
    [InlineData("[psobject]$true")]
    public void A_flag_is_no_number(string flag)
    {
        string message = shell.Run($"@{{ size = {flag}; weight = 2 }} | Invoke-Model $model").Error("TextInNumberColumn").Exception.Message;
        Assert.Contains("Column 'size'", message, StringComparison.Ordinal);
        Assert.Contains("row 0 ", message, StringComparison.Ordinal);
        Assert.Contains("[int]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_differ_in_case_alone_are_all_in_the_rows()
    {
        ShellResult result = shell.Run("""
            Set-Content case.csv (@('a,A,y') + (0..19 | ForEach-Object { "$($_ * 3 % 7),$(100 + $_ * 3 % 7),$(('no', 'yes')[$_ % 2])" }))
            $data = Import-Dataset case.csv -Label y
            $cased = New-Model -Data $data -Seed 0 { Linear }
            $null = $cased | Start-TrainingRun $data -Epoch 1 -Seed 0
            $data[0..1] | Invoke-Model $cased -As Row | ConvertTo-Csv
            """);
        Assert.Contains("'a' and 'A' differ in case alone", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Contains("'A_2'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.StartsWith("\"a\",\"A_2\",\"y\",\"Prediction\"", result.Objects[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("\"3\",\"103\",\"yes\"", result.Objects[2].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ a = 3; A_2 = 103 }", "True")]
    [InlineData("[ordered]@{ A_2 = 103; a = 3 }", "True")]
    [InlineData("$exact", "True")]
    [InlineData("[pscustomobject]@{ a = 1 }", "MissingColumn: 'A_2'")]
    [InlineData("[pscustomobject]@{ A = 1; A_2 = 103 }", "MissingColumn: 'a'")]
    public void Raw_rows_have_the_same_names(string row, string expected)
    {
        ShellResult result = shell.Run($$"""
            Set-Content case.csv (@('a,A,y') + (0..19 | ForEach-Object { "$($_ * 3 % 7),$(100 + $_ * 3 % 7),$(('no', 'yes')[$_ % 2])" }))
            $data = Import-Dataset case.csv -Label y 3> $null
            $cased = New-Model -Data $data -Seed 0 { Linear }
            $null = $cased | Start-TrainingRun $data -Epoch 1 -Seed 0
            $exact = [System.Collections.Hashtable]::new()
            $exact['a'] = 3; $exact['A'] = 103
            $answer = {{row}} | Invoke-Model $cased -ErrorVariable failure -ErrorAction SilentlyContinue
            if ($failure) { "$($failure[0].FullyQualifiedErrorId -replace ',.*'): $($failure[0].Exception.Message -replace '.*with ([^ ]+), which.*', '$1')" }
            else { ($answer.ToArray() -join ' ') -eq (($data[1] | Invoke-Model $cased).ToArray() -join ' ') }
            """);
        Assert.Equal(expected, Assert.Single(result.Objects).ToString());
    }
}
