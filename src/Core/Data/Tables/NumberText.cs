using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace NormTools.Core.Data;

/// <summary>How numbers are written that may be names.</summary>
[Flags]
internal enum NumberForms : byte
{
    None = 0,

    /// <summary>With zeros before them: see <see cref="NumberText.IsCode"/>.</summary>
    Code = 1,

    /// <summary>Digits around an E: see <see cref="NumberText.IsPower"/>.</summary>
    Power = 2,

    /// <summary>With another exponent: 1.5e3, 1e-3.</summary>
    Exponent = 4,
}

/// <summary>Numbers as tables write them, in UTF-8 and the invariant culture.</summary>
internal static class NumberText
{
    private const int ExactPower = 22; // the largest power of ten that a double holds exactly
    private const ulong ExactInteger = 1UL << 53;
    private const int FewestLong = 16; // digits of a whole number that a double may not hold

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads a decimal number such as -12.5e-3; the caller trims spaces around it.</summary>
    /// <remarks>
    /// The value is the nearest double. Digits below 2^53 with a power of ten up to 22 are exact in a double, so one
    /// multiplication or division rounds once (Clinger 1990); everything else goes to the framework's parser.
    /// </remarks>
    /// <returns>
    /// False for text, for the empty span, and for the names of infinity and NaN. A number too large is infinite.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int position = 0;
        bool negative = false;
        if (!text.IsEmpty && (text[0] == '-' || text[0] == '+'))
        {
            negative = text[0] == '-';
            position = 1;
        }

        ulong digits = 0;
        int power = 0;
        int digitCount = 0;
        int first = position;
        position = Digits(text, position, ref digits);
        digitCount += position - first;
        if (position < text.Length && text[position] == '.')
        {
            first = position + 1;
            position = Digits(text, first, ref digits);
            digitCount += position - first;
            power = first - position;
        }

        if (digitCount == 0 || (position < text.Length && !Exponent(text, ref position, ref power))
            || position != text.Length)
        {
            return false;
        }

        if (digitCount > 18 || !TryScale(digits, power, out value))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        value = negative ? -value : value;
        return true;
    }

    /// <summary>Digits times a power of ten, where both are exact in a double: the result is the nearest one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScale(ulong digits, int power, out double value)
    {
        if (digits > ExactInteger || power is < -ExactPower or > ExactPower)
        {
            value = 0;
            return false;
        }

        double whole = (long)digits;
        value = power < 0 ? whole / PowersOfTen[-power] : whole * PowersOfTen[power];
        return true;
    }

    /// <summary>Whether a whole number is written as a code, with a leading zero: 007.</summary>
    public static bool IsCode(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[0] == '0' && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>How a number is written.</summary>
    public static NumberForms Forms(ReadOnlySpan<byte> text) => IsCode(text) ? NumberForms.Code
        : !text.ContainsAny((byte)'e', (byte)'E') ? NumberForms.None
        : IsPower(text) ? NumberForms.Power
        : NumberForms.Exponent;

    /// <summary>Whether digits stand around a single E, as in the name of a room: 1E2.</summary>
    public static bool IsPower(ReadOnlySpan<byte> text)
    {
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        return mark > 0 && mark + 1 < text.Length && !text[..mark].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !text[(mark + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Whether a whole number is so long that a double may not hold all of its digits.</summary>
    public static bool IsBeyondDouble(ReadOnlySpan<byte> text)
    {
        if (text.Length < FewestLong)
        {
            return false;
        }

        ReadOnlySpan<byte> digits = text.TrimStart("+-"u8);
        return digits.Length >= FewestLong && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) || value > ExactInteger);
    }

    /// <summary>Whether the text is a name of infinity.</summary>
    public static bool IsNotFinite(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = text.TrimStart("+-"u8);
        return Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8)
            || name.SequenceEqual("\u221e"u8);
    }

    /// <summary>The field without the spaces and tabs around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] > ' ' && text[^1] > ' ')
        {
            return text;
        }

        return text.Trim(" \t"u8);
    }

    private static int Digits(ReadOnlySpan<byte> text, int position, ref ulong digits)
    {
        while (position < text.Length && (uint)(text[position] - '0') <= 9)
        {
            digits = unchecked((digits * 10) + (uint)(text[position] - '0')); // not used with too many digits
            position++;
        }

        return position;
    }

    private static bool Exponent(ReadOnlySpan<byte> text, ref int position, ref int power)
    {
        if ((text[position] | 0x20) != 'e')
        {
            return false;
        }

        position++;
        bool negative = position < text.Length && text[position] == '-';
        if (position < text.Length && text[position] is (byte)'-' or (byte)'+')
        {
            position++;
        }

        int first = position;
        ulong exponent = 0;
        position = Digits(text, position, ref exponent);
        int length = position - first;
        int step = length > 4 ? 10_000 : (int)exponent; // beyond any double; the framework's parser handles it
        power += negative ? -step : step;
        return length > 0;
    }
}
