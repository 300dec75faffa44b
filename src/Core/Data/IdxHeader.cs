using System.Buffers.Binary;

namespace NormTools.Core.Data;

/// <summary>The type and shape at the beginning of an IDX file, checked against the data that follow.</summary>
/// <remarks>
/// LeCun, the format of the MNIST files: two zero bytes, a type, the rank, then each dimension and the values,
/// big-endian.
/// </remarks>
internal sealed class IdxHeader
{
    private const int MaxRank = 8;
    private const long MostInflation = 1032; // deflate expands one byte to at most this many

    private IdxHeader(IdxType type, int[] shape, int count)
    {
        Type = type;
        Shape = shape;
        Count = count;
    }

    public IdxType Type { get; }

    /// <summary>The shape, rows first.</summary>
    public int[] Shape { get; }

    /// <summary>The number of values in all rows.</summary>
    public int Count { get; }

    public int ValueBytes => Type switch
    {
        IdxType.UInt8 or IdxType.Int8 => 1,
        IdxType.Int16 => 2,
        IdxType.Int32 or IdxType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether a file begins as IDX files do, and no text does.</summary>
    public static bool IsIdx(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0 && start[1] == 0 && Enum.IsDefined((IdxType)start[2])
            && start[3] is > 0 and <= MaxRank;

    /// <summary>Reads the header; the file is then positioned at the first value.</summary>
    /// <exception cref="CoreException">
    /// NotIdx, NoRows, TooManyElements or LengthMismatch. Nothing is allocated for the values.
    /// </exception>
    public static IdxHeader Read(SourceFile file)
    {
        if (!IsIdx(file.Peek()))
        {
            throw CoreException.InvalidData(
                "NotIdx", $"{file.Name} is not an IDX file: it does not begin with two zero bytes, a type and a rank.");
        }

        Span<byte> start = stackalloc byte[4 + (4 * MaxRank)];
        Fill(file, start[..4], "the header");
        int rank = start[3];
        Span<byte> dimensions = start.Slice(4, 4 * rank);
        Fill(file, dimensions, "the header");
        var shape = new int[rank];
        var sizes = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(dimensions[(4 * i)..]);
            shape[i] = (int)Math.Min(sizes[i], int.MaxValue);
        }

        int count = Check.Count(sizes);
        if (count == 0)
        {
            throw CoreException.InvalidData(
                "NoRows", $"{file.Name} holds no values: its shape is [{string.Join(", ", shape)}].");
        }

        var header = new IdxHeader((IdxType)start[2], shape, count);
        header.CheckLength(file);
        return header;
    }

    /// <summary>Reads until the span is full.</summary>
    public static void Fill(SourceFile file, Span<byte> target, string what)
    {
        while (!target.IsEmpty)
        {
            int count = file.Read(target);
            if (count == 0)
            {
                throw CoreException.InvalidData(
                    "LengthMismatch", $"{file.Name} ends within {what}: {target.Length:N0} bytes are missing.");
            }

            target = target[count..];
        }
    }

    /// <summary>Refuses a file too short for its header, before memory is allocated.</summary>
    private void CheckLength(SourceFile file)
    {
        long expected = 4 + (4 * Shape.Length) + ((long)Count * ValueBytes);
        bool possible = file.IsCompressed ? expected / MostInflation <= file.Length : expected == file.Length;
        if (!possible)
        {
            string size = file.IsCompressed
                ? $"{file.Length:N0} bytes of gzip cannot hold it"
                : $"it has {file.Length:N0}";
            throw CoreException.InvalidData(
                "LengthMismatch",
                $"{file.Name} should have {expected:N0} bytes for its shape [{string.Join(", ", Shape)}]: {size}.");
        }
    }
}

/// <summary>The types of IDX values, by their code in the file.</summary>
internal enum IdxType : byte
{
    UInt8 = 0x08,
    Int8 = 0x09,
    Int16 = 0x0B,
    Int32 = 0x0C,
    Float32 = 0x0D,
    Float64 = 0x0E,
}
