using NormTools.Core.Threading;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.MSELoss: the mean of (y - t)^2 over all outputs of all rows; its gradient is 2 (y - t) /
/// count.</summary>
internal sealed unsafe class MeanSquaredErrorLoss : Loss
{
    /// <summary>Rows of one part: the order of summing depends on it alone.</summary>
    private const int Part = 32;

    /// <summary>Below so many values one thread does all.</summary>
    private const int Little = 1 << 14;

    private double[] parts = [];

    public override string Name => "MeanSquaredError";

    public override bool IsClassification => false;

    public override double Evaluate(
        float* output, void* targets, float* gradient, int rows, int width, int threads, ref LossTotals totals)
    {
        int count = new SizedCut(rows, Part).Parts;
        if (parts.Length < count)
        {
            parts = new double[count];
        }

        Work work = new()
        {
            Output = output,
            Targets = (float*)targets,
            Gradient = gradient,
            Rows = rows,
            Width = width,
            Parts = parts,
        };
        Workers.Run(ref work, count, (long)rows * width < Little ? 1 : threads);
        double loss = 0;
        foreach (double part in parts.AsSpan(0, count))
        {
            loss += part;
        }

        loss /= width;
        totals.Loss += loss;
        totals.Rows += rows;
        return loss / rows;
    }

    private struct Work : IParallelWork
    {
        public float* Output;
        public float* Targets;
        public float* Gradient;
        public int Rows;
        public int Width;
        public double[] Parts;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Rows, Part);
            long end = cut.End(part) * Width;
            float factor = (float)(2.0 / ((double)Rows * Width));
            double sum = 0;
            for (long i = cut.First(part) * Width; i < end; i++)
            {
                float difference = Output[i] - Targets[i];
                sum += (double)difference * difference;
                if (Gradient is not null)
                {
                    Gradient[i] = difference * factor;
                }
            }

            Parts[part] = sum;
        }
    }
}
