namespace NormTools;

/// <summary>A density over the places of trials: a kernel around each, and a wide one over the whole space, all of one weight.</summary>
/// <remarks>Bergstra et al. 2011, section 4; the bandwidth is Scott's for several parameters, as Falkner et al. 2018 take it. Around a share of
/// a range the kernel is a normal distribution cut to the range, at a listed value all but a little weight is its own.</remarks>
internal sealed class ParzenMixture
{
    private const double Magnitude = 0.2; // of the bandwidth, in shares of a range
    private const double Finest = 100; // the least bandwidth is the hundredth part of a range
    private const double Wide = 1, Middle = 0.5; // the kernel over the whole range

    private readonly IReadOnlyList<double[]> places;
    private readonly int[] choices;
    private readonly double bandwidth;

    /// <param name="places">Of trials: shares of ranges, numbers of listed values.</param>
    /// <param name="choices">The number of values of each parameter; 0 for a range.</param>
    public ParzenMixture(IReadOnlyList<double[]> places, int[] choices)
    {
        this.places = places;
        this.choices = choices;
        double scott = Magnitude * Math.Pow(Math.Max(places.Count, 1), -1.0 / (choices.Length + 4));
        bandwidth = Math.Min(Math.Max(scott, 1 / Math.Min(Finest, places.Count + 2)), Wide);
    }

    private int Kernels => places.Count + 1;

    /// <summary>A place, drawn from it.</summary>
    /// <param name="drawn">Numbers in [0, 1): one for the kernel, then one a parameter.</param>
    public double[] Draw(double[] drawn)
    {
        var kernel = (int)(drawn[0] * Kernels);
        var place = new double[choices.Length];
        for (int i = 0; i < place.Length; i++)
        {
            double share = drawn[i + 1];
            place[i] = choices[i] > 0 ? Listed(kernel, i, share) : Quantile(Center(kernel, i), Width(kernel), share);
        }

        return place;
    }

    /// <summary>The logarithm of its density at a place.</summary>
    public double LogDensity(double[] place)
    {
        var logs = new double[Kernels];
        for (int kernel = 0; kernel < logs.Length; kernel++)
        {
            for (int i = 0; i < place.Length; i++)
            {
                logs[kernel] += choices[i] > 0 ? Math.Log(Probability(kernel, i, (int)place[i])) : LogNormal(Center(kernel, i), Width(kernel), place[i]);
            }
        }

        double largest = logs.Max();
        return largest + Math.Log(logs.Sum(log => Math.Exp(log - largest)) / Kernels);
    }

    private double Center(int kernel, int parameter) => kernel < places.Count ? places[kernel][parameter] : Middle;

    private double Width(int kernel) => kernel < places.Count ? bandwidth : Wide;

    // One trial's weight is its own value's, and one of all the kernels is spread over all values.
    private double Probability(int kernel, int parameter, int choice)
    {
        double spread = 1.0 / Kernels, own = kernel < places.Count && (int)places[kernel][parameter] == choice ? 1 : 0;
        return kernel < places.Count ? (own + spread) / (1 + (spread * choices[parameter])) : 1.0 / choices[parameter];
    }

    private int Listed(int kernel, int parameter, double share)
    {
        int choice = 0;
        for (double sum = Probability(kernel, parameter, 0); sum <= share && choice < choices[parameter] - 1;)
        {
            sum += Probability(kernel, parameter, ++choice);
        }

        return choice;
    }

    private static double LogNormal(double center, double width, double share)
    {
        double from = (share - center) / width;
        return (-0.5 * from * from) - Math.Log(width * Math.Sqrt(2 * Math.PI) * (Below(1, center, width) - Below(0, center, width)));
    }

    private static double Below(double share, double center, double width) => NormalShare.Below((share - center) / width);

    // By halving: the same on every machine, and exact to the six digits that values have.
    private static double Quantile(double center, double width, double share)
    {
        const int Halvings = 40;
        double least = Below(0, center, width), wanted = least + (share * (Below(1, center, width) - least)), low = 0, high = 1;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Below(middle, center, width) < wanted ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
