using System.Text.Json;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>The location of one tensor in a safetensors file.</summary>
internal sealed record SafetensorsTensor(string Name, string Type, long[] Shape, long Begin, long End)
{
    public long Bytes => End - Begin;
}

/// <summary>Reads the JSON header of a safetensors file token by token; it keeps names and locations, but none of the
/// text.</summary>
/// <param name="fail">Makes the exception for a problem.</param>
internal ref struct SafetensorsHeader(ReadOnlySpan<byte> text, Func<string, CoreException> fail)
{
    /// <summary>The metadata entry with the file's checksum; see <see cref="FileChecksum"/>.</summary>
    public const string ChecksumKey = "normtools_checksum";

    // Far more than any model has, and few enough that a header full of empty tensors stays at a few hundred MB.
    private const int MostTensors = 1_000_000;
    private const int MostMetadata = 100_000;
    private const int MostDimensions = 64;
    private const int TokensBetweenLooks = 1 << 14;

    private readonly Func<string, CoreException> fail = fail;
    private readonly long[] shape = new long[MostDimensions];
    private Utf8JsonReader json = new(text, new JsonReaderOptions { MaxDepth = 8 });
    private int tokens;
    private string current = string.Empty; // the entry being read

    public Dictionary<string, SafetensorsTensor> Tensors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The offset of the checksum's text in the header, after its opening quote; -1 without a
    /// checksum.</summary>
    public int ChecksumAt { get; private set; } = -1;

    /// <exception cref="CoreException">The exception made by <c>fail</c>, or Cancelled.</exception>
    public void Read()
    {
        try
        {
            Next(JsonTokenType.StartObject, "an object at");
            while (NextIsName())
            {
                if (json.ValueTextEquals("__metadata__"u8))
                {
                    current = "__metadata__";
                    ReadMetadata();
                }
                else
                {
                    ReadTensor();
                }
            }

            if (Advance())
            {
                throw fail("its header continues after its end");
            }
        }
        catch (JsonException failure)
        {
            throw fail($"its header is not JSON ({failure.Message})");
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            throw fail("its header has a text that is not Unicode");
        }
    }

    private void ReadMetadata()
    {
        Next(JsonTokenType.StartObject, "an object of texts at");
        while (NextIsName())
        {
            string name = current = json.GetString()!;
            Next(JsonTokenType.String, "a text as the metadata");
            if (name == ChecksumKey)
            {
                ChecksumAt = (int)json.TokenStartIndex + 1;
            }

            if (Metadata.Count == MostMetadata)
            {
                throw fail($"it has more than {MostMetadata} entries of metadata");
            }

            if (!Metadata.TryAdd(name, json.GetString()!))
            {
                throw fail($"its metadata \"{Excerpt.Of(name)}\" comes twice");
            }
        }
    }

    private void ReadTensor()
    {
        string name = current = json.GetString()!;
        string? type = null;
        int rank = -1;
        long begin = -1;
        long end = -1;
        Next(JsonTokenType.StartObject, "an object for");
        while (NextIsName())
        {
            if (json.ValueTextEquals("dtype"u8))
            {
                Next(JsonTokenType.String, "a text as the dtype of");
                type = KnownType();
            }
            else if (json.ValueTextEquals("shape"u8))
            {
                rank = ReadNumbers("a list as the shape of");
            }
            else if (json.ValueTextEquals("data_offsets"u8))
            {
                long[] sizes = rank < 0 ? [] : shape[..rank];
                (begin, end) = ReadNumbers("a list as the data_offsets of") == 2 ? (shape[0], shape[1]) : (-1, -1);
                sizes.CopyTo(shape, 0);
            }
            else
            {
                json.Skip(); // from a later version of the format
            }
        }

        if (type is null || rank < 0 || begin < 0)
        {
            throw fail($"\"{Excerpt.Of(name)}\" lacks its dtype, its shape or its data_offsets");
        }

        SafetensorsTensor tensor = new(name, type, shape[..rank], begin, end);
        CheckSize(tensor);
        if (Tensors.Count == MostTensors)
        {
            throw fail($"it has more than {MostTensors} tensors");
        }

        if (!Tensors.TryAdd(name, tensor))
        {
            throw fail($"\"{Excerpt.Of(name)}\" comes twice");
        }
    }

    private string KnownType()
    {
        string type = json.GetString()!;
        return SafetensorsReader.ElementSize(type) > 0
            ? string.Intern(type)
            : throw fail($"\"{Excerpt.Of(current)}\" has the type \"{Excerpt.Of(type)}\", which is not one of the format");
    }

    // Reads numbers into shape; returns how many.
    private int ReadNumbers(string wanted)
    {
        Next(JsonTokenType.StartArray, wanted);
        int count = 0;
        while (Advance() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count == MostDimensions)
            {
                throw fail($"{wanted} \"{Excerpt.Of(current)}\" has more than {MostDimensions} numbers");
            }

            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw fail($"{wanted} \"{Excerpt.Of(current)}\" holds something other than whole numbers from 0");
            }

            shape[count++] = number;
        }

        return count;
    }

    private readonly void CheckSize(SafetensorsTensor tensor)
    {
        UInt128 bytes = (UInt128)SafetensorsReader.ElementSize(tensor.Type);
        foreach (long dimension in tensor.Shape)
        {
            // Beyond the size of any file only a later zero would matter, and that is wrong just as well.
            bytes = bytes > long.MaxValue ? UInt128.MaxValue >> 64 : bytes * (UInt128)dimension;
        }

        if (tensor.End < tensor.Begin || bytes != (UInt128)tensor.Bytes)
        {
            throw fail(
                $"\"{Excerpt.Of(tensor.Name)}\" of shape [{string.Join(", ", tensor.Shape)}] and type {tensor.Type} "
                + $"cannot lie at {tensor.Begin} to {tensor.End}");
        }
    }

    private bool NextIsName() => Advance() && json.TokenType != JsonTokenType.EndObject;

    private void Next(JsonTokenType type, string wanted)
    {
        if (!Advance() || json.TokenType != type)
        {
            throw fail($"its header lacks {wanted} \"{Excerpt.Of(current)}\"");
        }
    }

    private bool Advance()
    {
        if (++tokens % TokensBetweenLooks == 0)
        {
            Cancellation.ThrowIfRequested();
        }

        return json.Read();
    }
}
