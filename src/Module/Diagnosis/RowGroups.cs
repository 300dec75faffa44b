using NormTools.Native;

namespace NormTools;

/// <summary>Finds rows whose values are the same, within a part and between parts.</summary>
internal sealed class RowGroups : IEqualityComparer<(CheckedPart Part, int Row)>
{
    private readonly Dictionary<(CheckedPart Part, int Row), int> groups;

    /// <param name="part">The part whose rows are grouped.</param>
    public RowGroups(CheckedPart part)
    {
        groups = new Dictionary<(CheckedPart, int), int>(this);
        Group = new int[part.Count];
        int looked = 0;
        for (int row = 0; row < part.Count; row++)
        {
            StopFlag.Poll(ref looked);
            if (!groups.TryGetValue((part, row), out int group))
            {
                group = groups.Count;
                groups.Add((part, row), group);
            }

            Group[row] = group;
        }
    }

    /// <summary>The group of each row, in the order of their first rows.</summary>
    public int[] Group { get; }

    public int Count => groups.Count;

    /// <summary>The group of a row of another part; -1 where none is like it.</summary>
    public int Find(CheckedPart part, int row) => groups.TryGetValue((part, row), out int group) ? group : -1;

    bool IEqualityComparer<(CheckedPart Part, int Row)>.Equals((CheckedPart Part, int Row) x, (CheckedPart Part, int Row) y)
    {
        if (x.Part.Width != y.Part.Width)
        {
            return false;
        }

        for (int column = 0; column < x.Part.Width; column++)
        {
            if (!x.Part.At(x.Row, column).Equals(y.Part.At(y.Row, column))) // NaN is like NaN: both are missing
            {
                return false;
            }
        }

        return true;
    }

    int IEqualityComparer<(CheckedPart Part, int Row)>.GetHashCode((CheckedPart Part, int Row) row)
    {
        ulong hash = 14695981039346656037; // FNV-1a, a value at a time
        for (int column = 0; column < row.Part.Width; column++)
        {
            hash = (hash ^ (uint)row.Part.At(row.Row, column).GetHashCode()) * 1099511628211;
        }

        return (int)(hash ^ (hash >> 32));
    }
}
