using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataHostileTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "RaggedLine", "line 3: 1 field, where the first line has 2")]
    [InlineData("a,b\n1,2\n3,4,5\n", "RaggedLine", "line 3: 3 fields, where the first line has 2")]
    [InlineData("a,b\n\"1\n\n\",2\n3,4", "TextInNumberColumn", "line 2, column 'a'")]
    [InlineData("a,b\n1,\"x\ny\"\n3,4\n", "TextInNumberColumn", "line 2, column 'b': 'x\\u000ay' is not a number")]
    [InlineData("a,b\n1,2\n\n3,x\n", "TextInNumberColumn", "line 4, column 'b': 'x' is not a number")]
    [InlineData("a,b\n1,1_000\n", "TextInNumberColumn", "'1_000'")]
    [InlineData("a,b\n1,x\n2,3", "TextInNumberColumn", "-Encode 'b' takes all of it as names, each a category; -MissingMarker 'x' makes gaps of that text and loses what it says; -ExcludeProperty 'b' leaves the column out")]
    [InlineData("a,b\n1,x\n2,3\n3,y\n4,z\n", "NumberInTextColumn", "line 3, column 'b': '3' is a number in a column of text")]
    [InlineData("a,b\n1,inf\n", "TextInNumberColumn", "'inf'")]
    [InlineData("a,b\n1,1e39\n", "ValueOutOfRange", "line 2, column 'b': '1e39'")]
    [InlineData("a,b\n", "NoRows", "no row below its header")]
    [InlineData("a,b", "NoRows", "no row below its header")]
    [InlineData("\n\r\n", "EmptyFile", "no lines")]
    [InlineData("", "EmptyFile", "is empty")]
    [InlineData("1,2,1\n1,2,3\n", "DuplicateColumn", "columns 1 and 3 are both named '1'")]
    [InlineData("5,5\n1,2\n", "DuplicateColumn", "perhaps the file has no header")]
    [InlineData("a,b\n1,\"2\n", "UnclosedQuote", "the quote that opens on line 2 is never closed")]
    [InlineData("a,b\n1,\"2\n3,4\n\n", "UnclosedQuote", "the quote that opens on line 2 is never closed")]
    [InlineData("a,b\n1,\"2\"3\n", "MisplacedQuote", "line 2")]
    [InlineData("a,b\n1,2\0\n", "BinaryData", "line 2")]
    [InlineData("a,b\n1,\"2\0\"\n", "BinaryData", "line 2")]
    public void What_is_wrong_in_a_table_is_named_with_its_place(string text, string id, string message)
    {
        CoreException failure = files.Refuse(text);
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message);
    }

    [Theory]
    [InlineData("a,b\n1,\n", "line 2, column 'b'")]
    [InlineData("a,b\n1,2\n?,2\n", "line 3, column 'a'")]
    [InlineData("a,b\nNaN,2\n", "line 2, column 'a'")]
    public void A_missing_value_is_an_error_on_request(string text, string message)
    {
        CoreException failure = files.Refuse(text, new() { Missing = MissingValue.Error });
        Assert.Equal("MissingValue", failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_not_there_is_told_with_the_columns_that_are()
    {
        CoreException failure = files.Refuse("a,b\n1,2\n", new() { Label = ["kind"] });
        Assert.Equal("LabelNotFound", failure.Id);
        Assert.Contains("it has a, b", failure.Message);
        Assert.Equal("ColumnNotFound", files.Refuse("a,b\n1,2\n", new() { Property = ["z*"] }).Id);
        Assert.Equal("NoFeatures", files.Refuse("a\n1\n", new() { Label = ["a"] }).Id);
    }

    // A whole number of many digits may name a class; as a quantity it is one that Float32 does not have.
    [Theory]
    [InlineData(40)]
    [InlineData(310)]
    public void A_quantity_of_more_digits_than_numbers_have_is_refused(int digits)
    {
        string number = new('1', digits);
        CoreException failure = files.Refuse($"a,b\n1,{number}\n2,3\n4,5\n", new() { Label = ["b"] });
        Assert.Equal("ValueOutOfRange", failure.Id);
        Assert.Contains("Column 'b': '1111", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Task Classification", failure.Message, StringComparison.Ordinal);
        using LoadedDataset classes = files.LoadText(
            $"a,b\n1,{number}\n2,3\n4,5\n", new() { Label = ["b"], Task = TargetTask.Classification });
        Assert.Contains(number, classes.Description.ClassNames);
    }

    [Fact]
    public void A_missing_label_is_told_whatever_the_policy_but_dropping()
    {
        DatasetOptions options = new() { Label = ["b"], Missing = MissingValue.Mean };
        Assert.Contains("line 3, column 'b'", files.Refuse("a,b\n1,x\n2,\n", options).Message);
    }

    [Fact]
    public void Missing_values_take_the_mean_of_their_column()
    {
        using LoadedDataset data = files.LoadText(
            "a,b\n1,NA\n,4\nnull,6\n3,nan\n", new() { Missing = MissingValue.Mean });
        Assert.Equal([1f, 5, 2, 4, 2, 6, 3, 5], data.FeatureValues());
        Assert.Equal(4, data.Description.FilledValues);
        Assert.Equal("ColumnWithoutValues", files.Refuse("a,b\n1,\n2,\n", new() { Missing = MissingValue.Mean }).Id);
    }

    [Fact]
    public void Rows_with_a_missing_value_are_dropped_on_request_and_leave_no_class_behind()
    {
        DatasetOptions options = new() { Label = ["k"], Missing = MissingValue.DropRow, Category = ["c"] };
        using LoadedDataset data = files.LoadText("a,c,k\n1,u,x\n,v,y\n3,w,\n4,,z\n5,u,q\n", options);
        Assert.Equal([1f, 0, 5, 0], data.FeatureValues());
        Assert.Equal(["q", "x"], data.Description.ClassNames);
        Assert.Equal(["u"], data.Description.CategoryNames["c"]);
        Assert.Equal(3, data.Description.DroppedRows);
        Assert.Contains("in its only row", files.Refuse("a\n?\n", new() { Missing = MissingValue.DropRow }).Message);
    }

    [Fact]
    public void A_directory_and_a_path_to_nothing_are_told_apart()
    {
        Assert.Equal("PathIsDirectory", Assert.Throws<CoreException>(() => DataFiles.Load(Path.GetTempPath())).Id);
        Assert.Equal("PathNotFound", Assert.Throws<CoreException>(() => DataFiles.Load("/no/such/file.csv")).Id);
    }

    [Fact]
    public void Random_bytes_never_do_more_than_fail_clearly()
    {
        var random = new System.Random(1);
        for (int i = 0; i < 300; i++)
        {
            var content = new byte[random.Next(4, 3000)];
            random.NextBytes(content);
            if (i % 3 == 0)
            {
                "a,b\n"u8.CopyTo(content);
                content.AsSpan().Replace<byte>(0, 48);
            }

            if (i % 5 == 0 && content.Length > 4)
            {
                new byte[] { 0, 0, 8, 3 }.CopyTo(content, 0);
            }

            try
            {
                DataFiles.Load(files.Write(content)).Dispose(); // it may be a table of strange texts
            }
            catch (CoreException failure)
            {
                Assert.NotEmpty(failure.Id);
            }
        }
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        string path = WriteBomb(1L << 30, (byte)'1');
        long before = GC.GetAllocatedBytesForCurrentThread();
        CoreException failure = Assert.Throws<CoreException>(() => DataFiles.Load(path));
        Assert.Equal("LineTooLong", failure.Id);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 << 20);
    }

    [Fact]
    public void A_header_of_nothing_but_separators_is_refused()
    {
        CoreException failure = Assert.Throws<CoreException>(() => DataFiles.Load(WriteBomb(1L << 26, (byte)',')));
        Assert.Equal("TooManyColumns", failure.Id);
    }

    [Fact]
    public void A_quote_that_swallows_a_huge_file_is_named_by_its_line()
    {
        CoreException failure = Assert.Throws<CoreException>(
            () => DataFiles.Load(WriteBomb(1L << 26, (byte)'\n', "a,b\n1,\"")));
        Assert.Equal("UnclosedQuote", failure.Id);
        Assert.Contains("the quote of line 2 is not closed within", failure.Message);
    }

    [Fact]
    public void Gzip_that_is_cut_off_anywhere_is_refused()
    {
        // every row is one line of two fields, so that hardly any cut shows in the table itself
        byte[] content = Compressed();
        for (int length = 19; length < content.Length; length += length < content.Length - 40 ? 37 : 1)
        {
            CoreException failure = files.Refuse(content[..length]);
            bool told = failure.Id is "DamagedFile" || length < content.Length - 8;
            Assert.True(told, $"{failure.Id} at {length} of {content.Length}");
        }
    }

    [Fact]
    public void Gzip_with_a_wrong_byte_is_refused()
    {
        byte[] content = Compressed();
        content[content.Length - 6] ^= 1; // of the checksum
        Assert.Equal("DamagedFile", files.Refuse(content).Id);
    }

    [Fact]
    public void Gzip_that_is_cut_off_is_said_to_end_early()
    {
        byte[] content = Compressed();
        foreach (int length in new[] { content.Length - 1, content.Length - 8, content.Length - 60, 19 })
        {
            Assert.Contains("The compressed data end early.", files.Refuse(content[..length]).Message);
        }
    }

    [Theory]
    [InlineData(6)] // of the checksum
    [InlineData(2)] // of the length
    [InlineData(400)]
    public void Gzip_with_a_wrong_byte_is_said_to_be_wrong(int fromEnd)
    {
        byte[] content = Compressed();
        content[^fromEnd] ^= 0xff;
        Assert.Contains("compressed data or their checksum are wrong", files.Refuse(content).Message);
    }

    // Blamed is the file, not the line that became ragged by it.
    [Fact]
    public void A_wrong_byte_of_gzip_is_told_before_what_it_makes_of_a_line()
    {
        byte[] text = [.. Encoding.ASCII.GetBytes("a,b\n"), .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 50)))];
        using MemoryStream memory = new();
        using (GZipStream gzip = new(memory, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(text);
        }

        byte[] content = memory.ToArray();
        content[content.AsSpan().IndexOf("1,2\n"u8) + 1] = (byte)'3'; // its comma
        Assert.Equal("DamagedFile", files.Refuse(content).Id);
    }

    // A pipe that nobody writes to would be waited for, for ever.
    [Fact]
    public void Devices_and_pipes_are_no_files()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = files.Write(string.Empty) + ".pipe";
        Process.Start("mkfifo", [pipe])!.WaitForExit();
        Assert.True(File.Exists(pipe));
        foreach (string path in new[] { pipe, "/dev/zero", "/dev/null" })
        {
            Assert.Equal("NotARegularFile", Assert.Throws<CoreException>(() => DataFiles.Load(path)).Id);
            Assert.Equal("NotARegularFile", Assert.Throws<CoreException>(() => new SafetensorsReader(path)).Id);
        }

        string empty = files.Write(string.Empty);
        Assert.Equal("EmptyFile", Assert.Throws<CoreException>(() => DataFiles.Load(empty)).Id);
    }

    [Theory]
    [InlineData("g")]
    [InlineData("garbage")]
    [InlineData("\0garbage")]
    [InlineData("garbage\0")]
    public void Bytes_behind_gzip_are_refused(string rest)
    {
        CoreException failure = files.Refuse([.. Compressed(), .. Encoding.ASCII.GetBytes(rest)]);
        Assert.Equal("DamagedFile", failure.Id);
        Assert.Contains("follow the end", failure.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(20_000)]
    public void Zeros_behind_gzip_are_padding(int count)
    {
        byte[] plain = Compressed();
        using LoadedDataset whole = DataFiles.Load(files.Write(plain));
        using LoadedDataset padded = DataFiles.Load(files.Write([.. plain, .. new byte[count]]));
        Assert.Equal(whole.FeatureValues(), padded.FeatureValues());
    }

    [Fact]
    public void Zeros_that_belong_to_gzip_are_read()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)7, 100), .. new byte[900]];
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.NoCompression))
        {
            gzip.Write(DataFiles.Idx([10, 100], pixels));
        }

        using LoadedDataset data = DataFiles.Load(files.Write(memory.ToArray()));
        Assert.Equal(pixels, data.FeatureBytes());
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        byte[] first = File.ReadAllBytes(files.WriteGzip("a,b\n1,2\n"u8.ToArray()));
        byte[] second = File.ReadAllBytes(files.WriteGzip("3,4\n"u8.ToArray()));
        using LoadedDataset data = DataFiles.Load(files.Write([.. first, .. second]));
        Assert.Equal([1f, 2f, 3f, 4f], data.FeatureValues());
    }

    [Fact]
    public void Options_that_nobody_knows_are_refused()
    {
        Assert.Equal("InvalidOptions", Assert.Throws<CoreException>(
            () => DatasetOptions.Parse("{\"lable\":[\"x\"]}")).Id);
        Assert.Equal("InvalidOptions", Assert.Throws<CoreException>(() => DatasetOptions.Parse("{")).Id);
        DatasetOptions options = DatasetOptions.Parse(
            "{\"label\":[\"x\"],\"missing\":\"DropRow\",\"delimiter\":\"\\t\",\"task\":\"Regression\"}");
        Assert.Equal(
            (MissingValue.DropRow, '\t', TargetTask.Regression), (options.Missing, options.Delimiter, options.Task));
        Assert.Equal("InvalidDelimiter", files.Refuse("axb\n1x2\n", new() { Delimiter = 'x' }).Id);
        Assert.Equal("InvalidComment", files.Refuse("a,b\n1,2\n", new() { Comment = " " }).Id);
    }

    private byte[] Compressed() => File.ReadAllBytes(files.WriteGzip(
        Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},{i * i}\n")))));

    private string WriteBomb(long length, byte value, string start = "")
    {
        var block = new byte[1 << 20];
        block.AsSpan().Fill(value);
        string path = files.Write(start);
        using FileStream file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(start));
        for (long written = 0; written < length; written += block.Length)
        {
            gzip.Write(block);
        }

        return path;
    }
}
