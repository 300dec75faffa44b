using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.CrossEntropyLoss on class numbers: the negative log of the target's softmax.</summary>
/// <remarks>
/// With p = softmax(x): L = -ln p_t = max + ln sum_j e^(x_j - max) - x_t. As d ln sum / dx_j = p_j, the gradient of a
/// row is p_j - 1[j = t], and of the batch's mean that over the rows.
/// </remarks>
internal sealed unsafe class CrossEntropyLoss : Loss
{
    /// <summary>Rows of one part: the order of summing depends on it alone.</summary>
    private const int Part = 32;

    /// <summary>Below so many values one thread does all.</summary>
    private const int Little = 1 << 11;

    private (double Loss, int Correct)[] parts = [];

    public override string Name => "CrossEntropy";

    public override bool IsClassification => true;

    public override double Evaluate(
        float* output, void* targets, float* gradient, int rows, int width, int threads, ref LossTotals totals)
    {
        int count = new SizedCut(rows, Part).Parts;
        if (parts.Length < count)
        {
            parts = new (double, int)[count];
        }

        Work work = new()
        {
            Output = output,
            Targets = (int*)targets,
            Gradient = gradient,
            Rows = rows,
            Width = width,
            Parts = parts,
        };
        Workers.Run(ref work, count, (long)rows * width < Little ? 1 : threads);
        double loss = 0;
        foreach ((double partLoss, int correct) in parts.AsSpan(0, count))
        {
            loss += partLoss;
            totals.Correct += correct;
        }

        totals.Loss += loss;
        totals.Rows += rows;
        return loss / rows;
    }

    private struct Work : IParallelWork
    {
        public float* Output;
        public int* Targets;
        public float* Gradient;
        public int Rows;
        public int Width;
        public (double Loss, int Correct)[] Parts;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Rows, Part);
            int end = (int)cut.End(part);
            double loss = 0;
            int correct = 0;
            for (int row = (int)cut.First(part); row < end; row++)
            {
                float* x = Output + ((long)row * Width);
                int target = Targets[row];
                float chosen = x[target];
                correct += Prediction.Of(x, Width) == target ? 1 : 0;
                float sum = Gradient is null
                    ? Softmax.SumOfExponentials(x, Width, out float max)
                    : WriteGradient(x, Gradient + ((long)row * Width), target, out max);
                loss += MathF.Log(sum) + (max - chosen);
            }

            Parts[part] = (loss, correct);
        }

        private readonly float WriteGradient(float* x, float* gradient, int target, out float max)
        {
            float share = 1f / Rows;
            float sum = Softmax.Exponentials(x, gradient, Width, out max);
            float factor = share / sum;
            for (int j = 0; j < Width; j++)
            {
                gradient[j] *= factor;
            }

            gradient[target] -= share;
            return sum;
        }
    }
}
