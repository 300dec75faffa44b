namespace NormTools;

/// <summary>Whether probabilities are too sure: what dividing the outputs by one number would save (temperature scaling, Guo and others
/// 2017).</summary>
internal static class Calibration
{
    private const double Least = 0.25, Most = 20;
    private const int Steps = 60;

    /// <summary>The temperature by all rows, and what each row's loss loses by one that was chosen without it.</summary>
    public static (double Temperature, double[] Saved) Try(RowOutcome outcome)
    {
        double[] before = outcome.Losses();
        var saved = new double[before.Length];
        for (int half = 0; half < 2; half++)
        {
            double chosen = Best(outcome, row => row % 2 != half);
            for (int row = half; row < saved.Length; row += 2)
            {
                saved[row] = before[row] - Loss(outcome, row, chosen);
            }
        }

        return (Best(outcome, _ => true), saved);
    }

    private static double Best(RowOutcome outcome, Func<int, bool> counts)
    {
        int[] rows = Enumerable.Range(0, (int)outcome.Count).Where(counts).ToArray();
        return Enumerable.Range(0, Steps).Select(step => Least * Math.Pow(Most / Least, step / (Steps - 1.0)))
            .OrderBy(temperature => rows.Sum(row => outcome.Weights[row] * Loss(outcome, row, temperature))).First();
    }

    private static double Loss(RowOutcome outcome, int row, double temperature)
    {
        int classes = outcome.LogShares!.Length / outcome.Classes!.Length, start = row * classes;
        double largest = double.NegativeInfinity, sum = 0;
        for (int i = start; i < start + classes; i++)
        {
            largest = Math.Max(largest, outcome.LogShares[i] / temperature);
        }

        for (int i = start; i < start + classes; i++)
        {
            sum += Math.Exp((outcome.LogShares[i] / temperature) - largest);
        }

        return largest + Math.Log(sum) - (outcome.LogShares[start + outcome.Classes[row]] / temperature);
    }
}
