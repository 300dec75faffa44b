using System.IO.Compression;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Files of another kind are named, and a table whose first column is called as such a file begins is read.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n", "LFS pointer")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("<table><tr><td>1</td></tr></table>", "web page")]
    [InlineData("\n<div class='x'><table>", "web page")]
    [InlineData("<style type=a>", "web page")]
    [InlineData("<h1>Sales</h1>", "web page")]
    [InlineData("<p>1,2</p>", "web page")]
    [InlineData("\n  <HTML lang='en'>", "web page")]
    [InlineData("<!-- saved -->\n<html>", "web page")]
    [InlineData("<head><title>404</title>", "web page")]
    [InlineData("<?xml version='1.0'?>", "XML")]
    [InlineData("[{\"a\":1},{\"a\":2}]", "JSON")]
    [InlineData("{\n  \"cells\": []}", "JSON")]
    [InlineData("\u0089PNG\r\n\u001a\n", "PNG")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "JPEG")]
    [InlineData("GIF89a\u0001\0", "GIF")]
    [InlineData("BM\u0036\0\0\0\0\0", "BMP")]
    [InlineData("II*\0\u0008\0", "TIFF")]
    [InlineData("RIFF\u0024\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("\u0093NUMPY\u0001\0v\0", ".npy")]
    [InlineData("\u0089HDF\r\n\u001a\n", ".h5")]
    [InlineData("PAR1\u0015\u0004\u0015", "Parquet")]
    [InlineData("ARROW1\0\0", "Arrow")]
    [InlineData("FEA1\0\0\0", "Feather")]
    [InlineData("SQLite format 3\0", "SQLite")]
    [InlineData("MATLAB 5.0 MAT-file\0\u0001", "MATLAB")]
    [InlineData("X\n\0\0\0\u0003", ".rds")]
    [InlineData("RDX3\nX\n\0", ".rda")]
    [InlineData("\u0080\u0002\u008a\n", ".pt")]
    [InlineData("\u0080\u0005\u0095", "pickle")]
    [InlineData("\u0008\u0008\u0012\u0007pytorch", "ONNX")]
    [InlineData("\u0008\u0007:\u0092\u0003", "ONNX")]
    [InlineData("\u0008\u000a\u001a\u00052.1.0", "ONNX")]
    [InlineData("7z\u00bc\u00af\u0027\u001c", "7-Zip")]
    [InlineData("Rar!\u001a\u0007\u0001\0", "RAR")]
    [InlineData("\u00d0\u00cf\u0011\u00e0\u00a1", ".xls")]
    [InlineData("BZh91AY&SY\u0001\u0002", "bzip2")]
    [InlineData("GGUF\u0003\0\0\0", "GGUF")]
    public void A_file_of_another_kind_is_named(string start, string kind)
    {
        byte[] content = [.. Encoding.Latin1.GetBytes(start), .. new byte[start[0] is '<' or '[' or '{' or 'v' or '\n' ? 0 : 600]];
        CoreException failure = files.Refuse(content);
        Assert.Equal("ForeignFile", failure.Id);
        Assert.Contains(kind, failure.Message, StringComparison.Ordinal);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        Assert.Contains(kind, files.Refuse(packed.ToArray()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@relation iris\n@attribute a numeric\n@data\n1\n", "ARFF")]
    [InlineData("% made by hand\n%\n@RELATION iris\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n", "ARFF")]
    [InlineData("1 1:0.5 2:0.25\n-1 1:0.75 3:0.5\n", "LIBSVM")]
    [InlineData("+1 3:1 11:1 14:1 # a\r\n-1 1:-0.7e-3 2:.5\r\n", "LIBSVM")]
    [InlineData("0.5\t1:2\t2:3\n", "LIBSVM")]
    [InlineData("INSERT INTO t VALUES (1,2);\n", "SQL")]
    [InlineData("-- dump\n/* of\nmine */\ncreate table t (a int);\n", "SQL")]
    public void A_text_that_is_no_table_is_named(string text, string kind) =>
        Assert.Contains(kind, files.Refuse(text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("relation,b\n1,2\n")]
    [InlineData("insert into,b\n1,2\n")]
    [InlineData("1 1:30\n2 2:45\n")]
    [InlineData("1,1:30,2:45\n2,2:45,3:00\n")]
    [InlineData("-- a,b\n1,2\n")]
    public void A_table_that_looks_a_little_like_one_is_read(string text) => files.LoadText(text).Dispose();

    [Theory]
    [InlineData("[Content_Types].xml", "Excel")]
    [InlineData("xl/workbook.xml", "Excel")]
    [InlineData("archive/data.pkl", "PyTorch file (.pt)")]
    [InlineData("model/byteorder", "PyTorch file (.pt)")]
    [InlineData("arr_0.npy", ".npz")]
    [InlineData("mimetype", "OpenDocument")]
    [InlineData("config.json", "Keras")]
    [InlineData("table.csv", "zip archive")]
    public void A_zip_archive_is_named_by_what_is_in_it(string first, string kind)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(first).Open();
            entry.Write("a,b\n1,2\n"u8);
        }

        CoreException failure = files.Refuse(memory.ToArray());
        Assert.Equal("ForeignFile", failure.Id);
        Assert.Contains(kind, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tar_archive_is_named()
    {
        byte[] content = new byte[1024];
        "table.csv"u8.CopyTo(content);
        "ustar"u8.CopyTo(content.AsSpan(257));
        Assert.Contains("tar archive", files.Refuse(content).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PAR1")]
    [InlineData("ARROW1")]
    [InlineData("BZh")]
    [InlineData("Rar!")]
    [InlineData("GIF8")]
    [InlineData("RIFF")]
    [InlineData("FEA1")]
    [InlineData("X")]
    [InlineData("MZ")]
    [InlineData("BM")]
    [InlineData("MATLAB 5.0")]
    [InlineData("[x]")]
    [InlineData("version")]
    [InlineData("<a>")]
    public void A_column_may_be_called_as_such_a_file_begins(string name)
    {
        using LoadedDataset data = files.LoadText($"{name},b\n1,2\n3,4\n");
        Assert.Equal([name, "b"], data.Description.FeatureNames);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
    }
}
