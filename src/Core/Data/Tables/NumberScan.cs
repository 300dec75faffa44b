using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Data;

/// <summary>Reads a number where it stands in a text, without looking for its end first.</summary>
/// <remarks>Eight digits are looked at and put together at once, whatever their number: no branch depends on it.</remarks>
internal static unsafe class NumberScan
{
    /// <summary>Bytes that have to be readable behind a text, the first of them no part of a number.</summary>
    public const int Padding = 32;

    private const int DigitsAtOnce = 8;
    private const int MostDigits = 18;

    /// <summary>Reads an unsigned or signed decimal number such as -12.5e-3.</summary>
    /// <param name="text">Where it begins.</param>
    /// <param name="value">The nearest double, the same as of <see cref="NumberText.TryParse"/>.</param>
    /// <param name="forms">How it is written, as <see cref="NumberText.Forms"/> has it.</param>
    /// <returns>What stands behind the number; null where there is none, or none that a double holds at once.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* TryRead(byte* text, out double value, out NumberForms forms)
    {
        value = 0;
        forms = NumberForms.None;
        bool negative = *text == '-';
        byte* at = negative || *text == '+' ? text + 1 : text;
        ulong digits = 0;
        byte* first = at;
        at = Digits(at, ref digits);
        long count = at - first;
        int power = 0;
        if (*at == '.')
        {
            first = at + 1;
            at = Digits(first, ref digits);
            power = (int)(first - at);
            count -= power;
        }

        if (count is 0 or > MostDigits)
        {
            return null;
        }

        forms = *text == '0' && count > 1 && at - text == count ? NumberForms.Code : NumberForms.None;
        if ((*at | 0x20) == 'e')
        {
            byte* exponent = at + 1;
            forms = power == 0 && at - text == count && (uint)(*exponent - '0') <= 9 ? NumberForms.Power : NumberForms.Exponent;
            bool isNegative = *exponent == '-';
            exponent += isNegative || *exponent == '+' ? 1 : 0;
            ulong step = 0;
            at = Digits(exponent, ref step);
            if (at == exponent || at - exponent > 4)
            {
                return null;
            }

            power += isNegative ? -(int)step : (int)step;
        }

        if (!NumberText.TryScale(digits, power, out value))
        {
            return null;
        }

        value = negative ? -value : value;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Digits(byte* at, ref ulong digits)
    {
        int count = DigitsAt(at, out uint read);
        digits = (digits * Powers[count]) + read;
        at += count;
        return count < DigitsAtOnce ? at : MoreDigits(at, ref digits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* MoreDigits(byte* at, ref ulong digits)
    {
        int count;
        do
        {
            count = DigitsAt(at, out uint read);
            digits = unchecked((digits * Powers[count]) + read); // too many digits never use the sum
            at += count;
        }
        while (count == DigitsAtOnce);
        return at;
    }

    // Up to eight, and how many there are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DigitsAt(byte* at, out uint value)
    {
        ulong read = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(at, sizeof(ulong))) ^ 0x3030_3030_3030_3030;
        ulong others = ((read + 0x7676_7676_7676_7676) | read) & 0x8080_8080_8080_8080; // right up to the first of them
        int count = others == 0 ? DigitsAtOnce : BitOperations.TrailingZeroCount(others) >> 3;
        read = count == 0 ? 0 : read << (64 - (8 * count)); // the digits behind zeros
        read = (read * 10) + (read >> 8);
        value = (uint)((((read & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064)
            + (((read >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001)) >> 32);
        return count;
    }

    private static ReadOnlySpan<uint> Powers => [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
}
