using NormTools.Native;

namespace NormTools;

/// <summary>Mean and standard deviation of the values of a step, over all steps that are no padding: each step is a row.</summary>
internal static class SequenceStatistics
{
    /// <param name="values">[rows, steps, features].</param>
    /// <param name="shape">[steps, features...].</param>
    /// <param name="lengths">[rows].</param>
    /// <returns>For each value of a row, those of its feature.</returns>
    public static (double[] Mean, double[] Deviation) Of(float[] values, long[] shape, long[] lengths)
    {
        int width = checked((int)TensorShape.Count(shape));
        int features = width / (int)shape[0];
        double steps = lengths.Sum();
        var mean = new double[features];
        var squares = new double[features];
        Each((feature, value) => mean[feature] += value - values[feature]); // relative to the first step: a constant stays one
        for (int feature = 0; feature < features; feature++)
        {
            mean[feature] = values[feature] + (mean[feature] / steps);
        }

        Each((feature, value) => squares[feature] += (value - mean[feature]) * (value - mean[feature]));
        return (
            Enumerable.Range(0, width).Select(i => mean[i % features]).ToArray(),
            Enumerable.Range(0, width).Select(i => Math.Sqrt(squares[i % features] / steps)).ToArray());

        void Each(Action<int, double> take)
        {
            for (int row = 0, looked = 0; row < lengths.Length; row++)
            {
                StopFlag.Poll(ref looked);
                for (int i = 0; i < lengths[row] * features; i++)
                {
                    take(i % features, values[(row * width) + i]);
                }
            }
        }
    }
}
