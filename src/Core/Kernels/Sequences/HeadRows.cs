using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Rows of one head as the right operand of products: read where they are, or copied into panels of two
/// vectors.</summary>
internal readonly unsafe struct HeadRows
{
    private readonly float* data;
    private readonly nint step;
    private readonly nint panel;
    private readonly int width;

    private HeadRows(float* data, nint step, nint panel, int width)
    {
        this.data = data;
        this.step = step;
        this.panel = panel;
        this.width = width;
    }

    private static int PanelWidth => 2 * Vector<float>.Count;

    /// <param name="source">[rows, width], stride values apart.</param>
    /// <param name="memory">Room for rows of width filled up to whole vectors.</param>
    public static HeadRows Of(float* source, nint stride, int rows, int width, float* memory)
    {
        const int Competing = 4096 / sizeof(float); // rows so far apart share a few lines of the cache
        int lanes = Vector<float>.Count;
        if (width % lanes == 0 && stride % Competing != 0)
        {
            return new(source, stride, PanelWidth, width);
        }

        int filled = (width + lanes - 1) / lanes * lanes;
        for (int start = 0; start < filled; start += PanelWidth)
        {
            int columns = Math.Min(PanelWidth, filled - start);
            int given = Math.Min(columns, width - start);
            if (given < columns)
            {
                new Span<float>(memory + ((nint)start * rows), rows * columns).Clear();
            }

            MatrixPack.Copy(source + start, stride, rows, given, memory + ((nint)start * rows), columns);
        }

        return new(memory, 0, (nint)rows * PanelWidth, filled);
    }

    /// <summary>Panels [width, two vectors] of the rows' transpose; the last one is filled up with zeros.</summary>
    public static void Transpose(float* source, nint stride, int rows, int width, float* panels)
    {
        for (int start = 0; start < rows; start += PanelWidth, panels += width * PanelWidth)
        {
            MatrixPack.Panel(
                true, source + (start * stride), stride, width, Math.Min(PanelWidth, rows - start), panels, PanelWidth);
        }
    }

    /// <summary>result [rows, columns] = left [rows, width] times panels that <see cref="Transpose"/> made; whole panels
    /// are written.</summary>
    public static void MultiplyTransposed(
        int rows, int width, float* left, nint leftStride, float* panels, int columns, float* result, nint resultStride)
    {
        for (int start = 0; start < columns; start += PanelWidth, panels += width * PanelWidth)
        {
            TilePanel.Sum<float, TilePanel.RowsWalk>(
                rows, 2, width, left, leftStride, null, panels, PanelWidth, null, result + start, resultStride, false);
        }
    }

    /// <summary>result [rows, filled width] (+)= left [rows, k] times k of these rows.</summary>
    public void Multiply<TWalk>(
        int rows, int k, float* left, nint leftStride, int first, float* result, nint resultStride, bool accumulate)
        where TWalk : ITileWalk
    {
        int lanes = Vector<float>.Count;
        for (int start = 0, number = 0; start < width; start += PanelWidth, number++)
        {
            int columns = Math.Min(PanelWidth, width - start);
            nint own = step == 0 ? columns : step;
            TilePanel.Sum<float, TWalk>(
                rows, columns / lanes, k, left, leftStride, null, data + (number * panel) + (first * own), own, null,
                result + start, resultStride, accumulate);
        }
    }
}
