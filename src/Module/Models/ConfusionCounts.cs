using System.Globalization;

namespace NormTools;

/// <summary>The cells of a confusion matrix, and how they are written: numbers of samples, or sums of their weights.</summary>
internal sealed class ConfusionCounts
{
    private const int Digits = 4; // of the largest sum of weights

    private readonly string format;

    public ConfusionCounts(Tensor matrix)
    {
        Classes = (int)matrix.Dimensions[0];
        AreWeights = matrix.DType == DType.Float64;
        Cells = (double[])matrix.To(DType.Float64).ToArray();
        double largest = Cells.DefaultIfEmpty().Max();
        bool areWhole = Array.TrueForAll(Cells, cell => cell == Math.Floor(cell));
        int decimals = areWhole || largest <= 0 ? 0 : Math.Min(9, Math.Max(1, Digits - 1 - (int)Math.Floor(Math.Log10(largest))));
        format = "0" + (decimals > 0 ? "." + new string('0', decimals) : string.Empty);
    }

    /// <summary>[classes, classes], row by row.</summary>
    public double[] Cells { get; }

    public int Classes { get; }

    /// <summary>Whether samples count by their weights.</summary>
    public bool AreWeights { get; }

    /// <summary>The samples of a true class.</summary>
    public double Sum(int row) => Enumerable.Range(row * Classes, Classes).Sum(cell => Cells[cell]);

    /// <summary>As in 1234, or 12.50 where samples have weights: alike for all cells.</summary>
    public string Written(double cell) => cell.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The same with separators between thousands.</summary>
    public string Grouped(double cell) => cell.ToString("#,##" + format, CultureInfo.InvariantCulture);
}
