namespace NormTools.Core.Preprocessing;

/// <summary>Looks whether rows that scaling steps change value by value are far from what the steps learnt from.</summary>
/// <param name="table">The table.</param>
/// <param name="places">Where in it the columns of the steps are.</param>
/// <param name="steps">Steps that change each value by itself.</param>
/// <param name="parts">Into how many parts the rows are cut.</param>
internal sealed unsafe class RangeLook(TableSource table, int[] places, IReadOnlyList<PreprocessingStep> steps, int parts)
{
    private readonly PlainRows raw = PlainRows.Of(table, places, [], inverse: false)!; // rows are numbers, as they are changed as such
    private readonly Extremes[]?[] found = new Extremes[]?[parts];

    /// <summary>Between which values nothing is far: what scaling steps saw of each column, where no more than gaps was changed
    /// before them. Whatever steps make of such values later, they saw as well, as they keep or turn the order.</summary>
    /// <returns>None of a column that has to be looked at; null if no step scales, or one does more than to change values.</returns>
    public static Extremes[]? Expected(IReadOnlyList<PreprocessingStep> steps, int width)
    {
        if (!steps.Any(step => step is ScalingStep) || steps.Any(step => step.Changes(inverse: false) is null))
        {
            return null;
        }

        Extremes[] expected = [.. Enumerable.Repeat(new Extremes(double.NegativeInfinity, double.PositiveInfinity), width)];
        var isChanged = new bool[width];
        foreach (PreprocessingStep step in steps)
        {
            (step as ScalingStep)?.Expect(expected, isChanged);
            foreach (ColumnChange change in step.Changes(inverse: false) ?? [])
            {
                foreach (int place in change.Kind == ChangeKind.Filling ? [] : change.Places)
                {
                    isChanged[place] = true;
                }
            }
        }

        return expected;
    }

    /// <summary>Takes some rows, of which a value is outside of what is expected.</summary>
    public void Add(RowRange range)
    {
        Span<Extremes> next = new(range.Memory.Summaries((long)places.Length * sizeof(Extremes)), places.Length);
        default(ExtremesSummary).Of(raw.Tile(range), next);
        Extremes[] all = found[range.Part] ??= [.. Enumerable.Repeat(Extremes.None, places.Length)];
        for (int column = 0; column < all.Length; column++)
        {
            all[column] = all[column].With(next[column]);
        }
    }

    /// <summary>Tells of columns that are far from the training rows.</summary>
    public void Tell(Dictionary<string, BeyondTraining> beyond)
    {
        Extremes[]?[] looked = Array.FindAll(found, part => part is not null);
        if (looked.Length == 0)
        {
            return;
        }

        Extremes[] all = [.. places.Select((_, i) => looked.Select(part => part![i]).Aggregate((rows, later) => rows.With(later)))];
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i] is ScalingStep scaling)
            {
                Extremes[] came = PlainRows.Of(table, places, [.. steps.Take(i)], inverse: false)!.Change(all);
                scaling.Look(place => came[place], beyond);
            }
        }
    }
}
