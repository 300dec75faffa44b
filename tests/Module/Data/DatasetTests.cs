using System.IO.Compression;
using System.Management.Automation;
using System.Text;

namespace NormTools.Module.Tests;

/// <summary>Import-Dataset and New-Dataset: what a data set holds.</summary>
[Trait("Levels", "Once")]
public sealed class DatasetTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-data-").FullName;

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_table_is_read_into_features_and_classes()
    {
        string path = Write("a,b,kind\n1,2,y\n3,4,x\n5,6,y\n");
        Assert.Equal(
            ["3", "2", "a b", "x y", "kind", "1 2 3 4 5 6", "1 0 1", "True", "table.csv"],
            shell.Run(
                """
                $d = Import-Dataset $args[0] -Label kind
                "$($d.Count)"; "$($d.FeatureShape)"; "$($d.FeatureNames)"; "$($d.ClassNames)"; "$($d.TargetNames)"
                "$($d.Feature.ToArray())"; "$($d.Target.ToArray())"; "$($d.IsClassification)"; $d.Source
                """,
                path).All<string>());
    }

    [Fact]
    public void A_regression_has_numbers_and_no_classes()
    {
        string path = Write("a,y\n1,0.5\n3,0.25\n");
        Assert.Equal(
            ["0.5 0.25", "2 1", "True"],
            shell.Run(
                """
                $d = Import-Dataset $args[0] -Label y
                "$($d.Target.ToArray())"; "$($d.Target.Shape)"; "$($null -eq $d.ClassNames)"
                """,
                path).All<string>());
    }

    [Theory]
    [InlineData("1700000000", "60", "Each of the columns 't', 'u' has values that Float32 cannot tell apart")] // steps of 60 s beside 1.7e9
    [InlineData("20240101", "0", "Feature 't' (and 1 other) is the same everywhere around 20240100")]
    [InlineData("2000", "1", null)]
    [InlineData("100000", "0", null)]
    public void What_Float32_takes_of_a_feature_before_it_is_standardised_is_a_warning(
        string start, string step, string? says)
    {
        string rows = string.Join("\n", Enumerable.Range(0, 4).Select(i =>
            $"{long.Parse(start) + (i * long.Parse(step))},{long.Parse(start) + (i * long.Parse(step))},{i}"));
        string path = Write($"t,u,y\n{rows}\n");
        string[] warnings = shell.Run(
            """
            $w = $null
            $d = Import-Dataset $args[0] -Label y -Task Regression -Standardize -WarningVariable w -WarningAction SilentlyContinue
            $w.Message
            $null = $d | Split-Dataset -Test 1 -WarningVariable w -WarningAction SilentlyContinue
            $w.Message
            $null = Import-Dataset $args[0] -Label y -Task Regression |
                Split-Dataset -Test 1 -NoShuffle -Standardize -WarningVariable w -WarningAction SilentlyContinue
            $w.Message
            """,
            path).Objects.Where(message => message is not null).Select(message => $"{message}").ToArray();
        Assert.Equal(says is null ? 0 : 2, warnings.Length);
        Assert.All(warnings.Take(1), warning => Assert.StartsWith(says!, warning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_embedded_digits_are_read_from_gzip()
    {
        string path = Path.Combine(BuiltModule.Folder, "data", "digits.csv.gz");
        Assert.Equal(
            ["1797", "64", "10"],
            shell.Run(
                """
                $d = Import-Dataset $args[0] label
                "$($d.Count)"; "$($d.FeatureShape)"; "$($d.ClassNames.Count)"
                """,
                path).All<string>());
    }

    [Fact]
    public void A_path_is_relative_to_the_location_and_may_have_wildcards_or_come_from_the_pipeline()
    {
        Write("a,y\n1,2\n3,4\n");
        Assert.Equal(
            [2L, 2L, 2L, 2L, 2L],
            shell.Run(
                """
                $state = $ExecutionContext.SessionState
                $null = $state.Path.SetLocation($args[0])
                (Import-Dataset table.csv).Count
                (Import-Dataset ./t*.csv).Count
                ('table.csv' | Import-Dataset).Count
                ([pscustomobject]@{ PSPath = [IO.Path]::Combine($args[0], 'table.csv') } | Import-Dataset).Count
                $provider = $state.Provider.GetOne('FileSystem')
                $drive = [Management.Automation.PSDriveInfo]::new('tables', $provider, $args[0], '', $null)
                $null = $state.Drive.New($drive, 'global')
                (Import-Dataset tables:/table.csv).Count
                """,
                folder).All<long>());
    }

    [Theory]
    [InlineData("Import-Dataset nowhere.csv", "PathNotFound", "ObjectNotFound")]
    [InlineData("Import-Dataset .", "NotAFile", "InvalidArgument")]
    [InlineData("Import-Dataset nodrive:/x.csv", "PathNotFound", "ObjectNotFound")]
    [InlineData("Import-Dataset env:PATH", "NotAFilePath", "InvalidArgument")]
    [InlineData("Import-Dataset empty.csv", "EmptyFile", "InvalidData")]
    [InlineData("Import-Dataset ragged.csv", "RaggedLine", "InvalidData")]
    [InlineData("Import-Dataset stray.csv", "TextInNumberColumn", "InvalidData")]
    [InlineData("Import-Dataset gap.csv -MissingValue Error", "MissingValue", "InvalidData")]
    [InlineData("Import-Dataset text.csv -Standardize", "UnpreparedData", "InvalidData")]
    [InlineData("Import-Dataset gap.csv -Standardize", "UnpreparedData", "InvalidData")]
    [InlineData("New-Model 1 -Seed 0 { Linear 1 } | Test-Model (Import-Dataset text.csv -Label a)", "UnpreparedData", "InvalidData")]
    [InlineData("Import-Dataset text.csv -Label kind", "LabelNotFound", "InvalidArgument")]
    [InlineData("Import-Dataset text.csv -Label b -Task Regression", "TextInNumberColumn", "InvalidData")]
    [InlineData("Import-Dataset text.csv -LabelPath text.csv", "LabelPathWithTable", "InvalidArgument")]
    [InlineData("Import-Dataset text.csv -Label b -FeatureShape 2", "FeatureShapeMismatch", "InvalidArgument")]
    [InlineData("Import-Dataset text.csv -Task Regression", "ParameterHasNoEffect", "InvalidArgument")]
    public void One_clear_error_and_the_session_goes_on(string script, string id, string category)
    {
        Write(string.Empty, "empty.csv");
        Write("a,b\n1,2\n3\n", "ragged.csv");
        Write("a,b\n1,x\n2,y\n", "text.csv");
        Write("a,b\n1,2\n2,\n3,x\n", "stray.csv");
        Write("a,b\n1,\n2,3\n", "gap.csv");
        shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation($args[0])", folder);
        Assert.Equal(category, shell.Run(script).Error(id).CategoryInfo.Category.ToString());
        Assert.Equal(2, shell.Run("1 + 1").Single<int>());
    }

    [Fact]
    public void Gaps_are_filled_or_their_rows_left_out_on_request()
    {
        string path = Write("a,y\n1,2\n,3\n5,4\n");
        Assert.Equal(
            ["1 3 5", "1", "1 5", "1"],
            shell.Run(
                """
                $mean = Import-Dataset $args[0] -Label y -MissingValue Mean
                $dropped = Import-Dataset $args[0] -Label y -MissingValue DropRow
                "$($mean.Feature.ToArray())"; "$($mean.FilledValues)"
                "$($dropped.Feature.ToArray())"; "$($dropped.DroppedRows)"
                """,
                path).All<string>());
    }

    [Fact]
    public void Columns_are_chosen_left_out_and_encoded()
    {
        string path = Write("id,size,v\n7,m,1\n8,l,2\n");
        Assert.Equal(
            ["v size", "1 1 2 0", "l m"],
            shell.Run(
                """
                $d = Import-Dataset $args[0] -Property v, s*, id -ExcludeProperty id -Encode size
                "$($d.FeatureNames)"; "$($d.Feature.ToArray())"; "$($d.Categories['size'])"
                """,
                path).All<string>());
    }

    [Fact]
    public void A_delimiter_and_a_missing_header_can_be_told()
    {
        string path = Write("1.5;2\n3;4\n");
        ShellResult result = shell.Run(
            "$d = Import-Dataset $args[0] -Delimiter ';' -NoHeader; \"$($d.Feature.ToArray())\"", path);
        Assert.Equal("1.5 2 3 4", result.Single<string>());
    }

    [Fact]
    public void A_second_file_like_the_first_has_its_classes_and_its_scale()
    {
        string first = Write("a,k\n0,x\n4,y\n0,z\n4,x\n");
        string second = Write("a,k\n6,z\n", "second.csv");
        string third = Write("a,k\n6,w\n", "third.csv");
        Assert.Equal(
            ["2", "x y z", "2"],
            shell.Run(
                """
                $first = Import-Dataset $args[0] -Label k -Standardize
                $second = Import-Dataset $args[1] -Label k -Like $first
                "$($second.Target.ToArray())"; "$($second.ClassNames)"; "$($second.Feature.ToArray())"
                """,
                first,
                second).All<string>());
        shell.Run("Import-Dataset $args[0] -Label k -Like $first", third).Error("UnknownCategory");
        shell.Run("Import-Dataset $args[0] -Label k -Like $first -Standardize", second).Error("ParameterHasNoEffect");
    }

    [Fact]
    public void Images_stay_bytes_and_are_drawn_from_zero_to_one()
    {
        string images = WriteGzip("images.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102]);
        string labels = WriteGzip("labels.gz", [0, 0, 8, 1, 0, 0, 0, 2, 5, 3]);
        Assert.Equal(
            ["1 2", "3 5", "1 0", "Float32 [2, 1, 2]", "0 1 0.2 0.4", "1 1 2"],
            shell.Run(
                """
                $d = Import-Dataset $args[0] -LabelPath $args[1]
                "$($d.FeatureShape)"; "$($d.ClassNames)"; "$($d.Target.ToArray())"; "$($d.Feature)"
                "$($d.Feature.ToArray() | ForEach-Object { [math]::Round($_, 6) })"
                "$((Import-Dataset $args[0] -LabelPath $args[1] -FeatureShape 1, 1, 2).FeatureShape)"
                """,
                images,
                labels).All<string>());
    }

    [Fact]
    public void A_long_import_shows_progress_and_can_be_stopped()
    {
        byte[] rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("?,1\n", 1 << 18)));
        string path = Path.Combine(folder, "long.csv.gz");
        using (GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest))
        {
            for (int i = 0; i < 300; i++)
            {
                gzip.Write(rows); // rows that are left out: they take time and no memory
            }
        }

        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 0, "Import-Dataset $args[0] -MissingValue DropRow", path);
        Assert.True(result.Stopped, "The import was over before it could be stopped.");
        Assert.InRange(result.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(2, shell.Run("1 + 1").Single<int>());
    }

    [Theory]
    [InlineData("t[1].csv", "t[1].csv")]
    [InlineData("t[1.csv", "t[1.csv")]
    [InlineData("t1.csv", "t[1].csv")]
    [InlineData("t[1].csv", "t`[1`].csv")]
    public void A_name_that_looks_like_a_pattern_is_found(string name, string path)
    {
        Write("a\n1\n", name);
        string full = Path.Combine(folder, path);
        Assert.Equal([1L, 1L], shell.Run("(Import-Dataset $args[0]).Count; ($args[0] | Import-Dataset).Count", full).All<long>());
    }

    [Fact]
    public void A_model_is_found_by_a_name_that_looks_like_a_pattern() => Assert.Equal(
        "[1] -> [1], 1 layer, 2 parameters",
        shell.Run(
            "New-Model 1 { Linear 1 } | Export-Model $args[0]; \"$(Import-Model $args[0])\"",
            Path.Combine(folder, "a[1].safetensors")).Single<string>());

    [Fact]
    public void A_pattern_that_finds_nothing_is_told_of_the_literal_path()
    {
        ErrorRecord error = shell.Run("Import-Dataset ./nothing[1].csv").Error("PathNotFound");
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Contains("'./nothing[1].csv'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-LiteralPath", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_shows_its_rows_features_and_classes()
    {
        string path = Write("a,b,kind\n1,2,y\n3,4,x\n5,6,y\n");
        Assert.Equal(
            """
            Dataset: 3 rows of table.csv
              Features: Float32 [2]: a, b
              Target:   kind, 2 classes: x (1), y (2)
              Scaling:  none
            """.ReplaceLineEndings(),
            shell.Run("(Import-Dataset $args[0] -Label kind).ToDisplayString()", path).Single<string>());
    }

    private string Write(string text, string name = "table.csv")
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string WriteGzip(string name, byte[] content)
    {
        string path = Path.Combine(folder, name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        gzip.Write(content);
        return path;
    }
}
