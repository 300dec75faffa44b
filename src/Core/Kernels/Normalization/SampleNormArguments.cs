using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>The tensors and sizes of a normalisation whose statistics belong to rows of neighbouring values.</summary>
internal unsafe struct SampleNormArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* X;
    public T* Y;
    public T* Mean;
    public T* InverseStd;
    public T* GradOutput;
    public T* GradInput;

    /// <summary>Written when given: mean and biased variance of each row, [samples * groups, 2].</summary>
    public double* Moments;

    /// <summary>[groups * width], as are the next three.</summary>
    public T* Weight;
    public T* Bias;
    public T* GradWeight;
    public T* GradBias;

    /// <summary>Rows are [samples, groups]: row s * groups + k uses the weights from k * width on.</summary>
    public int Samples;
    public int Groups;
    public int Width;
    public double Eps;

    /// <summary>Whether a mean is subtracted (otherwise the root mean square is the statistic).</summary>
    public bool Centred;

    /// <summary>Whether equal values become zeros (before the bias) even if eps is 0.</summary>
    public bool Zeroes;
    public bool Relu;
    public bool Stream;

    public readonly long Length => (long)Samples * Groups * Width;

    /// <summary>
    /// Stores a row's statistic where it is wanted; returns the constants that give the normalised x.
    /// </summary>
    public readonly ChannelConstants<T> Finish(int row, in MomentSums moments)
    {
        double mean = Centred ? moments.Mean : 0;
        double variance = Centred ? moments.Variance : MeanSquare(row, moments);
        double inverseStd = Zeroes && variance + Eps == 0 ? 0 : 1 / Math.Sqrt(variance + Eps);
        T centre = T.CreateTruncating(mean);
        if (InverseStd is not null)
        {
            InverseStd[row] = T.CreateTruncating(inverseStd);
        }

        if (Mean is not null)
        {
            Mean[row] = centre;
        }

        if (Moments is not null)
        {
            (Moments[2 * (long)row], Moments[(2 * (long)row) + 1]) = (mean, variance);
        }

        double rest = mean - double.CreateTruncating(centre);
        return new(centre, T.CreateTruncating(inverseStd), T.CreateTruncating(-rest * inverseStd), T.Zero);
    }

    private readonly double MeanSquare(int row, in MomentSums moments)
    {
        double squares = moments.RawSquares;
        return (double.IsNaN(squares) ? MomentSums.CarefulSquares(X + ((nint)row * Width), 1, Width, Width) : squares)
            / Width;
    }
}
