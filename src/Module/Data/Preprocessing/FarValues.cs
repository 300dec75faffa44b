namespace NormTools;

/// <summary>A column of later rows that is far from the training rows that a scaling step learnt from.</summary>
internal sealed class FarValues
{
    private const int MostTold = 3; // columns, of which each has a sentence

    private readonly string column;
    private readonly double value;
    private readonly (double Least, double Largest)? seen;

    /// <param name="column">The column's name.</param>
    /// <param name="value">Its value that is farthest.</param>
    /// <param name="seen">The smallest and the largest value of the training rows; null where they had none.</param>
    public FarValues(string column, double value, (double Least, double Largest)? seen)
    {
        this.column = column;
        this.value = value;
        this.seen = seen;
    }

    /// <summary>A sentence for each of the first columns, and one for the others.</summary>
    public static IEnumerable<string> Sentences(IEnumerable<FarValues> columns)
    {
        FarValues[] all = columns.GroupBy(far => far.column).Select(far => far.First()).ToArray();
        foreach (FarValues far in all.Take(all.Length == MostTold + 1 ? all.Length : MostTold))
        {
            yield return far.Sentence();
        }

        if (all.Length > MostTold + 1)
        {
            yield return $"So {Text.Count(all.Length - MostTold, "further column")}: {Errors.Names(all.Skip(MostTold).Select(far => far.column).ToArray())}.";
        }
    }

    private string Sentence()
    {
        string name = $"Column '{Text.Shorten(column)}' has {Text.Number(value)}, ";
        return seen is not var (least, largest)
            ? name + "and the training rows had no value in it: nothing scales it, and what a model makes of it means little. An empty cell, or $null, is a gap."
            : least == largest
                ? name + $"and was {Text.Number(least)} in all training rows: nothing is known of how it varies, so that it is not scaled, and what a model makes of other values means little. "
                    + "Train on rows in which it varies, or without it (-ExcludeProperty)."
                : name + $"and the training rows went from {Text.Number(least)} to {Text.Number(largest)}: so far outside of them what a model says means little. Is it in another unit, or a mark "
                    + "for a missing value?";
    }
}
