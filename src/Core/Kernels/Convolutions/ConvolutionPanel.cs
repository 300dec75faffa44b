using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// Packs what up to two vectors of neighbouring results of a convolution read: for each step, the values lie side by
/// side.
/// </summary>
/// <remarks>
/// The results are numbered across rows without gaps, but the values they read lie in rows a pitch apart. So each step
/// is copied by a few vectors, each of which begins at the first result of a row or where the vector before it ends.
/// What a vector copies beyond its row is overwritten by the next vector, or, after the last, by the next step.
/// </remarks>
internal unsafe ref struct ConvolutionPanel<T>
    where T : unmanaged
{
    private const int Most = 2 * 64 / sizeof(float); // values in two of the widest vectors, of the smallest type
    private fixed int from[Most];
    private fixed int to[Most];
    private readonly int count;

    /// <param name="first">The number of the first result, counted over rows of <paramref name="columns"/>.</param>
    /// <param name="results">How many there are.</param>
    /// <param name="columns">Results in a row.</param>
    /// <param name="pitch">Values from row to row in the planes that they read.</param>
    [SkipLocalsInit]
    public ConvolutionPanel(int first, int results, int columns, int pitch)
    {
        (int row, int column) = Math.DivRem(first, columns);
        int width = results > Vector<T>.Count ? 2 * Vector<T>.Count : Vector<T>.Count;
        for (int done = 0; done < width;)
        {
            // The last row is copied on to the end of the panel; no result needs those extra values.
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

    /// <summary>The most values that the copies of that many steps need.</summary>
    public static nint Size(nint steps) => ((2 * steps) + 1) * Vector<T>.Count;

    /// <summary>Copies the steps at the table's offsets, <paramref name="width"/> values each.</summary>
    public readonly void Fill(T* right, nint* table, nint steps, int width, T* panel)
    {
        if (count <= 2)
        {
            // One or two vectors; a single one is copied twice.
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
