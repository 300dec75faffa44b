namespace NormTools.Core.Optimizers;

/// <summary>A line search for a point that is low enough and flat enough: the strong Wolfe conditions.</summary>
/// <remarks>Nocedal and Wright 2006, algorithms 3.5 and 3.6, with cubic interpolation; the constants are torch's: c1 = 1e-4,
/// c2 = 0.9, 25 evaluations.</remarks>
internal sealed class WolfeSearch
{
    private const double Lower = 1e-4;
    private const double Flatter = 0.9;
    private const int Most = 25;

    private readonly Func<double, (double Value, float[] Gradient)> evaluate;
    private readonly float[] direction;
    private readonly double value;
    private readonly double slope;
    private int tries;

    /// <summary>Searches.</summary>
    /// <param name="evaluate">Gives the function and its gradient at a distance along the direction.</param>
    /// <param name="direction">A descent direction.</param>
    /// <param name="value">The value at the start.</param>
    /// <param name="gradient">The gradient at the start.</param>
    /// <param name="slope">The slope along the direction at the start.</param>
    /// <param name="length">The first step length to try.</param>
    /// <param name="leastChange">A bracket is not narrowed further once the largest change of a parameter within it is
    /// below this.</param>
    public WolfeSearch(
        Func<double, (double Value, float[] Gradient)> evaluate, float[] direction, double value, float[] gradient, double slope,
        double length, double leastChange)
    {
        this.evaluate = evaluate;
        this.direction = direction;
        this.value = value;
        this.slope = slope;
        Point start = new(0, value, gradient, slope);
        (Point low, Point high, bool isDone) = Bracket(start, length);
        double largest = DoubleSums.Largest(direction);
        Point found = isDone ? low : Zoom(low, high, largest, leastChange);
        (Length, Value, Gradient) = (found.Along, found.Value, found.Gradient);
    }

    /// <summary>The step length found.</summary>
    public double Length { get; }

    /// <summary>The function there.</summary>
    public double Value { get; }

    /// <summary>The gradient there.</summary>
    public float[] Gradient { get; }

    /// <summary>The number of evaluations.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Extends the step until two points bracket a minimum or a point satisfies the conditions.</summary>
    private (Point Low, Point High, bool IsDone) Bracket(Point start, double length)
    {
        Point before = start;
        Point now = At(length);
        for (; tries < Most; tries++)
        {
            bool isHigh = now.Value > value + (Lower * now.Along * slope) || (tries > 1 && now.Value >= before.Value);
            if (!isHigh && Math.Abs(now.Slope) <= -Flatter * slope)
            {
                return (now, now, true);
            }

            if (isHigh || now.Slope >= 0)
            {
                return (before, now, false);
            }

            double further = Cubic(before, now, now.Along + (0.01 * (now.Along - before.Along)), now.Along * 10);
            before = now;
            now = At(further);
        }

        return (start, now, false);
    }

    /// <summary>Narrows the bracket until a point satisfies the conditions or no progress is made.</summary>
    private Point Zoom(Point first, Point second, double largest, double leastChange)
    {
        bool isClose = false;
        (Point low, Point high) = first.Value <= second.Value ? (first, second) : (second, first);
        while (tries < Most && !(Math.Abs(second.Along - first.Along) * largest < leastChange))
        {
            (double least, double most) = (Math.Min(first.Along, second.Along), Math.Max(first.Along, second.Along));
            double along = Cubic(first, second, least, most);
            double margin = 0.1 * (most - least);
            bool isNear = Math.Min(most - along, along - least) < margin;
            if (isNear && (isClose || along >= most || along <= least))
            {
                along = Math.Abs(along - most) < Math.Abs(along - least) ? most - margin : least + margin;
                isNear = false;
            }

            isClose = isNear;
            Point now = At(along);
            tries++;
            bool lowIsFirst = ReferenceEquals(low, first);
            if (now.Value > value + (Lower * along * slope) || now.Value >= low.Value)
            {
                (first, second) = lowIsFirst ? (low, now) : (now, low);
                (low, high) = first.Value <= second.Value ? (first, second) : (second, first);
                continue;
            }

            bool isDone = Math.Abs(now.Slope) <= -Flatter * slope;
            if (!isDone && now.Slope * (high.Along - low.Along) >= 0)
            {
                high = low;
            }

            low = now;
            (first, second) = lowIsFirst ? (low, high) : (high, low);
            if (isDone)
            {
                return low;
            }
        }

        return low;
    }

    private Point At(double along)
    {
        (double there, float[] gradient) = evaluate(along);
        Evaluations++;
        return new(along, there, gradient, DoubleSums.Dot(gradient, direction));
    }

    /// <summary>The minimum of the cubic through two points with their slopes, kept within bounds; the midpoint where
    /// there is none.</summary>
    private static double Cubic(Point one, Point two, double least, double most)
    {
        double d1 = one.Slope + two.Slope - (3 * (one.Value - two.Value) / (one.Along - two.Along));
        double square = (d1 * d1) - (one.Slope * two.Slope);
        if (!(square >= 0))
        {
            return (least + most) / 2;
        }

        double d2 = Math.Sqrt(square);
        double along = one.Along <= two.Along
            ? two.Along - ((two.Along - one.Along) * ((two.Slope + d2 - d1) / (two.Slope - one.Slope + (2 * d2))))
            : one.Along - ((one.Along - two.Along) * ((one.Slope + d2 - d1) / (one.Slope - two.Slope + (2 * d2))));
        return Math.Min(Math.Max(along, least), most);
    }

    private sealed record Point(double Along, double Value, float[] Gradient, double Slope);
}
