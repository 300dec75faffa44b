namespace NormTools;

/// <summary>How errors fall with what a model is sure of: to next to nothing, as between classes that overlap, or to a floor, as where
/// labels are wrong.</summary>
internal static class ErrorProfile
{
    private const int Bins = 20;
    private const double LeastGain = 1.5; // of a logarithmic likelihood: four to one, beside what else has to hold
    private const double Step = 0.01, Surest = 0.7; // of the share of errors where a model is sure
    private static readonly double[] AtBorder = { 0.42, 0.5, 0.6, 0.7, 0.8 }; // where two classes are as likely, every second answer is wrong; of more classes, more
    private static readonly double[] Bends = { 0.75, 1, 1.5, 2 }; // of a fall over all rows
    private static readonly double[] Widths = { 0, 0.1, 0.2, 0.3, 0.4 }; // of the border, of all rows
    private static readonly double[] Ends = { 0.6, 0.8 }; // of a fall that ends before the surest rows

    /// <summary>Whether most rows lie on a floor, by these errors. Where a fall over all rows explains them about as well, nobody can tell.</summary>
    /// <param name="sure">How sure a model that has not seen them is of each row.</param>
    /// <param name="isWrong">Whether it is wrong.</param>
    public static bool IsFloor(IReadOnlyList<double> sure, IReadOnlyList<bool> isWrong) => FloorGain(sure, isWrong) > LeastGain;

    /// <summary>By how much a floor that most rows lie on explains the errors better than a fall over all rows does: the difference of the
    /// best logarithmic likelihoods.</summary>
    private static double FloorGain(IReadOnlyList<double> sure, IReadOnlyList<bool> isWrong)
    {
        int[] order = Enumerable.Range(0, sure.Count).OrderBy(row => sure[row]).ToArray();
        var wrong = new double[Bins];
        var right = new double[Bins];
        for (int place = 0; place < order.Length; place++)
        {
            int bin = (int)((long)place * Bins / order.Length);
            (isWrong[order[place]] ? wrong : right)[bin]++;
        }

        double likelihood(Func<double, double> errors) => Enumerable.Range(0, Bins).Sum(bin =>
        {
            double share = Math.Min(1 - (Step / 2), Math.Max(Step / 2, errors((bin + 0.5) / Bins)));
            return (wrong[bin] * Math.Log(share)) + (right[bin] * Math.Log(1 - share));
        });
        return Floors().Max(likelihood) - Falls().Max(likelihood);
    }

    private static IEnumerable<Func<double, double>> Floors() =>
        from width in Widths
        from floor in Shares(Surest)
        from border in width > 0 ? AtBorder.Where(share => share > floor) : new[] { floor }
        select new Func<double, double>(place => place >= width ? floor : border - ((border - floor) * place / width));

    private static IEnumerable<Func<double, double>> Falls() =>
        (from bend in Bends
         from border in AtBorder
         from end in Shares(border)
         select new Func<double, double>(place => border - ((border - end) * Math.Pow(place, bend))))
        .Concat(
            from width in Ends
            from border in AtBorder
            from end in Shares(border)
            select new Func<double, double>(place => place >= width ? end : border - ((border - end) * place / width)))
        .Concat(
            from border in AtBorder
            from steepness in Enumerable.Range(1, 60)
            select new Func<double, double>(place => 1 / (1 + (Math.Exp(steepness * Distance(place) / 10.0) * (1 - border) / border))));

    private static IEnumerable<double> Shares(double most) => Enumerable.Range(0, (int)Math.Round(most / Step)).Select(i => i * Step);

    // How far from the border the rows of a place are, where they lie around it as a normal distribution does.
    private static double Distance(double place) => Evidence.NormalQuantile((1 + place) / 2);
}
