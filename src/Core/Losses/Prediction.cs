using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>The class that a row of outputs stands for.</summary>
internal static unsafe class Prediction
{
    /// <summary>The index of the largest output, the first of equal ones; NaN counts as the largest, as in
    /// torch.argmax.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(float* output, int width)
    {
        int best = 0;
        float most = output[0];
        for (int i = 1; i < width && !float.IsNaN(most); i++)
        {
            if (!(output[i] <= most)) // larger, or NaN
            {
                (best, most) = (i, output[i]);
            }
        }

        return best;
    }
}
