namespace NormTools.Core.Losses;

/// <summary>The class that a row of outputs stands for.</summary>
internal static unsafe class Prediction
{
    /// <summary>The number of the largest output, the first of equal ones; NaN counts as the largest, as in torch's
    /// argmax.</summary>
    public static int Of(float* output, int width)
    {
        int best = 0;
        for (int i = 1; i < width && !float.IsNaN(output[best]); i++)
        {
            best = output[i] > output[best] || float.IsNaN(output[i]) ? i : best;
        }

        return best;
    }
}
