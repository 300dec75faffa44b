using NormTools.Core.Memory;

namespace NormTools.Core.Preprocessing;

/// <summary>Memory for one block of rows after another.</summary>
internal sealed unsafe class FrameMemory : IDisposable
{
    private readonly List<double[]> columns = [];
    private readonly nint[] blocks = new nint[3];
    private readonly long[] sizes = new long[3];
    private int taken;

    /// <summary>From here on the columns of the block before are used again.</summary>
    public void Reset() => taken = 0;

    /// <summary>A column that nobody has taken since <see cref="Reset"/>, with anything in it.</summary>
    public Memory<double> Column(int rows)
    {
        if (taken == columns.Count)
        {
            columns.Add(new double[rows]);
        }
        else if (columns[taken].Length < rows)
        {
            columns[taken] = new double[rows];
        }

        return columns[taken++].AsMemory(0, rows);
    }

    /// <summary>Room for values on their way between rows and columns: until asked again.</summary>
    public void* Columns(long bytes) => Room(0, bytes);

    /// <summary>Room for the same values row by row.</summary>
    public void* Rows(long bytes) => Room(1, bytes);

    /// <summary>Room for what is learnt of columns.</summary>
    public void* Summaries(long bytes) => Room(2, bytes);

    public void Dispose()
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            Free(i);
        }
    }

    private void* Room(int i, long bytes)
    {
        if (sizes[i] < bytes)
        {
            Free(i);
            blocks[i] = (nint)NativePool.Rent(bytes);
            sizes[i] = bytes;
        }

        return (void*)blocks[i];
    }

    private void Free(int i)
    {
        NativePool.Return((void*)blocks[i]);
        (blocks[i], sizes[i]) = (0, 0);
    }
}
