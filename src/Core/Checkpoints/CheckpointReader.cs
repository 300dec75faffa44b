using NormTools.Core.Data;

namespace NormTools.Core.Checkpoints;

/// <summary>Reads the entries of a checkpoint by name, each checked for its type, count and range.</summary>
/// <remarks>Every failure is NotACheckpoint and names the file and the entry.</remarks>
internal sealed unsafe class CheckpointReader : IDisposable
{
    /// <summary>The metadata entry with the format's version, which tells a checkpoint from other files.</summary>
    public const string VersionKey = "normtools_checkpoint";

    /// <summary>The version that this code writes.</summary>
    public const string Version = "2";

    private const long LongestList = 1L << 24; // more epochs than anyone trains

    private readonly SafetensorsReader file;
    private readonly Dictionary<string, Array> given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsTensor> parts = new(StringComparer.Ordinal);

    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, InvalidSafetensors, DamagedFile, NotACheckpoint,
    /// NewerCheckpoint.</exception>
    public CheckpointReader(string path)
        : this(new SafetensorsReader(path))
    {
    }

    /// <param name="content">What <see cref="CheckpointWriter.ToBytes"/> gave.</param>
    public CheckpointReader(byte[] content)
        : this(new SafetensorsReader("the run before", new MemoryStream(content, writable: false)))
    {
    }

    private CheckpointReader(SafetensorsReader file)
    {
        this.file = file;
        try
        {
            IsVersion1 = ReadVersion() == "1";
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    public string Path => file.Path;

    /// <summary>Whether the file predates named entries: <see cref="CheckpointVersion1"/> converts it.</summary>
    public bool IsVersion1 { get; }

    public IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    public bool Has(string name) => given.ContainsKey(name) || Find(name) is not null;

    /// <summary>Whether a tensor exists with this type and count.</summary>
    public bool Has(string name, string type, long count) =>
        Find(name) is { } tensor && tensor.Type == type && tensor.Bytes == count * SafetensorsReader.ElementSize(type);

    /// <summary>A whole number within bounds.</summary>
    public long Integer(string name, long least = long.MinValue, long most = long.MaxValue)
    {
        long[] values = Values<long>(name, "I64", most: 1);
        return values.Length == 1 && values[0] >= least && values[0] <= most
            ? values[0]
            : throw Invalid(values.Length == 1
                ? FormattableString.Invariant($"\"{name}\" is {values[0]}, and {least} to {most} is possible")
                : $"\"{name}\" is not one number");
    }

    /// <summary>Yes or no, as 1 or 0.</summary>
    public bool Flag(string name) => Integer(name, 0, 1) != 0;

    /// <summary>A real number within bounds, or NaN for one that is not known yet.</summary>
    public double Number(
        string name, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        double[] values = Values<double>(name, "F64", most: 1);
        return values.Length == 1 && !(values[0] < least) && !(values[0] > most)
            ? values[0]
            : throw Invalid(values.Length == 1
                ? FormattableString.Invariant($"\"{name}\" is {values[0]}, and {least} to {most} is possible")
                : $"\"{name}\" is not one number");
    }

    /// <summary>A list of whole numbers.</summary>
    public long[] Integers(string name) => Values<long>(name, "I64", LongestList);

    /// <summary>A list of real numbers.</summary>
    public double[] Numbers(string name) => Values<double>(name, "F64", LongestList);

    /// <summary>A text of at most so many bytes.</summary>
    public string Text(string name, long most) => System.Text.Encoding.UTF8.GetString(Values<byte>(name, "U8", most));

    /// <summary>Bytes of a known count.</summary>
    public byte[] Bytes(string name, long count)
    {
        byte[] values = Values<byte>(name, "U8", count);
        return values.Length == count ? values : throw Invalid($"\"{name}\" does not have {count} bytes");
    }

    /// <summary>Reads a vector of a known count.</summary>
    public void Read(string name, float* values, long count)
    {
        if (!Has(name, "F32", count))
        {
            throw Invalid($"\"{name}\" is missing or does not hold {count} values of type F32");
        }

        file.Read(Find(name)!, values);
    }

    /// <summary>Reads a tensor whose type and count <see cref="Has(string, string, long)"/> has seen.</summary>
    public void ReadTensor(string name, void* memory) => file.Read(Find(name)!, memory);

    /// <summary>Adds an entry that a version 1 file holds in another form.</summary>
    public void Give(string name, Array values) => given[name] = values;

    /// <summary>Adds a vector that in a version 1 file is part of a longer one.</summary>
    public void GivePart(string name, string whole, long first, long count)
    {
        if (file.Tensors.TryGetValue(whole, out SafetensorsTensor? tensor) && tensor.Type == "F32"
            && (first + count) * sizeof(float) <= tensor.Bytes)
        {
            long begin = tensor.Begin + (first * sizeof(float));
            parts[name] = new(name, "F32", [count], begin, begin + (count * sizeof(float)));
        }
    }

    public void Dispose() => file.Dispose();

    public CoreException Invalid(string problem) =>
        CoreException.Read("NotACheckpoint", $"\"{Path}\" is not a checkpoint of a training run: {problem}.");

    private SafetensorsTensor? Find(string name) =>
        parts.GetValueOrDefault(name) ?? file.Tensors.GetValueOrDefault(name);

    private string ReadVersion()
    {
        if (!file.Metadata.TryGetValue(VersionKey, out string? version))
        {
            throw Invalid($"\"{VersionKey}\" is missing from its metadata");
        }

        return version is "1" or Version
            ? version
            : throw CoreException.Read(
                "NewerCheckpoint",
                $"\"{Path}\" is a checkpoint of format {Excerpt.Of(version)}, and this version of NormTools reads formats 1 "
                + $"to {Version}: a newer one wrote it.");
    }

    private T[] Values<T>(string name, string type, long most)
        where T : unmanaged
    {
        if (given.TryGetValue(name, out Array? values))
        {
            return values as T[] ?? throw Invalid($"\"{name}\" is not of type {type}");
        }

        if (Find(name) is not { } tensor || tensor.Type != type || tensor.Bytes > most * sizeof(T))
        {
            throw Invalid($"\"{name}\" is missing, too long or not of type {type}");
        }

        T[] read = new T[tensor.Bytes / sizeof(T)];
        fixed (T* pointer = read)
        {
            file.Read(tensor, pointer);
        }

        return read;
    }
}
