using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>The weights of a recurrent layer, packed once a pass: every step reads them.</summary>
/// <remarks>A panel is [steps of the sum, columns], with at most two vectors of columns; columns and steps beyond the
/// weight are zero. The panels of one block of units lie together, gate by gate.</remarks>
internal static unsafe class RecurrentPanels
{
    /// <summary>Columns of a panel.</summary>
    public static int Width(int units, int start) => Math.Min(2 * Vector<float>.Count, units - start);

    /// <summary>The columns of a product with W^T: W is [gates * hidden, k], a column is a hidden unit.</summary>
    /// <param name="units">The hidden units, filled up.</param>
    public static void PackTransposed(float* weight, int gates, int hidden, int units, int k, float* panels)
    {
        for (int start = 0; start < units; start += 2 * Vector<float>.Count)
        {
            int width = Width(units, start);
            int given = Math.Min(width, hidden - start);
            for (int gate = 0; gate < gates; gate++, panels += (nint)width * k)
            {
                float* source = weight + ((((nint)gate * hidden) + start) * k);
                MatrixPack.Panel(true, source, k, k, given, panels, width);
            }
        }
    }

    /// <summary>The columns of a product with W: W is [gates * hidden, columns], and the steps of the sum are the
    /// gates' units, filled up.</summary>
    public static void Pack(float* weight, int gates, int hidden, int units, int columns, int filled, float* panels)
    {
        for (int start = 0; start < filled; start += 2 * Vector<float>.Count)
        {
            int width = Width(filled, start);
            int given = Math.Min(width, columns - start);
            for (int gate = 0; gate < gates; gate++)
            {
                float* source = weight + ((nint)gate * hidden * columns) + start;
                MatrixPack.Panel(false, source, columns, hidden, given, panels, width);
                panels += (nint)hidden * width;
                int rest = (units - hidden) * width;
                new Span<float>(panels, rest).Clear();
                panels += rest;
            }
        }
    }

    /// <summary>result (+)= left times a panel, for some rows.</summary>
    public static void Multiply(
        int rows, int k, float* left, nint leftStride, float* panel, int width, float* result, nint resultStride,
        bool accumulate) =>
        TilePanel.Sum<float, TilePanel.RowsWalk>(
            rows, width / Vector<float>.Count, k, left, leftStride, null, panel, width, null, result, resultStride,
            accumulate);
}
