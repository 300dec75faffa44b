using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Files that a test writes, and what reading them gives.</summary>
internal sealed class DataFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-data-").FullName;
    private int count;

    public string Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public string Write(byte[] content, string extension = ".csv")
    {
        string path = Path.Combine(folder, $"table{Interlocked.Increment(ref count)}{extension}");
        File.WriteAllBytes(path, content);
        return path;
    }

    public string WriteGzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return Write(memory.ToArray()); // named .csv on purpose: the content decides
    }

    /// <summary>An IDX file of unsigned bytes unless another type and values are given.</summary>
    public static byte[] Idx(int[] shape, byte[] values, byte type = 0x08)
    {
        byte[] content = [0, 0, type, (byte)shape.Length, .. shape.SelectMany(BigEndian), .. values];
        return content;
    }

    public static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static LoadedDataset Load(string path, DatasetOptions? options = null, int slice = 100_000)
    {
        DatasetReader reader = DatasetReader.Open(path, options ?? new DatasetOptions());
        try
        {
            while (!reader.Advance(slice))
            {
            }

            return reader.Result;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public LoadedDataset LoadText(string text, DatasetOptions? options = null) => Load(Write(text), options);

    public CoreException Refuse(string text, DatasetOptions? options = null) =>
        Refuse(Encoding.UTF8.GetBytes(text), options);

    public CoreException Refuse(byte[] content, DatasetOptions? options = null) =>
        Assert.Throws<CoreException>(() => Load(Write(content), options));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

internal static unsafe class LoadedDatasetExtensions
{
    public static float[] FeatureValues(this LoadedDataset data)
    {
        int length = (int)data.Description.Rows * data.Description.FeatureShape.Aggregate(1, (a, b) => a * b);
        return new Span<float>(data.Features, length).ToArray();
    }

    public static byte[] FeatureBytes(this LoadedDataset data)
    {
        int length = (int)data.Description.Rows * data.Description.FeatureShape.Aggregate(1, (a, b) => a * b);
        return new Span<byte>(data.Features, length).ToArray();
    }

    public static long[] Classes(this LoadedDataset data) =>
        new Span<long>(data.Targets, (int)data.Description.Rows).ToArray();

    public static float[] Values(this LoadedDataset data) =>
        new Span<float>(data.Targets, (int)data.Description.Rows * data.Description.TargetNames.Length).ToArray();
}
