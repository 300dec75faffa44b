namespace NormTools.Core.Data;

/// <summary>Cuts text into blocks at ends of lines.</summary>
/// <remarks>
/// Whether an end of a line lies in quotes is seen only by who has read all before it: a cut is a guess, which its reader
/// proves right by coming to an end of a line just there.
/// </remarks>
internal static class BlockCut
{
    /// <summary>Where the blocks begin, the first at 0.</summary>
    /// <param name="text">The text.</param>
    /// <param name="blockBytes">About how long they are; each is at least one line.</param>
    /// <param name="starts">Receives the places.</param>
    public static void Find(ReadOnlySpan<byte> text, int blockBytes, List<int> starts)
    {
        starts.Clear();
        starts.Add(0);
        long wanted = blockBytes;
        while (wanted < text.Length)
        {
            int offset = text[(int)wanted..].IndexOfAny((byte)'\n', (byte)'\r');
            if (offset < 0)
            {
                return;
            }

            int place = (int)wanted + offset;
            place += text[place] == '\r' && place + 1 < text.Length && text[place + 1] == '\n' ? 2 : 1;
            if (place >= text.Length)
            {
                return;
            }

            starts.Add(place);
            wanted = Math.Max(wanted + blockBytes, place);
        }
    }
}
