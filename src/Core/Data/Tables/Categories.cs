using System.Globalization;

namespace NormTools.Core.Data;

/// <summary>The distinct texts of a column, numbered in order of appearance.</summary>
internal sealed class Categories
{
    /// <summary>More distinct texts are refused: this bounds the memory, and no network has that many
    /// outputs.</summary>
    public const int MaxCount = 65_536;

    private const int MaxLong = 1 << 24; // texts that are no categories: a Float32 numbers so many
    private const int MaxTextBytes = 1024;
    private const int UnknownText = -1;
    private const int TooMany = -2;
    private const int TextTooLong = -3;

    private readonly List<string> texts = [];
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly bool known;
    private readonly bool areLong;

    /// <param name="names">The texts in order if known already: then no other is accepted.</param>
    /// <param name="areLong">Whether they are texts of any length, and as many as there are rows.</param>
    public Categories(IReadOnlyList<string>? names = null, bool areLong = false)
    {
        this.areLong = areLong;
        foreach (string name in names ?? [])
        {
            int before = texts.Count;
            if (Number(name) != before)
            {
                throw CoreException.Argument("DuplicateName", $"'{Excerpt.Of(name)}' is named twice.");
            }
        }

        known = names is not null;
    }

    public int Count => texts.Count;

    public string this[int number] => texts[number];

    /// <summary>
    /// The number of a text, or a negative number that <see cref="Explain"/> turns into a message.
    /// </summary>
    public int Number(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxTextBytes)
        {
            return areLong ? Number(NameText.Decode(text).AsSpan()) : TextTooLong;
        }

        Span<char> characters = stackalloc char[MaxTextBytes];
        return Number(characters[..NameText.Decode(text, characters)]);
    }

    /// <inheritdoc cref="Number(ReadOnlySpan{byte})"/>
    public int Number(ReadOnlySpan<char> text)
    {
        if (numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int number))
        {
            return number;
        }

        if (known || texts.Count == (areLong ? MaxLong : MaxCount))
        {
            return known ? UnknownText : TooMany;
        }

        texts.Add(text.ToString());
        numbers.Add(texts[^1], texts.Count - 1);
        return texts.Count - 1;
    }

    /// <summary>The error id and message for a text that <see cref="Number(ReadOnlySpan{byte})"/> refused.</summary>
    public (string Id, string Message) Explain(int failure) => failure switch
    {
        UnknownText =>
            ("UnknownCategory",
                $"is not one of the names that are known ({string.Join(", ", texts.Take(10).Select(Excerpt.Of))})."),
        TooMany =>
            ("TooManyCategories", areLong ? $"is one more than the {MaxLong:N0} texts that a column may have."
                : $"is one more than the {MaxCount:N0} values that a column may have as classes."),
        _ => ("TextTooLong", $"is longer than the {MaxTextBytes:N0} bytes that a name may have."),
    };

    /// <summary>
    /// The texts sorted: numbers by value, then the others by code point; known texts keep the order given.
    /// </summary>
    /// <param name="ranks">The position of each number in that order.</param>
    public string[] Sorted(out int[] ranks)
    {
        string[] names = [.. texts];
        if (!known)
        {
            Array.Sort(names, Compare);
        }

        ranks = new int[names.Length];
        for (int rank = 0; rank < names.Length; rank++)
        {
            ranks[numbers[names[rank]]] = rank;
        }

        return names;
    }

    /// <summary>Numbers by value before all other texts, these by code point.</summary>
    public static int Compare(string left, string right)
    {
        bool leftIsNumber = double.TryParse(
            left, NumberStyles.Float, CultureInfo.InvariantCulture, out double leftValue);
        bool rightIsNumber = double.TryParse(
            right, NumberStyles.Float, CultureInfo.InvariantCulture, out double rightValue);
        int order = leftIsNumber && rightIsNumber
            ? leftValue.CompareTo(rightValue)
            : rightIsNumber.CompareTo(leftIsNumber);
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }
}
