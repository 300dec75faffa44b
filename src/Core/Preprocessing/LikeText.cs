namespace NormTools.Core.Preprocessing;

/// <summary>Finds among known texts the one that another differs from in case or blanks alone.</summary>
internal sealed class LikeText
{
    private readonly Dictionary<string, string> known = new(StringComparer.OrdinalIgnoreCase);

    public LikeText(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            known.TryAdd(Bare(text), text);
        }
    }

    /// <summary>As in " (which differs from 'male' in case alone)"; empty where there is none.</summary>
    public string Difference(string text)
    {
        if (!known.TryGetValue(Bare(text), out string? like) || like == text)
        {
            return string.Empty;
        }

        string way = like.Equals(text, StringComparison.OrdinalIgnoreCase) ? "case" : Bare(like) == Bare(text) ? "blanks" : "case and blanks";
        return $" (which differs from '{Excerpt.Of(like)}' in {way} alone)";
    }

    private static string Bare(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
