namespace NormTools.Core.Optimizers;

/// <summary>A parameter, or several neighbours, in the vectors that an optimiser works on.</summary>
/// <param name="Name">The parameter's, empty where there are several.</param>
/// <param name="Offset">Values in front of it in the model's memory, a multiple of 16.</param>
/// <param name="Count">Values with the zeros behind them, a multiple of 16.</param>
/// <param name="Shape">Of the parameter.</param>
internal readonly record struct ParameterBlock(string Name, int Offset, int Count, long[] Shape)
{
    /// <summary>Values in front of it in the optimiser's own vectors.</summary>
    public int State { get; init; }

    /// <summary>The same parameters in as few pieces as they lie in.</summary>
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
