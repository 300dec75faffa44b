namespace NormTools.Core.Losses;

/// <remarks>
/// Rows mixed from samples of several classes: with shares q_c and class weights w_c such a row costs sum_c q_c w_c
/// l_c, and the batch is divided by its sum of q_c w_c. Losses and divisors are mixed alike, so that a share of 1 gives
/// the loss without mixing; ignored targets have no share.
/// </remarks>
internal abstract unsafe partial class ClassLoss
{
    /// <summary>Up to this many classes are mixed on the stack.</summary>
    private const int MostOnStack = 2048;

    /// <summary>Writes class numbers as shares (one-hot), [rows, classes].</summary>
    public void WriteShares(int* targets, int rows, float* destination)
    {
        new Span<float>(destination, rows * classes).Clear();
        for (int row = 0; row < rows; row++)
        {
            if (targets[row] != Ignored)
            {
                destination[((long)row * classes) + targets[row]] = 1;
            }
        }
    }

    private double MixedDivisor(in LossBatch batch)
    {
        double sum = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            double ofRow = 0;
            for (int i = 0; i < classes; i++)
            {
                ofRow += batch.Shares[((long)row * classes) + i] * (double)WeightOf(i);
            }

            sum += ofRow * (batch.Weights is null ? 1 : batch.Weights[row]);
        }

        return sum;
    }

    private double MixedRows(in LossBatch batch, int first, int end, double share)
    {
        Span<float> memory = classes > MostOnStack ? new float[3 * classes] : stackalloc float[3 * classes];
        double total = 0;
        fixed (float* x = memory)
        {
            float* sum = x + classes, part = sum + classes;
            for (int row = first; row < end; row++)
            {
                long at = (long)row * classes;
                double weight = batch.Weights is null ? 1 : batch.Weights[row];
                new ReadOnlySpan<float>(batch.Output + at, classes).CopyTo(memory); // the gradient may overwrite it
                memory[classes..].Clear();
                for (int i = 0; i < classes; i++)
                {
                    float q = batch.Shares[at + i];
                    if (q == 0)
                    {
                        continue;
                    }

                    total += Weighted(x, i, batch.Gradient is null ? null : part, weight * q, share);
                    for (int j = 0; batch.Gradient is not null && j < classes; j++)
                    {
                        sum[j] += part[j];
                    }
                }

                if (batch.Gradient is not null)
                {
                    memory.Slice(classes, classes).CopyTo(new Span<float>(batch.Gradient + at, classes));
                }
            }
        }

        return total;
    }
}
