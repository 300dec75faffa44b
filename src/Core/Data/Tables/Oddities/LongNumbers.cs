using System.Text;

namespace NormTools.Core.Data;

/// <summary>Whole numbers of more digits than a double holds, as identifiers have: whether two of a column become one.</summary>
internal sealed class LongNumbers
{
    private const int MostKept = 1 << 16; // of the first numbers: identifiers that are one lie side by side

    private readonly Dictionary<double, string> texts = [];

    /// <summary>Two that are written differently and are one double; null where none were met.</summary>
    public (string First, string Second)? Merged { get; private set; }

    /// <summary>Takes note of a number.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="value">The nearest double.</param>
    public void Add(ReadOnlySpan<byte> text, double value)
    {
        if (Merged is not null)
        {
            return;
        }

        string digits = Encoding.ASCII.GetString(text.TrimStart("+0"u8));
        if (!texts.TryGetValue(value, out string? first))
        {
            if (texts.Count < MostKept)
            {
                texts.Add(value, digits);
            }
        }
        else if (first != digits)
        {
            Merged = (first, digits);
        }
    }
}
