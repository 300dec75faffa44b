namespace NormTools.Core.Preprocessing;

/// <summary>The words that have a number of their own. Number 0 is padding, 1 any other word, 2 the first of these.</summary>
internal sealed class Vocabulary
{
    public const int Padding = 0;
    public const int Unknown = 1;
    public const int First = 2;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A word is there twice.</exception>
    public Vocabulary(string[] words)
    {
        Words = words;
        foreach ((int i, string word) in words.Index())
        {
            numbers.Add(word, First + i);
        }
    }

    public string[] Words { get; }

    /// <summary>The frequent words of some texts: by falling count, and those of one count in the order of their UTF-16 code
    /// units.</summary>
    /// <param name="counts">How often each word occurs.</param>
    /// <param name="least">Rarer words have no number.</param>
    /// <param name="most">How many have one.</param>
    public static Vocabulary Of(Dictionary<string, long> counts, long least, int most) => new(
    [
        .. counts.Where(entry => entry.Value >= least)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(most).Select(entry => entry.Key),
    ]);

    public int NumberOf(string word) => numbers.GetValueOrDefault(word, Unknown);
}
