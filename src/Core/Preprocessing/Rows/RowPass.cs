using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Goes over the rows of a table block by block, on all threads.</summary>
/// <remarks>The blocks of a part come in their order, and parts at the same time.</remarks>
internal static class RowPass
{
    /// <param name="table">The table.</param>
    /// <param name="columns">Which of its columns the blocks have.</param>
    /// <param name="cut">How the rows are cut.</param>
    /// <param name="work">Takes each block as columns.</param>
    /// <exception cref="CoreException">Cancelled, or what the work throws.</exception>
    public static void Run(TableSource table, ColumnGather columns, RowCut cut, Action<RowBlock> work) =>
        Run(table, cut, range => work(new RowBlock(
            range.Part, range.First, table.Load(range.First, range.Count, columns, range.Memory), range.Memory)));

    /// <param name="table">The table.</param>
    /// <param name="cut">How the rows are cut.</param>
    /// <param name="work">Takes each block, and reads it.</param>
    /// <exception cref="CoreException">Cancelled, or what the work throws.</exception>
    public static void Run(TableSource table, RowCut cut, Action<RowRange> work)
    {
        Stack<FrameMemory> memories = new();
        try
        {
            Work all = new(table.Rows, cut, work, memories);
            Workers.Run(ref all, Parts(table, cut));
        }
        finally
        {
            foreach (FrameMemory memory in memories)
            {
                memory.Dispose();
            }
        }
    }

    public static int Parts(TableSource table, RowCut cut) => new SizedCut(table.Rows, cut.PartRows).Parts;

    private readonly struct Work(int rows, RowCut cut, Action<RowRange> work, Stack<FrameMemory> memories) : IParallelWork
    {
        public void Run(int part)
        {
            FrameMemory memory = Take();
            try
            {
                SizedCut parts = new(rows, cut.PartRows);
                int end = (int)parts.End(part);
                for (int first = (int)parts.First(part); first < end; first += cut.BlockRows)
                {
                    Cancellation.ThrowIfRequested();
                    memory.Reset();
                    work(new RowRange(part, first, Math.Min(cut.BlockRows, end - first), memory));
                }
            }
            finally
            {
                lock (memories)
                {
                    memories.Push(memory);
                }
            }
        }

        private FrameMemory Take()
        {
            lock (memories)
            {
                return memories.Count > 0 ? memories.Pop() : new FrameMemory();
            }
        }
    }
}

/// <summary>Where some rows of a table are, of a part of it.</summary>
internal readonly record struct RowRange(int Part, int First, int Count, FrameMemory Memory);

/// <summary>Some rows of a table, of a part of it.</summary>
internal readonly record struct RowBlock(int Part, int First, Frame Rows, FrameMemory Memory);
