namespace NormTools.Core.Optimizers;

/// <summary>A parameter, or several neighbouring ones, in the vectors that an optimiser works on.</summary>
/// <param name="Name">The parameter's name, empty for several.</param>
/// <param name="Offset">Where it starts in the model's memory, in values, a multiple of 16.</param>
/// <param name="Count">The number of values including the zeros after them, a multiple of 16.</param>
/// <param name="Shape">The parameter's shape.</param>
internal readonly record struct ParameterBlock(string Name, int Offset, int Count, long[] Shape)
{
    /// <summary>Where it starts in the optimiser's state vectors, in values.</summary>
    public int State { get; init; }

    /// <summary>The same parameters with adjacent blocks merged.</summary>
    public static ParameterBlock[] Merge(IReadOnlyList<ParameterBlock> blocks)
    {
        List<ParameterBlock> merged = [];
        foreach (ParameterBlock block in blocks.OrderBy(block => block.Offset))
        {
            if (merged.Count > 0 && merged[^1] is { } last && last.Offset + last.Count == block.Offset)
            {
                int count = last.Count + block.Count;
                merged[^1] = last with { Name = string.Empty, Count = count, Shape = [count] };
            }
            else
            {
                merged.Add(block);
            }
        }

        return [.. merged];
    }
}
