using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// Two vectors of neighbouring results of a convolution, at most: copies what their sums read of each step close
/// together.
/// </summary>
/// <remarks>
/// Results follow each other from row to row without a gap, what they read lies in rows a pitch apart. So a step is
/// copied by a few vectors, each from the first result of a row or where the one before it ends; what a vector brings
/// beyond its row, the next replaces, and behind the step's last the step to come.
/// </remarks>
internal unsafe ref struct ConvolutionPanel<T>
    where T : unmanaged
{
    private const int Most = 2 * 64 / sizeof(float); // of the smallest results, in the widest vectors
    private fixed int from[Most];
    private fixed int to[Most];
    private readonly int count;

    /// <param name="first">The first result's number, counted over rows of <paramref name="columns"/>.</param>
    /// <param name="results">How many there are.</param>
    /// <param name="columns">Results in a row.</param>
    /// <param name="pitch">From row to row of what they read.</param>
    [SkipLocalsInit]
    public ConvolutionPanel(int first, int results, int columns, int pitch)
    {
        (int row, int column) = Math.DivRem(first, columns);
        int width = results > Vector<T>.Count ? 2 * Vector<T>.Count : Vector<T>.Count;
        for (int done = 0; done < width;)
        {
            // The last row goes on to the panel's end: what is read there no result needs.
            int left = done + columns - column < results ? columns - column : width - done;
            for (int i = 0; i < left; i += Vector<T>.Count)
            {
                from[count] = (row * pitch) + column + i;
                to[count++] = done + i;
            }

            done += left;
            column = 0;
            row++;
        }
    }

    /// <summary>Values that the copies of so many steps need at most.</summary>
    public static nint Size(nint steps) => ((2 * steps) + 1) * Vector<T>.Count;

    /// <summary>Copies the steps, which lie where the table says, <paramref name="width"/> values each.</summary>
    public readonly void Fill(T* right, nint* table, nint steps, int width, T* panel)
    {
        if (count <= 2)
        {
            // One vector, or two; the second of one is the first once more.
            T* a = right + from[0], b = right + from[count - 1];
            int second = to[count - 1];
            for (nint step = 0; step < steps; step++, panel += width)
            {
                Vector.Load(a + table[step]).Store(panel);
                Vector.Load(b + table[step]).Store(panel + second);
            }

            return;
        }

        if (count == 3)
        {
            T* a = right + from[0], b = right + from[1], c = right + from[2];
            (int second, int third) = (to[1], to[2]);
            for (nint step = 0; step < steps; step++, panel += width)
            {
                Vector.Load(a + table[step]).Store(panel);
                Vector.Load(b + table[step]).Store(panel + second);
                Vector.Load(c + table[step]).Store(panel + third);
            }

            return;
        }

        for (nint step = 0; step < steps; step++, panel += width)
        {
            T* start = right + table[step];
            for (int i = 0; i < count; i++)
            {
                Vector.Load(start + from[i]).Store(panel + to[i]);
            }
        }
    }
}
