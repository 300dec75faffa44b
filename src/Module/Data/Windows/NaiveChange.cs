using NormTools.Native;

namespace NormTools;

/// <summary>Forecasts that repeat the row some steps before.</summary>
internal sealed class NaiveChange
{
    private readonly int back;
    private readonly SequenceRows rows;

    /// <param name="name">What is repeated.</param>
    /// <param name="back">Rows from one to what it repeats: 1, or a season.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="training">Rows of the training part that follow each other without a gap.</param>
    public NaiveChange(string name, int back, SequenceRows rows, int[][] training)
    {
        Name = name;
        this.back = back;
        this.rows = rows;
        var sums = new double[rows.TargetWidth];
        long count = 0;
        foreach (int[] run in StopFlag.Each(training))
        {
            for (int i = back; i < run.Length; i++, count++)
            {
                for (int target = 0; target < sums.Length; target++)
                {
                    sums[target] += Math.Abs((double)Value(run[i], target) - Value(run[i - back], target));
                }
            }
        }

        Means = Array.ConvertAll(sums, sum => count == 0 ? double.NaN : sum / count);
    }

    public string Name { get; }

    /// <summary>How far the forecast of each training row is off, on average, of each target.</summary>
    public double[] Means { get; }

    /// <summary>What is forecast of a row behind a window: the last rows of the window, again and again.</summary>
    /// <param name="run">Rows that follow each other.</param>
    /// <param name="end">The place of the first row behind the window.</param>
    /// <param name="place">The place of the row.</param>
    public IEnumerable<float> Forecast(int[] run, int end, int place)
    {
        int row = run[end - back + ((place - end) % back)];
        return Enumerable.Range(0, rows.TargetWidth).Select(target => Value(row, target));
    }

    private float Value(int row, int target) => rows.Targets[(row * rows.TargetWidth) + target];
}
