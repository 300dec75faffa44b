using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>Writes a tensor as text: aligned columns, the middle left out where there is too much.</summary>
internal static class TensorDisplay
{
    private const int Edge = 3; // values shown at each end of a long axis; fewer where they are wide
    private const int Full = 10; // an axis up to this length is shown whole if the line is long enough
    private const int MostPlanes = 8; // with more matrices, only the first and last of each axis are shown
    private const string Gap = "...";

    public static string Render(Tensor tensor, int consoleWidth)
    {
        var text = new StringBuilder();
        text.Append("Tensor ").Append(tensor.DType).Append(' ').Append(Text.Shape(tensor.Dimensions));
        if (tensor.IsDisposed)
        {
            return text.Append(" (disposed)").ToString();
        }

        if (tensor.Count == 0)
        {
            return text.Append(" (empty)").ToString();
        }

        long[] shape = tensor.Dimensions;
        var cells = new List<string>();
        var columns = new Extent(Full, Edge);
        Collect(tensor, shape, 0, 0, cells, columns);
        int width = cells.Max(cell => cell.Length);
        int room = consoleWidth - 1; // every value has two blanks before it
        if (shape.Length > 0 && Math.Min(shape[shape.Length - 1], Full) * (width + 2) > room)
        {
            int edge = (room - Gap.Length - 2) / (width + 2) / 2;
            columns = new Extent(Math.Max(room / (width + 2), 1), Math.Max(Math.Min(edge, Edge), 1));
            cells.Clear();
            Collect(tensor, shape, 0, 0, cells, columns);
        }

        int next = 0;
        text.AppendLine();
        if (shape.Length < 2)
        {
            text.Append("  ");
            Row(text, shape.Length == 0 ? 1 : shape[0], cells, ref next, width, columns);
        }
        else
        {
            Planes(text, shape, new List<string>(), cells, ref next, width, columns);
        }

        return text.ToString().TrimEnd();
    }

    private static void Planes(
        StringBuilder text, long[] shape, List<string> prefix, List<string> cells, ref int next, int width, Extent columns)
    {
        int axis = prefix.Count;
        if (axis == shape.Length - 2)
        {
            if (axis > 0)
            {
                text.Append("  [").Append(string.Join(", ", prefix)).AppendLine(", ., .]");
            }

            foreach (long row in ShownOf(shape, axis, columns))
            {
                text.Append("  ");
                if (row < 0)
                {
                    text.AppendLine(Gap);
                    continue;
                }

                Row(text, shape[axis + 1], cells, ref next, width, columns);
            }

            return;
        }

        foreach (long index in ShownOf(shape, axis, columns))
        {
            if (index < 0)
            {
                text.Append("  ").AppendLine(Gap);
                continue;
            }

            prefix.Add(index.ToString(CultureInfo.InvariantCulture));
            Planes(text, shape, prefix, cells, ref next, width, columns);
            prefix.RemoveAt(prefix.Count - 1);
        }
    }

    private static void Row(StringBuilder text, long length, List<string> cells, ref int next, int width, Extent columns)
    {
        bool first = true;
        foreach (long column in Shown(length, columns))
        {
            text.Append(first ? string.Empty : "  ").Append(column < 0 ? Gap : cells[next++].PadLeft(width));
            first = false;
        }

        text.AppendLine();
    }

    private static void Collect(Tensor tensor, long[] shape, int axis, long offset, List<string> cells, Extent columns)
    {
        if (axis == shape.Length)
        {
            cells.Add(Cell(tensor.ValueAt(offset)));
            return;
        }

        long step = 1;
        for (int inner = axis + 1; inner < shape.Length; inner++)
        {
            step *= shape[inner];
        }

        foreach (long index in ShownOf(shape, axis, columns))
        {
            if (index >= 0)
            {
                Collect(tensor, shape, axis + 1, offset + (index * step), cells, columns);
            }
        }
    }

    private static IEnumerable<long> ShownOf(long[] shape, int axis, Extent columns)
    {
        if (axis >= shape.Length - 2)
        {
            return Shown(shape[axis], axis == shape.Length - 1 ? columns : new Extent(Full, Edge));
        }

        long planes = shape.Take(shape.Length - 2).Aggregate(1L, (count, size) => count * size);
        return Shown(shape[axis], planes <= MostPlanes ? new Extent(MostPlanes, Edge) : new Extent(2, 1));
    }

    // -1 stands for the part that is left out.
    private static IEnumerable<long> Shown(long length, Extent extent)
    {
        if (length <= extent.Full)
        {
            for (long i = 0; i < length; i++)
            {
                yield return i;
            }

            yield break;
        }

        for (long i = 0; i < extent.Edge; i++)
        {
            yield return i;
        }

        yield return -1;
        for (long i = length - extent.Edge; i < length; i++)
        {
            yield return i;
        }
    }

    private static string Cell(object value)
    {
        if (value is long || value is byte)
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        double size = Math.Abs(number);
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }

        return size != 0 && (size < 1e-4 || size >= 1e6)
            ? number.ToString("0.0000e+00", CultureInfo.InvariantCulture)
            : number.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    // An axis of up to Full values is shown whole, of a longer one Edge values at each end.
    private readonly struct Extent
    {
        public Extent(int full, int edge)
        {
            Full = full;
            Edge = edge;
        }

        public int Full { get; }

        public int Edge { get; }
    }
}
