namespace NormTools;

/// <summary>How errors fall with what a model is sure of: to next to nothing, as between classes that overlap, or to a floor, as where
/// labels are wrong.</summary>
internal static class ErrorProfile
{
    public const double LeastGain = 1.5; // of a logarithmic likelihood: four to one, beside what else has to hold
    private const int Bins = 20;
    private const double Step = 0.02, Surest = 0.7; // of the share of errors where a model is sure
    private static readonly double[] AtBorder = { 0.42, 0.5, 0.6, 0.7, 0.8 }; // where two classes are as likely, every second answer is wrong; of more classes, more

    // From 1 at the border to 0 where a model is surest, by the place of a row among all: what most rows do not lie on, and a fall over all of
    // them. The rows may lie around the border as a normal distribution does.
    private static readonly double[][] Floors = new[] { 0, 0.1, 0.2, 0.3, 0.4 }.Select(Ending).ToArray();
    private static readonly double[][] Falls = new[] { 0.75, 1, 1.5, 2 }.Select(bend => Curve(place => 1 - Math.Pow(place, bend)))
        .Concat(new[] { 0.6, 0.8 }.Select(Ending)).ToArray();

    private static readonly double[][] Bells = Enumerable.Range(1, 30)
        .Select(steepness => Curve(place => 2 / (1 + Math.Exp(steepness / 5.0 * Evidence.NormalQuantile((1 + place) / 2))))).ToArray();

    /// <summary>Whether most rows lie on a floor, by these errors. Where a fall over all rows explains them about as well, nobody can tell.</summary>
    /// <param name="sure">How sure a model that has not seen them is of each row.</param>
    /// <param name="isWrong">Whether it is wrong.</param>
    public static bool IsFloor(IReadOnlyList<double> sure, IReadOnlyList<bool> isWrong) => FloorGain(sure, isWrong) > LeastGain;

    /// <summary>By how much a floor that most rows lie on explains the errors better than a fall over all rows does: the difference of the
    /// best logarithmic likelihoods.</summary>
    public static double FloorGain(IReadOnlyList<double> sure, IReadOnlyList<bool> isWrong)
    {
        int[] order = Enumerable.Range(0, sure.Count).OrderBy(row => sure[row]).ToArray();
        var wrong = new double[Bins];
        var all = new double[Bins];
        for (int place = 0; place < order.Length; place++)
        {
            int bin = (int)((long)place * Bins / order.Length);
            all[bin]++;
            wrong[bin] += isWrong[order[place]] ? 1 : 0;
        }

        return Best(Floors, Surest) - Math.Max(Best(Falls, Surest), Best(Bells, 0));

        double Best(double[][] curves, double mostAtEnd)
        {
            double best = double.NegativeInfinity;
            foreach (double[] curve in curves)
            {
                foreach (double border in AtBorder)
                {
                    for (double end = 0; end <= Math.Min(mostAtEnd, border); end += Step)
                    {
                        best = Math.Max(best, Likelihood(curve, border, end));
                    }
                }
            }

            return best;
        }

        double Likelihood(double[] curve, double border, double end)
        {
            double sum = 0;
            for (int bin = 0; bin < Bins; bin++)
            {
                double share = Math.Min(1 - (Step / 2), Math.Max(Step / 4, end + ((border - end) * curve[bin])));
                sum += (wrong[bin] * Math.Log(share)) + ((all[bin] - wrong[bin]) * Math.Log(1 - share));
            }

            return sum;
        }
    }

    private static double[] Ending(double width) => Curve(place => place >= width ? 0 : 1 - (place / width));

    private static double[] Curve(Func<double, double> of) => Enumerable.Range(0, Bins).Select(bin => of((bin + 0.5) / Bins)).ToArray();
}
