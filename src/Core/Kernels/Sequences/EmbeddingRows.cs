using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>How the rows of a table make one of several.</summary>
internal enum BagMode
{
    Sum,
    Mean,
    Max,
}

/// <summary>A table and the numbers of its rows that a batch reads.</summary>
internal unsafe struct EmbeddingCall
{
    /// <summary>[rows, width].</summary>
    public float* Table;

    /// <summary>[samples, places]: -1 for none.</summary>
    public int* Indices;

    public int Rows, Width, Samples, Places, Threads;

    /// <summary>The row that has no gradient, and that bags leave out; -1 for none.</summary>
    public int Padding;

    /// <summary>The longest that a row may be, or 0 for any, and the order of its norm.</summary>
    public double MaxNorm, NormOrder;

    /// <summary>[rows]: how often each row is read, by which its gradient is divided; null for no such division.</summary>
    public int* Counts;

    /// <summary>[samples, width]: the place that each value of a bag's largest comes from; -1 for none.</summary>
    public int* Largest;

    public readonly long All => (long)Samples * Places;
}

/// <summary>torch.nn.Embedding and EmbeddingBag: rows of a table by their numbers, alone or one of each sample's.</summary>
/// <remarks>
/// y_i = w[index_i], or the sum, mean or largest of a sample's, without the padding row. The gradient of a row is the sum of those of all
/// places that read it, in their order, so that it is the same for any number of threads: parts are columns.
/// </remarks>
internal static unsafe class EmbeddingRows
{
    private const int Part = 1 << 14; // values
    private const int Columns = 32;

    /// <summary>The rows themselves, [samples, places, width].</summary>
    public static void Gather(in EmbeddingCall call, float* y)
    {
        GatherWork work = new() { Call = call, Y = y, Cut = new SizedCut(call.All, Math.Max(1, Part / call.Width)) };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }

    /// <summary>One row of each sample's, [samples, width].</summary>
    public static void Bag(in EmbeddingCall call, BagMode mode, float* y)
    {
        BagWork work = new()
        {
            Call = call,
            Mode = mode,
            Y = y,
            Cut = new SizedCut(call.Samples, Math.Max(1, (int)(Part / Math.Max(1, (long)call.Places * call.Width)))),
        };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }

    /// <summary>The gradient of the table.</summary>
    /// <param name="call">What the forward pass read.</param>
    /// <param name="mode">How rows were put together; null where they were not.</param>
    /// <param name="dy">The gradient of what was made of them.</param>
    /// <param name="gradient">[rows, width].</param>
    public static void Backward(in EmbeddingCall call, BagMode? mode, float* dy, float* gradient)
    {
        if (call.Counts is not null)
        {
            new Span<int>(call.Counts, call.Rows).Clear();
            for (long i = 0; i < call.All; i++)
            {
                if (call.Indices[i] >= 0)
                {
                    call.Counts[call.Indices[i]]++;
                }
            }
        }

        BackwardWork work = new() { Call = call, Mode = mode, Dy = dy, Gradient = gradient, Cut = new SizedCut(call.Width, Columns) };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }

    /// <summary>Shortens the rows that are read and longer than the largest norm, in the table.</summary>
    public static void Shorten(in EmbeddingCall call)
    {
        for (long i = 0; call.MaxNorm > 0 && i < call.All; i++)
        {
            if (call.Indices[i] >= 0 && Factor(call, call.Indices[i]) is float factor and < 1)
            {
                Span<float> row = new(call.Table + ((nint)call.Indices[i] * call.Width), call.Width);
                TensorPrimitives.Multiply(row, factor, row);
            }
        }
    }

    // What brings a row to the largest norm; 1 where it is no longer than that.
    private static float Factor(in EmbeddingCall call, int index)
    {
        if (!(call.MaxNorm > 0))
        {
            return 1;
        }

        double sum = 0;
        foreach (float value in new ReadOnlySpan<float>(call.Table + ((nint)index * call.Width), call.Width))
        {
            double size = Math.Abs((double)value);
            sum += call.NormOrder == 2 ? size * size : call.NormOrder == 1 ? size : Math.Pow(size, call.NormOrder);
        }

        double norm = call.NormOrder == 2 ? Math.Sqrt(sum) : call.NormOrder == 1 ? sum : Math.Pow(sum, 1 / call.NormOrder);
        return norm > call.MaxNorm ? (float)(call.MaxNorm / (norm + 1e-7)) : 1;
    }

    private static void Copy(in EmbeddingCall call, int index, Span<float> y)
    {
        if (index < 0)
        {
            y.Clear();
            return;
        }

        TensorPrimitives.Multiply(
            new ReadOnlySpan<float>(call.Table + ((nint)index * call.Width), call.Width), Factor(call, index), y);
    }

    private struct GatherWork : IParallelWork
    {
        public EmbeddingCall Call;
        public float* Y;
        public SizedCut Cut;

        public readonly void Run(int part)
        {
            for (long i = Cut.First(part); i < Cut.End(part); i++)
            {
                Copy(Call, Call.Indices[i], new Span<float>(Y + (i * Call.Width), Call.Width));
            }
        }
    }

    private struct BagWork : IParallelWork
    {
        public EmbeddingCall Call;
        public BagMode Mode;
        public float* Y;
        public SizedCut Cut;

        public readonly void Run(int part)
        {
            float[] row = new float[Call.Width];
            for (long sample = Cut.First(part); sample < Cut.End(part); sample++)
            {
                Span<float> y = new(Y + (sample * Call.Width), Call.Width);
                int* indices = Call.Indices + (sample * Call.Places);
                int taken = 0;
                y.Clear();
                Span<int> largest = Call.Largest is null ? default : new(Call.Largest + (sample * Call.Width), Call.Width);
                largest.Fill(-1);
                for (int place = 0; place < Call.Places; place++)
                {
                    if (indices[place] < 0 || indices[place] == Call.Padding)
                    {
                        continue;
                    }

                    Copy(Call, indices[place], row);
                    taken++;
                    if (Mode == BagMode.Max)
                    {
                        TakeLarger(row, y, largest, place, taken == 1);
                    }
                    else
                    {
                        TensorPrimitives.Add(y, row, y);
                    }
                }

                if (Mode == BagMode.Mean && taken > 0)
                {
                    TensorPrimitives.Divide(y, taken, y);
                }
            }
        }

        private static void TakeLarger(float[] row, Span<float> y, Span<int> largest, int place, bool isFirst)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (isFirst || row[i] > y[i])
                {
                    (y[i], largest[i]) = (row[i], place);
                }
            }
        }
    }

    private struct BackwardWork : IParallelWork
    {
        public EmbeddingCall Call;
        public BagMode? Mode;
        public float* Dy;
        public float* Gradient;
        public SizedCut Cut;

        public readonly void Run(int part)
        {
            (int first, int count) = ((int)Cut.First(part), (int)Cut.Length(part));
            for (int row = 0; row < Call.Rows; row++)
            {
                new Span<float>(Gradient + ((nint)row * Call.Width) + first, count).Clear();
            }

            for (int sample = 0; sample < Call.Samples; sample++)
            {
                float share = Share(sample);
                for (int place = 0; place < Call.Places; place++)
                {
                    long at = ((long)sample * Call.Places) + place;
                    int index = Call.Indices[at];
                    if (index < 0 || index == Call.Padding)
                    {
                        continue;
                    }

                    float* dy = Dy + ((Mode is null ? at : sample) * Call.Width) + first;
                    float factor = Call.Counts is null ? share : share / Call.Counts[index];
                    Span<float> gradient = new(Gradient + ((nint)index * Call.Width) + first, count);
                    if (Mode == BagMode.Max)
                    {
                        AddWhereLargest(sample, place, first, dy, gradient);
                    }
                    else
                    {
                        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(dy, count), factor, gradient, gradient);
                    }
                }
            }
        }

        private readonly void AddWhereLargest(int sample, int place, int first, float* dy, Span<float> gradient)
        {
            int* largest = Call.Largest + ((nint)sample * Call.Width) + first;
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += largest[i] == place ? dy[i] : 0;
            }
        }

        // A mean's gradient is divided among the rows that it is of.
        private readonly float Share(int sample)
        {
            int taken = 0;
            for (int place = 0; Mode == BagMode.Mean && place < Call.Places; place++)
            {
                int index = Call.Indices[((long)sample * Call.Places) + place];
                taken += index < 0 || index == Call.Padding ? 0 : 1;
            }

            return taken > 1 ? 1f / taken : 1;
        }
    }
}
