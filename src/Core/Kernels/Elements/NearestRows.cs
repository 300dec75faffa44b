using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The nearest neighbours of each row among the others, by Euclidean distance; of equal ones the first.</summary>
/// <remarks>
/// All pairs: each vector holds the distances of one row to as many others, so that the sum over the columns has one order on every
/// instruction level, and the same rows are the nearest.
/// </remarks>
internal static unsafe class NearestRows
{
    private const int Block = 1024; // rows whose distances stay in the first cache
    private const int RowsOfPart = 16;

    /// <param name="columns">The values, [width, rows]: a row of them a column.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">Values of a row.</param>
    /// <param name="nearest">Receives the numbers of the nearest rows, the nearest first, [rows, count].</param>
    /// <param name="count">How many; less than there are rows.</param>
    /// <param name="threads">The most threads.</param>
    public static void Find(float* columns, int rows, int width, int* nearest, int count, int threads)
    {
        Work work = new() { Columns = columns, Rows = rows, Width = width, Nearest = nearest, Count = count };
        Workers.Run(ref work, new SizedCut(rows, RowsOfPart).Parts, threads);
    }

    private struct Work : IParallelWork
    {
        public float* Columns;
        public int Rows;
        public int Width;
        public int* Nearest;
        public int Count;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Rows, RowsOfPart);
            float* distances = stackalloc float[Block];
            Span<float> best = Count <= Block ? stackalloc float[Count] : new float[Count];
            for (int row = (int)cut.First(part); row < cut.End(part); row++)
            {
                int found = 0;
                for (int first = 0; first < Rows; first += Block)
                {
                    int length = Math.Min(Block, Rows - first);
                    Distances(row, first, length, distances);
                    for (int i = 0; i < length; i++)
                    {
                        if (first + i != row && (found < Count || distances[i] < best[Count - 1]))
                        {
                            Insert(best, Nearest + ((long)row * Count), ref found, distances[i], first + i);
                        }
                    }
                }
            }
        }

        private readonly void Distances(int row, int first, int length, float* distances)
        {
            new Span<float>(distances, length).Clear();
            for (int column = 0; column < Width; column++)
            {
                float* values = Columns + ((long)column * Rows);
                float own = values[row];
                values += first;
                int i = 0;
                for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
                {
                    Vector<float> difference = Vector.Load(values + i) - new Vector<float>(own);
                    (Vector.Load(distances + i) + (difference * difference)).Store(distances + i);
                }

                for (; i < length; i++)
                {
                    float difference = values[i] - own;
                    distances[i] += difference * difference;
                }
            }
        }

        private readonly void Insert(Span<float> best, int* rows, ref int found, float distance, int row)
        {
            int place = found < Count ? found++ : Count - 1;
            for (; place > 0 && best[place - 1] > distance; place--)
            {
                best[place] = best[place - 1];
                rows[place] = rows[place - 1];
            }

            best[place] = distance;
            rows[place] = row;
        }
    }
}
