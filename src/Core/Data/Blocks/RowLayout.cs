namespace NormTools.Core.Data;

/// <summary>What is wanted of a line's fields, and where in a row it goes: features first, labels behind them.</summary>
internal sealed class RowLayout
{
    /// <summary>Of <see cref="Slots"/>: the field is left out.</summary>
    public const int None = -1;

    /// <param name="width">Fields of a line.</param>
    /// <param name="features">The field of each feature.</param>
    /// <param name="texts">Whether the feature's values are texts, whatever they look like.</param>
    /// <param name="labels">The field of each label.</param>
    public RowLayout(int width, int[] features, Func<int, bool> texts, int[] labels)
    {
        Slots = new int[width];
        Array.Fill(Slots, None);
        Features = features.Length;
        Count = features.Length + labels.Length;
        IsText = new bool[Count];
        for (int i = 0; i < Count; i++)
        {
            bool isLabel = i >= features.Length;
            IsText[i] = isLabel || texts(i);
            int field = isLabel ? labels[i - features.Length] : features[i];
            if (Slots[field] == None)
            {
                Slots[field] = i;
            }
            else
            {
                Copies.Add((Slots[field], i)); // a further file may have one column for two of the first
                IsText[Slots[field]] |= IsText[i];
            }
        }
    }

    /// <summary>For each field its place in a row, or <see cref="None"/>.</summary>
    public int[] Slots { get; }

    /// <summary>Features in a row; labels are behind them.</summary>
    public int Features { get; }

    /// <summary>Values in a row.</summary>
    public int Count { get; }

    /// <summary>For each place, whether the text is wanted also of a number.</summary>
    public bool[] IsText { get; }

    /// <summary>Places that have the field of another one.</summary>
    public List<(int From, int To)> Copies { get; } = [];
}
