using System.Buffers.Binary;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataIdxTests : IDisposable
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))];

    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_stay_bytes_and_labels_become_classes(bool compressed)
    {
        using LoadedDataset data = DataFiles.Load(
            Write(DataFiles.Idx([4, 2, 3], Pixels), compressed),
            WithLabels(DataFiles.Idx([4], [3, 1, 3, 7]), compressed));
        Assert.Equal(Pixels, data.FeatureBytes());
        Assert.Equal([2, 3], data.Description.FeatureShape);
        Assert.Equal("uint8", data.Description.FeatureType);
        Assert.Equal(["1", "3", "7"], data.Description.ClassNames);
        Assert.Equal([1, 0, 1, 2], data.Classes());
    }

    [Fact]
    public void Known_classes_keep_their_numbers()
    {
        DatasetOptions options = WithLabels(DataFiles.Idx([4], [3, 1, 3, 2]));
        options.ClassNames = ["0", "1", "2", "3"];
        using LoadedDataset data = DataFiles.Load(Write(DataFiles.Idx([4, 6], Pixels)), options);
        Assert.Equal([3, 1, 3, 2], data.Classes());
    }

    [Fact]
    public void Labels_are_numbers_on_request()
    {
        DatasetOptions options = WithLabels(DataFiles.Idx([4], [3, 1, 3, 2]));
        options.Task = TargetTask.Regression;
        using LoadedDataset data = DataFiles.Load(Write(DataFiles.Idx([4, 6], Pixels)), options);
        Assert.Equal([3f, 1f, 3f, 2f], data.Values());
    }

    [Theory]
    [InlineData(0x09, 1)]
    [InlineData(0x0B, 2)]
    [InlineData(0x0C, 4)]
    [InlineData(0x0D, 4)]
    [InlineData(0x0E, 8)]
    public void Other_types_become_float32(byte type, int size)
    {
        double[] numbers =
            type == 0x09 ? [-128, 127, 0, 5] : type < 0x0D ? [-12345, 32767, 0, 5] : [-1.5, 0.1, 1e20, 0];
        byte[] values = [.. numbers.SelectMany(number => Bytes(number, type))];
        Assert.Equal(4 * size, values.Length);
        using LoadedDataset data = DataFiles.Load(files.Write(DataFiles.Idx([2, 2], values, type)));
        Assert.Equal(numbers.Select(number => (float)number), data.FeatureValues());
        Assert.Equal("float32", data.Description.FeatureType);
    }

    [Fact]
    public void Floating_point_labels_are_a_regression_of_as_many_outputs()
    {
        byte[] values = [.. new double[] { 0.5, 1, 2, 3, 4, 5, 6, 7 }.SelectMany(number => Bytes(number, 0x0D))];
        using LoadedDataset data = DataFiles.Load(
            files.Write(DataFiles.Idx([4, 6], Pixels)), WithLabels(DataFiles.Idx([4, 2], values, 0x0D)));
        Assert.Equal([0.5f, 1, 2, 3, 4, 5, 6, 7], data.Values());
    }

    [Fact]
    public void More_or_fewer_labels_than_images_are_refused()
    {
        CoreException failure = Assert.Throws<CoreException>(
            () => DataFiles.Load(
                files.Write(DataFiles.Idx([4, 6], Pixels)), WithLabels(DataFiles.Idx([3], [1, 2, 3]))));
        Assert.Equal("RowCountMismatch", failure.Id);
        Assert.Contains("each of 4 rows", failure.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_file_whose_length_is_not_that_of_its_shape_is_refused(int difference)
    {
        byte[] content = DataFiles.Idx([4, 6], [.. Pixels, 0]);
        Assert.Equal("LengthMismatch", files.Refuse(content[..(content.Length - 1 + difference)]).Id);
        Assert.Equal("LengthMismatch", Assert.Throws<CoreException>(
            () => DataFiles.Load(files.WriteGzip(content[..(content.Length - 1 + difference)]))).Id);
    }

    [Theory]
    [InlineData(50_000, 40_000)]
    [InlineData(-1, 1)]
    [InlineData(2_000_000_000, 1)]
    public void A_header_that_promises_more_than_the_file_holds_takes_no_memory(int rows, int width)
    {
        byte[] content = DataFiles.Idx([rows, width], Pixels);
        foreach (string path in new[] { files.Write(content), files.WriteGzip(content) })
        {
            CoreException failure = Assert.Throws<CoreException>(() => DataFiles.Load(path));
            Assert.Contains(failure.Id, new[] { "LengthMismatch", "TooManyElements" });
        }
    }

    [Fact]
    public void A_short_header_and_an_empty_shape_are_told()
    {
        Assert.Equal("LengthMismatch", files.Refuse([0, 0, 8, 3, 0, 0, 0, 4]).Id);
        Assert.Equal("NoRows", files.Refuse(DataFiles.Idx([0, 6], [])).Id);
        Assert.Equal("BinaryData", files.Refuse([0, 0, 7, 3, 0, 0, 0, 4]).Id);
    }

    [Fact]
    public void A_label_file_that_is_a_table_is_told()
    {
        DatasetOptions options = new() { LabelPath = files.Write("label\n1\n2\n") };
        Assert.Equal("NotIdx", Assert.Throws<CoreException>(
            () => DataFiles.Load(files.Write(DataFiles.Idx([4, 6], Pixels)), options)).Id);
    }

    [Fact]
    public void Columns_cannot_be_named_in_images_nor_a_label_file_for_a_table()
    {
        Assert.Equal("NoColumns", Assert.Throws<CoreException>(
            () => DataFiles.Load(files.Write(DataFiles.Idx([4, 6], Pixels)), new() { Label = ["x"] })).Id);
        Assert.Equal("LabelPathWithTable", files.Refuse("a\n1\n", new() { LabelPath = "x" }).Id);
    }

    private static byte[] Bytes(double number, byte type)
    {
        var bytes = new byte[8];
        switch (type)
        {
            case 0x09:
                return [(byte)(sbyte)number];
            case 0x0B:
                BinaryPrimitives.WriteInt16BigEndian(bytes, (short)number);
                return bytes[..2];
            case 0x0C:
                BinaryPrimitives.WriteInt32BigEndian(bytes, (int)number);
                return bytes[..4];
            case 0x0D:
                BinaryPrimitives.WriteSingleBigEndian(bytes, (float)number);
                return bytes[..4];
            default:
                BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
                return bytes;
        }
    }

    private string Write(byte[] content, bool compressed = false) =>
        compressed ? files.WriteGzip(content) : files.Write(content);

    private DatasetOptions WithLabels(byte[] content, bool compressed = false) =>
        new() { LabelPath = Write(content, compressed) };
}
