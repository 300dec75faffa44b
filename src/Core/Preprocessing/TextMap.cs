namespace NormTools.Core.Preprocessing;

/// <summary>A value computed once for the texts of a column and looked up for each of its blocks.</summary>
/// <remarks>Blocks on several threads may compute it twice at first; both results are the same.</remarks>
internal sealed class TextMap<T>(Func<string[], T> make)
    where T : class
{
    private volatile Entry? latest;

    public T Of(string[] texts)
    {
        Entry? known = latest;
        if (known is null || !ReferenceEquals(known.Texts, texts))
        {
            latest = known = new Entry(texts, make(texts));
        }

        return known.Result;
    }

    private sealed record Entry(string[] Texts, T Result);
}
