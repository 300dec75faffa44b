namespace NormTools.Core.Preprocessing;

/// <summary>A column of later rows that is far from what a scaling step learnt from.</summary>
/// <param name="Step">How messages name the step.</param>
/// <param name="Value">The value that is farthest.</param>
/// <param name="Seen">Those of the training rows.</param>
internal sealed record BeyondTraining(string Step, double Value, Extremes Seen)
{
    private const double FarOutside = 3; // times the width of what was seen

    /// <summary>The value of a column that is far from the training rows: beyond them by more than three times their width, which is at
    /// all where they did not vary, so that nothing scales them; null where none is.</summary>
    /// <param name="now">The extremes of some rows.</param>
    /// <param name="seen">Those of the training rows.</param>
    /// <param name="keepsInRange">Whether what lies beyond is brought back, as the user wants: then only a column without width counts.</param>
    public static double? Of(Extremes now, Extremes seen, bool keepsInRange = false)
    {
        if (now.IsEmpty)
        {
            return null;
        }

        double width = seen.IsEmpty ? 0 : seen.Largest - seen.Least, below = seen.Least - now.Least, above = now.Largest - seen.Largest;
        double room = width > 0 && keepsInRange ? double.PositiveInfinity : FarOutside * width;
        return seen.IsEmpty || below > room || above > room ? below > above ? now.Least : now.Largest : null;
    }

    /// <summary>Of two such values of a column the one that is farther.</summary>
    public BeyondTraining Farther(BeyondTraining other) => other.Distance > Distance ? other : this;

    private double Distance => Seen.IsEmpty ? Math.Abs(Value) : Math.Max(Seen.Least - Value, Value - Seen.Largest);
}
