namespace NormTools.Core.Kernels;

/// <summary>The weights of attention, for looking at them: a pass itself never holds them all.</summary>
internal static unsafe class AttentionWeights
{
    /// <summary>What each query of a head reads of each key, behind a forward pass: rows that sum to 1, without
    /// dropout.</summary>
    /// <param name="call">The call of that pass.</param>
    /// <param name="head">The head: sample times heads, plus the head's number.</param>
    /// <param name="weights">[steps, steps]; zeros where a query does not see a key, and in the rows of padding.</param>
    public static void Read(in AttentionCall call, int head, Span<float> weights)
    {
        int steps = call.Shape.Steps;
        int length = call.Length(head / call.Shape.Heads);
        float* queries = call.Head(call.Projections, head);
        float* statistics = call.HeadStatistics(head);
        weights.Clear();
        for (int query = 0; query < length; query++)
        {
            Span<float> row = weights.Slice(query * steps, call.Shape.Seen(query, length));
            float* q = queries + (query * call.Stride);
            for (int key = 0; key < row.Length; key++)
            {
                float* k = queries + call.Shape.Width + (key * call.Stride);
                double score = 0;
                for (int i = 0; i < call.Shape.HeadWidth; i++)
                {
                    score += (double)q[i] * k[i];
                }

                row[key] = (float)(Math.Exp((score * call.Scale) - statistics[2 * query]) * statistics[(2 * query) + 1]);
            }
        }
    }

    /// <summary>The entropy of the weights of a head, as a share of the largest that is possible: 1 where each query reads
    /// all keys alike, 0 where it reads one.</summary>
    /// <param name="weights">[steps, steps], as <see cref="Read"/> makes them.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="length">Steps that are no padding.</param>
    /// <param name="sum">The shares of the queries are added to it.</param>
    /// <returns>How many queries: those that see more than one key.</returns>
    public static int AddEntropy(ReadOnlySpan<float> weights, AttentionShape shape, int length, ref double sum)
    {
        int queries = 0;
        for (int query = 0; query < length; query++)
        {
            int seen = shape.Seen(query, length);
            if (seen < 2)
            {
                continue;
            }

            double entropy = 0;
            foreach (float weight in weights.Slice(query * shape.Steps, seen))
            {
                entropy -= weight > 0 ? weight * Math.Log(weight) : 0;
            }

            sum += entropy / Math.Log(seen);
            queries++;
        }

        return queries;
    }
}
