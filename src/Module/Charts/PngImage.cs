using System.IO.Compression;

namespace NormTools.Charts;

/// <summary>A picture of bytes as PNG (ISO/IEC 15948): grey or red, green, blue, eight bits each.</summary>
internal static class PngImage
{
    private static readonly byte[] Signature = { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A };

    /// <param name="pixels">Row by row, the channels of a pixel together.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 or 3.</param>
    public static byte[] Write(byte[] pixels, int width, int height, int channels)
    {
        using var file = new MemoryStream();
        file.Write(Signature, 0, Signature.Length);
        using var header = new MemoryStream();
        header.Write(BigEndian((uint)width), 0, 4);
        header.Write(BigEndian((uint)height), 0, 4);
        header.Write(new byte[] { 8, (byte)(channels == 1 ? 0 : 2), 0, 0, 0 }, 0, 5);
        Chunk(file, "IHDR", header.ToArray());
        Chunk(file, "IDAT", Zlib(pixels, width * channels, height));
        Chunk(file, "IEND", Array.Empty<byte>());
        return file.ToArray();
    }

    // Each row has a filter byte of 0 in front: its bytes are as they are.
    private static byte[] Zlib(byte[] pixels, int row, int height)
    {
        using var result = new MemoryStream();
        result.Write(new byte[] { 0x78, 0x01 }, 0, 2);
        uint a = 1, b = 0;
        using (var deflate = new DeflateStream(result, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                deflate.WriteByte(0);
                b = (b + a) % 65521;
                deflate.Write(pixels, y * row, row);
                for (int i = 0; i < row; i++)
                {
                    a = (a + pixels[(y * row) + i]) % 65521;
                    b = (b + a) % 65521;
                }
            }
        }

        result.Write(BigEndian((b << 16) | a), 0, 4);
        return result.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] content)
    {
        byte[] name = type.Select(letter => (byte)letter).ToArray();
        file.Write(BigEndian((uint)content.Length), 0, 4);
        file.Write(name, 0, 4);
        file.Write(content, 0, content.Length);
        uint sum = name.Concat(content).Aggregate(uint.MaxValue, (crc, value) =>
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }

            return crc;
        });
        file.Write(BigEndian(~sum), 0, 4);
    }

    private static byte[] BigEndian(uint value) =>
        new[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value };
}
