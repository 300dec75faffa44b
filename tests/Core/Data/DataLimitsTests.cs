using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Files that ask for much are refused before they get it, and what they hold is shown harmlessly.</summary>
[Trait("Levels", "Once")]
public sealed class DataLimitsTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_row_of_labels_goes_into_one_block()
    {
        string images = files.Write(DataFiles.Idx([2, 1], [1, 2]), ".idx");
        string labels = files.Write(DataFiles.Idx([2, 3], [1, 2, 3, 4, 5, 250]), ".idx");
        using LoadedDataset data = DataFiles.Load(images, new DatasetOptions { LabelPath = labels });
        Assert.Equal("Regression", data.Description.Task);
        Assert.Equal(["label1", "label2", "label3"], data.Description.TargetNames);
        Assert.Equal([1, 2, 3, 4, 5, 250], data.Values());
    }

    [Theory]
    [InlineData(65_537, "Auto", "TooManyLabels")]
    [InlineData(4_000_000, "Regression", "TooManyLabels")]
    [InlineData(2, "Classification", "SeveralClassLabels")]
    public void More_labels_a_row_than_there_can_be_are_refused(int width, string task, string id)
    {
        string images = files.Write(DataFiles.Idx([1, 1], [1]), ".idx");
        string labels = files.WriteGzip(DataFiles.Idx([1, width], new byte[width]));
        Fails(id, images, new DatasetOptions { LabelPath = labels, Task = Enum.Parse<TargetTask>(task) });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(200_000)]
    public void Empty_lines_anywhere_are_passed_over_in_slices(int count)
    {
        string gap = new('\n', count);
        string path = files.WriteGzip(Encoding.UTF8.GetBytes($"{gap}a,b\n{gap}1,2\n{gap}3,4{gap}"));
        using LoadedDataset data = DataFiles.Load(path, slice: 0);
        Assert.Equal(2, data.Description.Rows);
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
    }

    [Fact]
    public void Lines_that_are_all_empty_are_an_empty_file() =>
        Fails("EmptyFile", files.WriteGzip(Encoding.UTF8.GetBytes(new string('\n', 100_000))));

    [Fact]
    public void A_table_has_as_many_columns_as_its_size_allows()
    {
        using LoadedDataset data = DataFiles.Load(Wide(101_000, 1));
        ColumnDescriptions columns = data.Description.Columns;
        Assert.Equal(101_000, columns.Count);
        Assert.Equal(("c100999", ColumnKind.Number, 1), (columns[100_999].Name, columns[100_999].Kind, columns[100_999].Distinct));
        string wider = Wide(105_000, 1);
        long bytes = new FileInfo(wider).Length;
        Assert.Contains(
            $"has 105,000 columns in {bytes:N0} bytes, and a table of that size may have at most {100_000 + (bytes / 360):N0}: perhaps",
            Fails("TooManyColumns", wider).Message,
            StringComparison.Ordinal);
        using LoadedDataset rows = DataFiles.Load(Wide(105_000, 6));
        Assert.Equal(6, rows.Description.Rows);
    }

    [Fact]
    public void A_file_that_expands_without_end_is_refused()
    {
        string line = string.Concat(Enumerable.Repeat("0,", 4999)) + "0\n";
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"c{i},")).TrimEnd(',') + "\n"
            + string.Concat(Enumerable.Repeat(line, 30_000));
        Fails("ExpandsTooFar", files.WriteGzip(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Many_columns_under_like_are_found_by_name_in_any_order()
    {
        const int Width = 100_000;
        string[] names = [.. Enumerable.Range(0, Width).Select(i => $"column{i}")];
        string path = files.Write(string.Join(",", names) + "\n" + string.Join(",", Enumerable.Range(0, Width)));
        var options = new DatasetOptions { Like = [.. names.Reverse()], LikeIsNamed = true };
        using LoadedDataset data = DataFiles.Load(path, options);
        Assert.True(Enumerable.Range(0, Width).Reverse().Select(i => (float)i).SequenceEqual(data.FeatureValues()));
    }

    [Fact]
    public void A_name_of_any_length_is_refused_in_one_line()
    {
        string path = files.Write(new string('a', 100_000) + ",b\n1,2");
        Exception failure = Fails("NameTooLong", path, new DatasetOptions { Property = ["*a*a*a*a*b"] });
        Assert.True(failure.Message.Length < 200);
    }

    [Theory]
    [InlineData("a\u001b[31m,b\nx,2", "\\u001b[31m")]
    [InlineData("\"a\nc\",b\nx,2", "a\\u000ac")]
    [InlineData("a,b\nx\u0007,2", "x\\u0007")]
    [InlineData("a,b\n\"x\ny\",2", "x\\u000ay")]
    [InlineData("a,b\nx\u0085y,2", "x\\u0085y")]
    public void Control_characters_are_shown_as_escapes(string text, string shown)
    {
        Exception failure = Fails("TextInNumberColumn", files.Write(text + "\n1,2"));
        Assert.Contains(shown, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.Message, char.IsControl);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1", "LFS")]
    [InlineData("PK\u0003\u0004abcdef", "Excel")]
    [InlineData("\u0089PNG\r\n\u001a\n", "PNG")]
    [InlineData("\u0093NUMPY\u0001\0", "NumPy")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("PAR1\u0015\u0004", "Parquet")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\n  <HTML lang=en>", "web page")]
    [InlineData("\u0080\u0002}q", "PyTorch")]
    [InlineData("\u0008\u0008\u0012\u0007pytorch", "ONNX")]
    [InlineData("\u0040\0\0\0\0\0\0\0{\"a\":{}}", "safetensors")]
    [InlineData("%PDF-1.7", "PDF")]
    public void Files_of_another_kind_are_named(string content, string kind)
    {
        Exception failure = Fails("ForeignFile", files.Write(Encoding.Latin1.GetBytes(content)));
        Assert.Contains(kind, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1", "LFS")]
    [InlineData("PK\u0003\u0004abcdefghi", "zip")]
    [InlineData("\u0089PNG\r\n\u001a\n--------", "PNG")]
    [InlineData("\u0093NUMPY\u0001\0--------", "NumPy")]
    [InlineData("\u0089HDF\r\n\u001a\n--------", "HDF5")]
    [InlineData("PAR1\u0015\u0004--------", "Parquet")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\u0080\u0002}q--------", "PyTorch")]
    [InlineData("\u0008\u0008\u0012\u0007pytorch--------", "ONNX")]
    public void Files_of_another_kind_are_named_by_readers_of_models_and_labels(string content, string kind)
    {
        string path = files.Write(Encoding.Latin1.GetBytes(content));
        CoreException model = Assert.Throws<CoreException>(() => new SafetensorsReader(path));
        Assert.Equal("ForeignFile", model.Id);
        Assert.Contains(kind, model.Message, StringComparison.Ordinal);
        Assert.Contains("save_file", model.Message, StringComparison.Ordinal);
        string images = files.Write(DataFiles.Idx([1, 2, 2], new byte[4]));
        Assert.Contains(kind, Fails("ForeignFile", images, new DatasetOptions { LabelPath = path }).Message, StringComparison.Ordinal);
    }

    private string Wide(int columns, int rows)
    {
        string names = string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}"));
        string line = string.Concat(Enumerable.Repeat("1,", columns - 1)) + "1\n";
        return files.Write(names + "\n" + string.Concat(Enumerable.Repeat(line, rows)));
    }

    private static CoreException Fails(string id, string path, DatasetOptions? options = null)
    {
        CoreException failure = Assert.Throws<CoreException>(() => DataFiles.Load(path, options));
        Assert.Equal(id, failure.Id);
        return failure;
    }
}
