namespace NormTools.Core.Preprocessing;

/// <summary>Which columns of a table come into a frame, as runs of columns that lie side by side in the
/// table.</summary>
internal sealed class ColumnGather
{
    private const int MostOfRun = 32; // of so many the values of a block fit the caches twice

    /// <param name="places">The columns' positions in the table.</param>
    /// <param name="infos">Their names and kinds in the frame.</param>
    public ColumnGather(int[] places, ColumnInfo[] infos)
    {
        Infos = infos;
        Places = places;
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(i => places[i])];
        List<Run> runs = [];
        int start = 0;
        for (int i = 1; i <= order.Length; i++)
        {
            if (i == order.Length || i - start == MostOfRun || places[order[i]] != places[order[i - 1]] + 1)
            {
                runs.Add(new Run(places[order[start]], order[start..i]));
                start = i;
            }
        }

        Runs = [.. runs];
    }

    public ColumnInfo[] Infos { get; }

    /// <summary>The position in the table of each column of the frame.</summary>
    public int[] Places { get; }

    public Run[] Runs { get; }

    /// <summary>Columns side by side.</summary>
    /// <param name="Place">The position of the first in the table.</param>
    /// <param name="Columns">The position of each in the frame.</param>
    internal readonly record struct Run(int Place, int[] Columns);
}
