namespace NormTools.Core.Data;

/// <summary>A field that is no number, as the bits of a NaN: whether it is a gap, and where its text lies.</summary>
/// <remarks>So a row of a table is a row of doubles, whatever it holds, and only who wants a text goes for it.</remarks>
internal static class CellText
{
    private const long Kind = unchecked((long)0xFFF8_0000_0000_0000);
    private const long TextKind = 0x7FF8_0000_0000_0000;
    private const int LengthBits = 20;
    private const int MostLength = (1 << LengthBits) - 1; // no text of this length is taken for anything
    private const int StartShift = LengthBits + 1;
    private const long DoubledBit = 1L << LengthBits;

    /// <param name="isGap">Whether it stands for a missing value.</param>
    /// <param name="start">Its first byte in the text.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="hasDoubledQuotes">Whether a quote in it is written twice.</param>
    public static long Of(bool isGap, int start, int length, bool hasDoubledQuotes) =>
        (isGap ? Kind : TextKind) | ((long)start << StartShift) | (hasDoubledQuotes ? DoubledBit : 0)
        | (uint)Math.Min(length, MostLength);

    public static bool IsGap(long cell) => (cell & Kind) == Kind;

    public static bool IsText(long cell) => (cell & Kind) == TextKind;

    /// <summary>The field without quotes around it.</summary>
    /// <param name="cell">Its bits.</param>
    /// <param name="text">The text that it lies in.</param>
    public static unsafe ReadOnlySpan<byte> Read(long cell, byte* text)
    {
        ReadOnlySpan<byte> field = new(text + (int)((cell & ~Kind) >> StartShift), (int)(cell & MostLength));
        return (cell & DoubledBit) != 0 ? FieldScanner.Plain(field) : field;
    }
}
