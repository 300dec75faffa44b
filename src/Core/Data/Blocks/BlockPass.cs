using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Brings the numbers of blocks into the table, each block a part: who has read it finds it in its cache.</summary>
internal readonly unsafe struct BlockPass : IParallelWork
{
    private readonly RowTarget target;
    private readonly IReadOnlyList<RowBlock> blocks;
    private readonly float* rows;

    /// <param name="target">The columns.</param>
    /// <param name="blocks">The rows, in the order of the file.</param>
    /// <param name="rows">The features of the rows, [rows, features].</param>
    public BlockPass(RowTarget target, IReadOnlyList<RowBlock> blocks, float* rows)
    {
        this.target = target;
        this.blocks = blocks;
        this.rows = rows;
    }

    public void Run(int part)
    {
        long before = 0;
        for (int i = 0; i < part; i++)
        {
            before += blocks[i].Rows;
        }

        int features = target.Features.Length;
        RowBlock block = blocks[part];
        block.Numbers.Take(block, features + target.Labels.Length, features, target.Numbers, rows + (before * features));
    }
}
