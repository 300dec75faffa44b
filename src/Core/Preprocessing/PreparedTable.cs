using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>The output of a preprocessor, until the caller takes its values over.</summary>
internal sealed unsafe class PreparedTable : IDisposable
{
    private const int ValuesOfBlock = 1 << 14; // the columns of a block fit the L1 cache
    private const int MostUnknown = 1000;

    private readonly Lock gate = new();
    private void* block;

    /// <summary>Sends a table through a preprocessor, block by block, on all threads.</summary>
    /// <param name="preprocessor">A fitted one.</param>
    /// <param name="table">Its columns are matched by name, or by position where it has no names.</param>
    /// <param name="inverse">Whether to recover the input from the output.</param>
    /// <param name="type">Float32 or Float64.</param>
    /// <exception cref="CoreException">NotFitted, MissingColumn, ColumnKindDiffers, and what the steps refuse.</exception>
    public PreparedTable(Preprocessor preprocessor, TableSource table, bool inverse, DType type)
    {
        ColumnInfo[] wanted = preprocessor.Columns ?? throw CoreException.State(
            "NotFitted", "The preprocessor is not fitted: it has seen no training rows.");
        Columns = preprocessor.Outputs;
        if (inverse)
        {
            (wanted, Columns) = (Columns, wanted);
        }

        bool isDouble = Check.IsDouble(type);
        ColumnBinding binding = new(wanted, table);
        Ignored = binding.Ignored;
        Rows = table.Rows;
        Texts = new string[]?[Columns.Length];
        long bytes = Check.Count(Rows, Columns.Length) * (long)(isDouble ? sizeof(double) : sizeof(float));
        block = NativePool.Rent(bytes);
        try
        {
            int rows = Math.Clamp(ValuesOfBlock / Math.Max(Math.Max(wanted.Length, Columns.Length), 1), 16, 1024);
            Work work = new(this, preprocessor, table, binding, inverse, isDouble, rows);
            Workers.Run(ref work, new SizedCut(Rows, rows).Parts);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public int Rows { get; }

    public ColumnInfo[] Columns { get; }

    /// <summary>The texts of text columns; null for others.</summary>
    public string[]?[] Texts { get; }

    /// <summary>Columns of the table that the preprocessor does not know.</summary>
    public string[] Ignored { get; }

    /// <summary>Categories that were not among the training rows, with counts.</summary>
    public Dictionary<UnknownValue, long> Unknown { get; } = [];

    /// <summary>Hands the values to the caller, who returns the block to the pool.</summary>
    public void* Take()
    {
        void* taken = block is null
            ? throw CoreException.State("NothingToTake", "The values have been taken already.")
            : block;
        block = null;
        return taken;
    }

    public void Dispose()
    {
        NativePool.Return(block);
        block = null;
    }

    private void Store(Frame frame, int first, bool isDouble)
    {
        int width = Columns.Length;
        for (int column = 0; column < width; column++)
        {
            double[] values = frame.Columns[column].Values;
            long start = ((long)first * width) + column;
            for (int row = 0; row < frame.Rows; row++)
            {
                if (isDouble)
                {
                    ((double*)block)[start + ((long)row * width)] = values[row];
                }
                else
                {
                    ((float*)block)[start + ((long)row * width)] = (float)values[row];
                }
            }
        }

        lock (gate)
        {
            for (int column = 0; column < width; column++)
            {
                Texts[column] = frame.Columns[column].Texts;
            }

            foreach ((UnknownValue value, long count) in frame.Unknown)
            {
                if (Unknown.Count < MostUnknown || Unknown.ContainsKey(value))
                {
                    Unknown[value] = Unknown.GetValueOrDefault(value) + count;
                }
            }
        }
    }

    private readonly struct Work(
        PreparedTable result,
        Preprocessor preprocessor,
        TableSource table,
        ColumnBinding binding,
        bool inverse,
        bool isDouble,
        int rowsOfPart) : IParallelWork
    {
        public void Run(int part)
        {
            SizedCut cut = new(table.Rows, rowsOfPart);
            int first = (int)cut.First(part);
            Cancellation.ThrowIfRequested();
            Frame frame = table.Load(first, (int)cut.Length(part), binding.Places, binding.Infos);
            preprocessor.Transform(frame, inverse);
            result.Store(frame, first, isDouble);
        }
    }
}
