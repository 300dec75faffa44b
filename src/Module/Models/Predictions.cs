using NormTools.Native;

namespace NormTools;

/// <summary>Turns a model's outputs into class numbers and probabilities; the last dimension holds the classes. A
/// single output belongs to the second of two classes: its score, or its probability if the model ends in
/// Sigmoid.</summary>
internal static class Predictions
{
    public static Tensor Class(Model model, Tensor output)
    {
        var scores = (float[])output.ToArray();
        int classes = Classes(output);
        if (classes == 1)
        {
            float half = model.GivesProbabilities ? 0.5f : 0;
            return Rows(scores.Select(score => score > half || float.IsNaN(score) ? 1L : 0).ToArray(), output);
        }

        var best = new long[scores.Length / classes];
        int looked = 0;
        for (int row = 0; row < best.Length; row++)
        {
            StopFlag.Poll(ref looked);
            int start = row * classes;
            int top = 0;
            for (int i = 1; i < classes; i++)
            {
                // NaN counts as the largest, as in torch's argmax.
                bool isLarger = scores[start + i] > scores[start + top] || float.IsNaN(scores[start + i]);
                top = isLarger && !float.IsNaN(scores[start + top]) ? i : top;
            }

            best[row] = top;
        }

        return Rows(best, output);
    }

    public static Tensor Probability(Model model, Tensor output)
    {
        if (model.GivesProbabilities)
        {
            return output;
        }

        var scores = (float[])output.ToArray();
        int classes = Classes(output);
        if (classes == 1)
        {
            return TensorReader.Read(scores.Select(Sigmoid).ToArray(), DType.Float32).Reshape(output.Dimensions);
        }

        int looked = 0;
        for (int start = 0; start < scores.Length; start += classes)
        {
            StopFlag.Poll(ref looked);
            double largest = double.NegativeInfinity;
            for (int i = 0; i < classes; i++)
            {
                largest = Math.Max(largest, scores[start + i]);
            }

            double sum = 0;
            for (int i = 0; i < classes; i++)
            {
                sum += Math.Exp(scores[start + i] - largest);
            }

            for (int i = 0; i < classes; i++)
            {
                scores[start + i] = (float)(Math.Exp(scores[start + i] - largest) / sum);
            }
        }

        return TensorReader.Read(scores, DType.Float32).Reshape(output.Dimensions);
    }

    /// <summary>Outputs of some rows at their places among all; the others have NaN.</summary>
    public static Tensor Spread(Tensor outputs, long[] rows, long all)
    {
        var values = (float[])outputs.ToArray();
        int width = values.Length / rows.Length;
        float[] spread = Enumerable.Repeat(float.NaN, checked((int)all * width)).ToArray();
        for (int row = 0; row < rows.Length; row++)
        {
            Array.Copy(values, row * width, spread, rows[row] * width, width);
        }

        return TensorReader.Read(spread, DType.Float32).Reshape(new[] { all }.Concat(outputs.Dimensions.Skip(1)).ToArray());
    }

    private static float Sigmoid(float score) => (float)(1 / (1 + Math.Exp(-score)));

    private static Tensor Rows(long[] classes, Tensor output) =>
        TensorReader.Read(classes, DType.Int64).Reshape(output.Dimensions.Take(output.Rank - 1).ToArray());

    private static int Classes(Tensor output) => output.Rank > 1
        ? (int)output.Dimensions[output.Rank - 1]
        : throw Errors.ShapeWanted("The model's output", output.Dimensions, "[rows, classes]");
}
