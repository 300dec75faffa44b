using NormTools.Native;

namespace NormTools;

/// <summary>Rows that lie in many small heaps, each far from the next: measurements of one person, one machine, one day.</summary>
internal sealed class RowClusters
{
    private const int Least = 20; // heaps
    private const double Largest = 0.1; // of the rows
    private const double Jump = 1.5, Further = 4; // from the longest step within heaps to the shortest between them, and of the usual steps; squared
    private const double Scatter = 0.5; // of the columns, in which rows of a heap differ: categories make no heaps
    private const double MostWork = 4e8; // differences of two values

    private readonly NumericRows rows;
    private readonly double within;

    private RowClusters(NumericRows rows, int[] cluster, int count, double within)
    {
        this.rows = rows;
        this.within = within;
        (Cluster, Count) = (cluster, count);
    }

    /// <summary>The heap of each row.</summary>
    public int[] Cluster { get; }

    /// <summary>How many heaps there are.</summary>
    public int Count { get; }

    /// <summary>The heaps; null where rows do not lie in heaps, or are too many to look.</summary>
    public static RowClusters? Of(NumericRows rows)
    {
        if (rows.Count < 2 * Least || rows.Width < 2 || (double)rows.Count * rows.Count * rows.Width > MostWork)
        {
            return null;
        }

        (int From, int To, double Length)[] tree = Tree(rows).OrderBy(edge => edge.Length).ToArray();
        int same = tree.Count(edge => edge.Length == 0); // copies say nothing of how near neighbours lie
        (int cut, double jump) = (0, 0);
        for (int kept = Math.Max(same + 1, tree.Length / 2); kept <= tree.Length - Least + 1; kept++)
        {
            double ratio = tree[kept].Length / tree[kept - 1].Length;
            (cut, jump) = ratio > jump ? (kept, ratio) : (cut, jump);
        }

        if (jump < Jump || tree[(tree.Length + cut) / 2].Length < Further * tree[(same + cut) / 2].Length || !AreScattered(rows, tree.Take(cut).Skip(same).ToArray()))
        {
            return null;
        }

        int[] cluster = Joined(rows.Count, tree.Take(cut));
        int count = cluster.Max() + 1;
        bool areSmall = cluster.GroupBy(heap => heap).Max(heap => heap.Count()) <= Largest * rows.Count;
        return areSmall ? new RowClusters(rows, cluster, count, tree[cut - 1].Length) : null;
    }

    /// <summary>Which rows of another part lie in one of the heaps: as near to a row as the rows of a heap to each other.</summary>
    public int CountOf(NumericRows others) => StopFlag.Rows(others.Count).Count(row =>
        Enumerable.Range(0, rows.Count).Any(own => others.SquaredDistance(row, rows, own, within) < within));

    // The shortest tree over all rows (Prim 1957), by squared distances.
    private static IEnumerable<(int From, int To, double Length)> Tree(NumericRows rows)
    {
        var nearest = new double[rows.Count];
        var from = new int[rows.Count];
        var isIn = new bool[rows.Count];
        for (int row = 1; row < rows.Count; row++)
        {
            nearest[row] = double.PositiveInfinity;
        }

        for (int step = 0, last = 0; step < rows.Count - 1; step++)
        {
            StopFlag.ThrowIfRaised();
            isIn[last] = true;
            int next = -1;
            for (int row = 0; row < rows.Count; row++)
            {
                if (isIn[row])
                {
                    continue;
                }

                double distance = rows.SquaredDistance(row, rows, last, nearest[row]);
                if (distance < nearest[row])
                {
                    (nearest[row], from[row]) = (distance, last);
                }

                next = next < 0 || nearest[row] < nearest[next] ? row : next;
            }

            yield return (from[next], next, nearest[next]);
            last = next;
        }
    }

    private static bool AreScattered(NumericRows rows, (int From, int To, double Length)[] edges)
    {
        int differ = Enumerable.Range(0, rows.Width).Count(column =>
            edges.Count(edge => !rows.Values[(edge.From * rows.Width) + column].Equals(rows.Values[(edge.To * rows.Width) + column])) > edges.Length / 2);
        return differ > Scatter * rows.Width;
    }

    // The heap of each row that these edges make, numbered in the order of their first rows.
    private static int[] Joined(int count, IEnumerable<(int From, int To, double Length)> edges)
    {
        int[] parent = Enumerable.Range(0, count).ToArray();
        foreach ((int one, int other, _) in edges)
        {
            parent[Root(one)] = Root(other);
        }

        var numbers = new Dictionary<int, int>();
        return Enumerable.Range(0, count).Select(row =>
        {
            int root = Root(row);
            if (!numbers.TryGetValue(root, out int number))
            {
                numbers.Add(root, number = numbers.Count);
            }

            return number;
        }).ToArray();

        int Root(int row)
        {
            while (parent[row] != row)
            {
                row = parent[row] = parent[parent[row]];
            }

            return row;
        }
    }
}
