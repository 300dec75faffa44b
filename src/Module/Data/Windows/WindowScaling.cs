namespace NormTools;

/// <summary>Mean and standard deviation of a window's columns, learnt of the training rows, each of which counts once.</summary>
internal static class WindowScaling
{
    public static Standardization Of(SequenceRows rows, int length)
    {
        int[] training = Enumerable.Range(0, rows.Part.Count).Where(row => rows.Part[row] == 0).ToArray();
        var mean = new double[rows.Width];
        var deviation = new double[rows.Width];
        for (int column = 0; column < rows.Width; column++)
        {
            double first = rows.Values[(training[0] * rows.Width) + column]; // a constant stays one
            double sum = training.Sum(row => rows.Values[(row * rows.Width) + column] - first);
            mean[column] = first + (sum / training.Length);
            deviation[column] = Math.Sqrt(training.Sum(row => Square(rows.Values[(row * rows.Width) + column] - mean[column])) / training.Length);
        }

        return Standardization.Of(Each(mean), Each(deviation), length * rows.Width);

        double[] Each(double[] columns) => Enumerable.Range(0, length * rows.Width).Select(i => columns[i % rows.Width]).ToArray();
    }

    private static double Square(double value) => value * value;
}
