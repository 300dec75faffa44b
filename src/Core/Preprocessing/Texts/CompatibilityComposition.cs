using System.Globalization;
using System.Text;

namespace NormTools.Core.Preprocessing;

/// <summary>Unicode's normalisation form KC: of characters that are written in several ways, one.</summary>
/// <remarks>
/// Its own table and not the system's: a library without ICU leaves texts as they are, and a version of Unicode that differs between two
/// machines would make other words of a text. Unicode Standard Annex 15; the names are those of The Unicode Standard, 3.11 and 3.12.
/// </remarks>
internal static class CompatibilityComposition
{
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7; // Hangul
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    private static readonly Lazy<Tables> Known = new(Read);

    /// <summary>The text in form KC; half of a surrogate pair becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        Tables tables = Known.Value;
        List<int> points = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, tables, points);
        }

        Order(points, tables);
        Compose(points, tables);
        StringBuilder composed = new(points.Count);
        Span<char> units = stackalloc char[2];
        foreach (int point in points)
        {
            composed.Append(units[..new Rune(point).EncodeToUtf16(units)]);
        }

        return composed.ToString();
    }

    private static void Decompose(int point, Tables tables, List<int> to)
    {
        int syllable = point - SyllableBase;
        if (syllable is >= 0 and < Syllables)
        {
            to.Add(LeadBase + (syllable / (Vowels * Trails)));
            to.Add(VowelBase + (syllable / Trails % Vowels));
            if (syllable % Trails > 0)
            {
                to.Add(TrailBase + (syllable % Trails));
            }
        }
        else if (tables.Parts.TryGetValue(point, out int[]? parts))
        {
            to.AddRange(parts);
        }
        else
        {
            to.Add(point);
        }
    }

    // Marks on one letter, by their class; those of one class keep their order.
    private static void Order(List<int> points, Tables tables)
    {
        for (int first = 0; first < points.Count; first++)
        {
            int end = first;
            while (end < points.Count && tables.Class(points[end]) > 0)
            {
                end++;
            }

            if (end - first > 1)
            {
                int[] ordered = [.. points[first..end].OrderBy(tables.Class)];
                for (int i = 0; i < ordered.Length; i++)
                {
                    points[first + i] = ordered[i];
                }
            }

            first = end;
        }
    }

    private static void Compose(List<int> points, Tables tables)
    {
        int starter = -1, before = 0, count = 0; // before: the class of the last character that stayed
        foreach (int point in points.ToArray())
        {
            int own = tables.Class(point);
            bool reaches = starter >= 0 && (count - 1 == starter || before < own);
            if (reaches && Pair(points[starter], point, tables) is int composite)
            {
                points[starter] = composite;
                continue;
            }

            starter = own == 0 ? count : starter;
            before = own;
            points[count++] = point;
        }

        points.RemoveRange(count, points.Count - count);
    }

    private static int? Pair(int first, int second, Tables tables)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return SyllableBase + (((lead * Vowels) + vowel) * Trails);
        }

        int syllable = first - SyllableBase, trail = second - TrailBase;
        return syllable is >= 0 and < Syllables && syllable % Trails == 0 && trail is > 0 and < Trails ? first + trail
            : tables.Pairs.TryGetValue((first, second), out int composite) ? composite
            : null;
    }

    private static Tables Read()
    {
        using StreamReader file = new(typeof(CompatibilityComposition).Assembly.GetManifestResourceStream("normalization.txt")!);
        Tables tables = new();
        while (file.ReadLine() is string line)
        {
            foreach (string entry in line.StartsWith('#') ? [] : line.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                int[] numbers = Array.ConvertAll(entry[2..].Split(' '), number => int.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                tables.Add(entry[0], numbers);
            }
        }

        return tables;
    }

    private sealed class Tables
    {
        private readonly Dictionary<int, int> classes = [];

        /// <summary>What a character is decomposed into, whole.</summary>
        public Dictionary<int, int[]> Parts { get; } = [];

        /// <summary>What two characters become together.</summary>
        public Dictionary<(int First, int Second), int> Pairs { get; } = [];

        /// <summary>The canonical combining class; 0 of what stands for itself.</summary>
        public int Class(int point) => point < 0x300 ? 0 : classes.GetValueOrDefault(point);

        public void Add(char kind, int[] numbers)
        {
            if (kind == 'D')
            {
                Parts.Add(numbers[0], numbers[1..]);
            }
            else if (kind == 'K')
            {
                Pairs.Add((numbers[1], numbers[2]), numbers[0]);
            }
            else
            {
                for (int i = 1; i < numbers.Length; i += 2)
                {
                    for (int point = numbers[i]; point <= numbers[i + 1]; point++)
                    {
                        classes.Add(point, numbers[0]);
                    }
                }
            }
        }
    }
}
