namespace NormTools;

/// <summary>Whether quantities are of a size that outputs, which begin around 0 with a deviation near 1, reach only in many steps.</summary>
internal sealed class TargetSize
{
    private const double Far = 10; // from 1, of a deviation, and from 0, of a mean

    private TargetSize(double mean, double deviation) => (Mean, Deviation) = (mean, deviation);

    /// <summary>Of the target that is furthest from what outputs begin with.</summary>
    public double Mean { get; }

    public double Deviation { get; }

    /// <summary>The target's size as it is written.</summary>
    public string Words => FormattableString.Invariant($"the target has a mean of {Mean:G3} and a standard deviation of {Deviation:G3}, where outputs begin around 0");

    /// <summary>The size of quantities that are far away and not scaled for the loss; null of others.</summary>
    public static TargetSize? OfFar(FitSubject subject)
    {
        if (subject.IsOfClasses || subject.OfTrain is null || subject.Train.TargetScaling is not null || !RunWarnings.OfDifferences.Contains(subject.Run.Options.Loss))
        {
            return null;
        }

        var values = (float[])subject.Train.Target!.ToArray();
        int width = subject.Mean.Length;
        return Enumerable.Range(0, width).Select(i =>
        {
            double[] own = values.Where((_, place) => place % width == i).Select(value => (double)value).ToArray();
            double mean = own.Average();
            return new TargetSize(mean, Math.Sqrt(own.Average(value => (value - mean) * (value - mean))));
        }).Where(size => size.Deviation > 0 && (size.Deviation > Far || size.Deviation < 1 / Far || Math.Abs(size.Mean) > Far))
            .OrderByDescending(size => Math.Max(Math.Abs(Math.Log(size.Deviation)), Math.Log(Math.Max(1, Math.Abs(size.Mean))))).FirstOrDefault();
    }
}
