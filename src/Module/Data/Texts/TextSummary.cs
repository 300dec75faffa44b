namespace NormTools;

/// <summary>What the words of some texts became: how many are in the vocabulary, and how many texts were cut.</summary>
public sealed class TextSummary
{
    internal TextSummary(Dataset data, Preprocessor steps)
    {
        using Tensor rows = data.StoredRowsOf();
        var lengths = (long[])data.SequenceLength!.ToArray();
        var words = (long[])data.OwnRows(data.StoredWordCount)!.ToArray();
        VocabularySize = steps.VocabularySize ?? 0;
        WordCount = lengths.Sum();
        UnknownCount = TextRows.UnknownOf(rows, lengths).Sum();
        CutCount = words.Where((count, row) => count > lengths[row]).Count();
        TextCount = words.Length;
        Array.Sort(words);
        MedianLength = At(words, 0.5);
        Length95 = At(words, 0.95);
        LongestLength = words[words.Length - 1];
    }

    /// <summary>How many numbers words have: those of the vocabulary, padding (0) and unknown words (1). An Embedding has as many
    /// rows.</summary>
    public int VocabularySize { get; }

    /// <summary>The number of texts.</summary>
    public long TextCount { get; }

    /// <summary>The words (or characters) of all texts, without those that were cut.</summary>
    public long WordCount { get; }

    /// <summary>How many of them are not in the vocabulary.</summary>
    public long UnknownCount { get; }

    /// <summary>The share of words that are not in the vocabulary.</summary>
    public double UnknownShare => (double)UnknownCount / WordCount;

    /// <summary>How many texts are longer than what a model takes.</summary>
    public long CutCount { get; }

    /// <summary>Their share of all texts.</summary>
    public double CutShare => (double)CutCount / TextCount;

    /// <summary>Half of the texts have at most so many words, cut or not.</summary>
    public long MedianLength { get; }

    /// <summary>95 % of the texts have at most so many words.</summary>
    public long Length95 { get; }

    /// <summary>The words of the longest text.</summary>
    public long LongestLength { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"vocabulary of {VocabularySize:N0}, {UnknownShare:0.0 %} of {WordCount:N0} words unknown; lengths: half up to {MedianLength:N0}, ")
        + FormattableString.Invariant($"95 % up to {Length95:N0}, longest {LongestLength:N0}; {Text.Count(CutCount, "text")} cut");

    // The nearest rank.
    private static long At(long[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
