using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>One query's scores against a block of keys, of which it sees the first ones.</summary>
/// <remarks>
/// With scores s, the weights are p_j = e^(s_j - m) / sum_k e^(s_k - m) with m the largest score; a dropout's factors k
/// make p_j k_j of them. Backward, with c = sum_j p_j k_j v_j and g = dc: dv_j = p_j k_j g, and the gradient of a weight
/// is t_j = k_j (g . v_j), so ds_j = p_j (t_j - sum_i p_i t_i), where sum_i p_i t_i = g . c.
/// </remarks>
internal static unsafe class AttentionRow
{
    /// <summary>Makes exponentials of raw scores, and zeros of those that are not seen.</summary>
    /// <param name="s">The scores before their scale; room for whole vectors.</param>
    /// <param name="seen">The keys that are seen: at most <paramref name="keys"/>.</param>
    /// <param name="keys">The keys of the block.</param>
    /// <param name="scale">What makes scores of them.</param>
    /// <param name="kept">The factors of the dropout, or null.</param>
    /// <param name="most">The largest score so far.</param>
    /// <param name="sum">The sum of the exponentials so far.</param>
    /// <returns>What everything that was summed before has to be multiplied by.</returns>
    public static float Exponentials(
        float* s, int seen, int keys, float scale, float* kept, ref float most, ref float sum)
    {
        if (seen <= 0)
        {
            new Span<float>(s, keys).Clear();
            return 1;
        }

        int end = Close(s, seen, float.NegativeInfinity);
        Vector<float> largest = Vector.Load(s);
        for (int i = Vector<float>.Count; i < end; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(s + i);
            largest = Vector.ConditionalSelect(Vector.GreaterThan(value, largest), value, largest);
        }

        // A NaN may be passed over here; it still makes the sum NaN.
        float top = most;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            float value = largest[lane] * scale;
            top = value > top ? value : top;
        }

        Vector<float> factor = new(scale);
        Vector<float> shift = new(-top);
        Vector<float> total = Vector<float>.Zero;
        for (int i = 0; i < end; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.MultiplyAddEstimate(Vector.Load(s + i), factor, shift);
            value = ElementaryFunctions.Exp(value);
            total += value;
            value = kept is null ? value : value * PartialVector.Load(kept + i, seen - i, 0);
            value.Store(s + i);
        }

        ClearBehind(s, end, keys);
        float before = top == most ? 1 : MathF.Exp(most - top);
        sum = (sum * before) + Vector.Sum(total);
        most = top;
        return before;
    }

    /// <summary>Makes the weights, with the dropout's factors, of raw scores, and the gradients of the raw scores of
    /// those of the weights.</summary>
    /// <param name="s">The scores before their scale; then the weights.</param>
    /// <param name="g">The gradient of each weight, g . v; then that of its raw score.</param>
    /// <param name="statistics">The largest score, and 1 / the sum of the exponentials.</param>
    /// <param name="mean">g . c: the sum of the weights times their gradients.</param>
    public static void Gradients(
        float* s, float* g, int seen, int keys, float scale, float* kept, float* statistics, float mean)
    {
        if (seen <= 0)
        {
            new Span<float>(s, keys).Clear();
            new Span<float>(g, keys).Clear();
            return;
        }

        int end = Close(s, seen, float.NegativeInfinity);
        Close(g, seen, 0);
        Vector<float> factor = new(scale);
        Vector<float> shift = new(-statistics[0]);
        Vector<float> inverse = new(statistics[1]);
        Vector<float> middle = new(mean);
        for (int i = 0; i < end; i += Vector<float>.Count)
        {
            Vector<float> weight = Vector.MultiplyAddEstimate(Vector.Load(s + i), factor, shift);
            weight = ElementaryFunctions.Exp(weight) * inverse;
            Vector<float> gradient = Vector.Load(g + i);
            Vector<float> used = weight;
            if (kept is not null)
            {
                Vector<float> stays = PartialVector.Load(kept + i, seen - i, 0);
                gradient *= stays;
                used *= stays;
            }

            used.Store(s + i);
            (weight * (gradient - middle) * factor).Store(g + i);
        }

        ClearBehind(s, end, keys);
        ClearBehind(g, end, keys);
    }

    /// <summary>x . y.</summary>
    public static float Dot(float* x, float* y, int count)
    {
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            sum = Vector.MultiplyAddEstimate(
                PartialVector.Load(x + i, count - i, 0), PartialVector.Load(y + i, count - i, 0), sum);
        }

        return Vector.Sum(sum);
    }

    /// <summary>x = x times a factor; whole vectors.</summary>
    public static void Scale(float* x, int count, float by)
    {
        Vector<float> factor = new(by);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            (Vector.Load(x + i) * factor).Store(x + i);
        }
    }

    /// <summary>y = x times a factor.</summary>
    public static void Scale(float* x, float* y, int count, float by)
    {
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            PartialVector.Store(Vector.Load(x + i) * by, y + i, count - i);
        }
    }

    // Fills the last vector up; returns its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Close(float* values, int seen, float filler)
    {
        int end = (seen + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        for (int i = seen; i < end; i++)
        {
            values[i] = filler;
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClearBehind(float* values, int end, int keys)
    {
        if (end < keys)
        {
            new Span<float>(values + end, keys - end).Clear();
        }
    }
}
