namespace NormTools.Core.Data;

/// <summary>
/// PowerShell's wildcards: * and ?, [ab] and [a-z], and a backtick before a character that is meant as it is.
/// </summary>
internal static class NamePattern
{
    /// <summary>Whether a name is as the pattern says, in any case; a bracket that is not closed describes
    /// nothing.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int at = 0;
        int position = 0;
        int star = -1; // behind the last star, which takes one character more whenever the rest does not fit
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

    // Whether the pattern begins with something that the character is, and how long that is.
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

    // The character at a place, or that behind the backtick there; what follows begins at length.
    private static char Next(ReadOnlySpan<char> pattern, ref int length, int place)
    {
        place += pattern[place] == '`' && place + 1 < pattern.Length ? 1 : 0;
        length = place + 1;
        return pattern[place];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
