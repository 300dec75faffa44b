namespace NormTools.Core.Data;

/// <summary>
/// PowerShell's wildcards: * and ?, [ab] and [a-z], and a backtick before a character that is taken literally.
/// </summary>
internal static class NamePattern
{
    /// <summary>Whether a name matches the pattern, regardless of case; a pattern with an unclosed bracket matches
    /// nothing.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int at = 0;
        int position = 0;
        int star = -1; // just after the last star, which takes one more character whenever the rest does not match
        int taken = 0;
        while (position < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = ++at;
                taken = position;
            }
            else if (at < pattern.Length && One(pattern[at..], name[position], out int length))
            {
                at += length;
                position++;
            }
            else if (star >= 0)
            {
                at = star;
                position = ++taken;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }

    // Whether the pattern's first element matches the character, and the length of that element.
    private static bool One(ReadOnlySpan<char> pattern, char character, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case '?':
                return true;
            case '[':
                return Set(pattern, character, out length);
            default:
                return Same(Next(pattern, ref length, 0), character);
        }
    }

    private static bool Set(ReadOnlySpan<char> pattern, char character, out int length)
    {
        bool found = false;
        length = 1;
        while (length < pattern.Length && pattern[length] != ']')
        {
            char first = char.ToUpperInvariant(Next(pattern, ref length, length));
            char last = first;
            if (length + 1 < pattern.Length && pattern[length] == '-' && pattern[length + 1] != ']')
            {
                last = char.ToUpperInvariant(Next(pattern, ref length, length + 1));
            }

            char upper = char.ToUpperInvariant(character);
            found |= first <= upper && upper <= last;
        }

        return length++ < pattern.Length && found;
    }

    // The character at a position, or the one after a backtick there; length becomes the position that follows.
    private static char Next(ReadOnlySpan<char> pattern, ref int length, int place)
    {
        place += pattern[place] == '`' && place + 1 < pattern.Length ? 1 : 0;
        length = place + 1;
        return pattern[place];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
