namespace NormTools;

/// <summary>Mean and standard deviation of a window's columns, learnt of the training rows, each of which counts once.</summary>
internal static class WindowScaling
{
    /// <param name="rows">The rows.</param>
    /// <param name="length">Rows of a window.</param>
    /// <param name="first">The first column to scale; those in front of it stay as they are.</param>
    public static Standardization Of(SequenceRows rows, int length, int first = 0)
    {
        int[] training = Enumerable.Range(0, rows.Part.Count).Where(row => rows.Part[row] == 0).ToArray();
        var mean = new double[rows.Width];
        var deviation = new double[rows.Width];
        double[] least = Enumerable.Repeat((double)float.MinValue, rows.Width).ToArray(), largest = Enumerable.Repeat((double)float.MaxValue, rows.Width).ToArray();
        for (int column = 0; column < rows.Width; column++)
        {
            if (column < first)
            {
                deviation[column] = 1;
                continue;
            }

            double start = rows.Values[(training[0] * rows.Width) + column]; // a constant stays one
            double sum = training.Sum(row => rows.Values[(row * rows.Width) + column] - start);
            mean[column] = start + (sum / training.Length);
            deviation[column] = Math.Sqrt(training.Sum(row => Square(rows.Values[(row * rows.Width) + column] - mean[column])) / training.Length);
            least[column] = training.Min(row => rows.Values[(row * rows.Width) + column]);
            largest[column] = training.Max(row => rows.Values[(row * rows.Width) + column]);
        }

        Standardization fitted = Standardization.Of(Each(mean), Each(deviation), length * rows.Width);
        fitted.Seen = (Each(least), Each(largest));
        return fitted;

        double[] Each(double[] columns) => Enumerable.Range(0, length * rows.Width).Select(i => columns[i % rows.Width]).ToArray();
    }

    private static double Square(double value) => value * value;
}
