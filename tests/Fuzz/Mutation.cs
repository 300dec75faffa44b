using System.Buffers.Binary;
using System.Text;

namespace NormTools.Fuzz;

/// <summary>Small damage to bytes, as disks, networks and adversaries do it.</summary>
internal static class Mutation
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 255, 256, short.MaxValue, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40,
        long.MaxValue, long.MinValue, 100_000_000, 7, 8,
    ];

    private static readonly string[] Texts =
    [
        "NaN", "Infinity", "-Infinity", "1e308", "-1e309", "1e-400", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "2147483648", "-1", "0", "null", "true", "[]", "{}", "\"\"", "\"\\ud800\"", "\\u0000",
        "\0", "\u001b[31m", "﻿", "\r", "\n", "\"", "'", ",", ";", "\t", "..", "é", "F64", "F16", "I64",
        "\"normtools\"", "99999999999999999999999999",
    ];

    public static byte[] Of(Random random, byte[] source)
    {
        List<byte> bytes = [.. source];
        int times = 1 << random.Next(4); // 1 to 8
        for (int i = 0; i < times && bytes.Count > 0; i++)
        {
            Once(random, bytes);
        }

        return [.. bytes];
    }

    private static void Once(Random random, List<byte> bytes)
    {
        // Headers are where readers believe: half of the places lie there.
        int at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Count, 64)) : random.Next(bytes.Count);
        switch (random.Next(12))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.RemoveRange(at, bytes.Count - at); break;
            case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 33), bytes.Count - at)); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 65), bytes.Count - at))); break;
            case 5: Overwrite(bytes, at, Number(random)); break;
            case 6 or 7: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)])); break;
            case 8: Digits(random, bytes, at); break;
            case 9: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(1, 2000))); break;
            case 10: Overwrite(bytes, at, Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)])); break;
            default: Brackets(random, bytes, at); break;
        }
    }

    private static byte[] Number(Random random)
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
        number = number[..(1 << random.Next(1, 4))];
        if (random.Next(2) == 0)
        {
            Array.Reverse(number);
        }

        return number;
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] by)
    {
        for (int i = 0; i < by.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = by[i];
        }
    }

    // The number behind the place becomes another one.
    private static void Digits(Random random, List<byte> bytes, int at)
    {
        int start = bytes.FindIndex(at, letter => letter is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            return;
        }

        int end = bytes.FindIndex(start, letter => letter is < (byte)'0' or > (byte)'9');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(random.Next(3) == 0
            ? Texts[random.Next(10)]
            : $"{Numbers[random.Next(Numbers.Length)]}"));
    }

    private static void Brackets(Random random, List<byte> bytes, int at)
    {
        string bracket = new[] { "[", "{\"a\":", "\"", "{" }[random.Next(4)];
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat(bracket, random.Next(10) == 0 ? 20_000 : random.Next(1, 300)))));
    }
}
