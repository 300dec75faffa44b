using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Count, mean and sum of squared deviations of a set of values, in double.</summary>
/// <remarks>
/// The values are read in blocks that stay in the first-level cache. A block is summed as deviations from a guess at
/// its mean (the mean so far); if the guess was far off, the block is read twice more: for its mean, then for the
/// deviations from it. Blocks are combined as in Chan, Golub and LeVeque 1983, eq. 2.1. So a mean of 1e4 with a
/// standard deviation of 1 costs no accuracy.
/// </remarks>
internal readonly partial struct MomentSums(double count, double mean, double squares)
{
    public double Count { get; } = count;

    public double Mean { get; } = mean;

    /// <summary>The sum of (x - mean)^2.</summary>
    public double Squares { get; } = squares;

    /// <summary>The biased variance.</summary>
    public double Variance => Squares / Count;

    /// <summary>The sum of x^2; NaN if any value is infinite or NaN.</summary>
    public double RawSquares => Squares + (Count * Mean * Mean);

    /// <summary>
    /// The moments of <paramref name="runs"/> runs of <paramref name="length"/> values, stride apart.
    /// </summary>
    public static unsafe MomentSums Of<T>(T* x, int runs, int length, nint stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        MomentSums moments = default;
        var blocks = new CacheBlocks(runs, length, stride);
        while (blocks.MoveNext())
        {
            T* block = x + blocks.Offset;
            moments = moments.With(length < Vector<T>.Count
                ? TwoPasses(block, blocks.Runs, length, stride)
                : Block(block, blocks.Runs, blocks.Length, stride, moments.Guess(block), blocks.Left, blocks.Gap));
        }

        return moments;
    }

    /// <summary>The moments of a run that is likely to be in a cache.</summary>
    public static unsafe MomentSums OfRow<T>(T* x, int length)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        length > CacheBlocks.Most ? Of(x, 1, length, length)
        : length < 8 * Vector<T>.Count ? TwoPasses(x, 1, length, length)
        : Block(x, 1, length, length, default(MomentSums).Guess(x), 0, 0);

    /// <summary>A guess at the mean of the values at x: the mean so far, or else that of the first vector, which must
    /// be whole.</summary>
    public unsafe T Guess<T>(T* x)
        where T : unmanaged, IFloatingPointIeee754<T> => Count > 0
        ? T.CreateTruncating(Mean)
        : Vector.Sum(Vector.Load(x)) * T.CreateTruncating(1.0 / Vector<T>.Count);

    /// <summary>
    /// The moments of a block, from the sums of its deviations from a guess and of their squares; the block is read
    /// again if the guess was so far off that these are inaccurate.
    /// </summary>
    public static unsafe MomentSums Guessed<T>(
        T* x, int runs, int length, nint stride, T guess, double first, double second)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double count = (double)runs * length;
        double inverse = 1 / count;
        double squares = second - (first * first * inverse);
        return squares > 0.25 * second && second > count * Tiny<T>()
            ? new(count, double.CreateTruncating(guess) + (first * inverse), squares)
            : TwoPasses(x, runs, length, stride);
    }

    /// <summary>The moments of both sets together.</summary>
    public MomentSums With(MomentSums other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        double count = Count + other.Count;
        double delta = other.Mean - Mean;
        double share = other.Count / count;
        double mean = Mean + (delta * share);
        mean = double.IsNaN(mean) ? Mean + other.Mean : mean; // an infinite mean stays infinite
        return new(count, mean, Squares + other.Squares + (delta * delta * Count * share));
    }
}
