using System.Numerics;
using System.Numerics.Tensors;

namespace NormTools.Core.Preprocessing;

/// <content>Rows as they lie in memory, for what needs no columns.</content>
internal sealed unsafe partial class TableSource
{
    private int ValueBytes => Type switch
    {
        DType.Float32 => sizeof(float),
        DType.UInt8 => sizeof(byte),
        _ => sizeof(double),
    };

    /// <summary>Some rows where they are: [rows, width] of the table's type.</summary>
    public void* Row(int first) => (byte*)view.Values + (first * view.Width * ValueBytes);

    /// <summary>Whether columns wanted in this order are the rows of the table as they lie in memory.</summary>
    public bool IsWhole(int[] places) =>
        view.Rows is null && places.Length == view.Width && Array.TrueForAll([.. places.Index()], at => at.Index == at.Item);

    /// <summary>Some columns of some rows, row by row.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="places">The columns.</param>
    /// <param name="to">[count, columns].</param>
    public void ReadRows(int first, int count, ReadOnlySpan<int> places, double* to)
    {
        switch (Type)
        {
            case DType.Float32: ReadRows((float*)view.Values, first, count, places, to); break;
            case DType.Float64: ReadRows((double*)view.Values, first, count, places, to); break;
            case DType.UInt8: ReadRows((byte*)view.Values, first, count, places, to); break;
            default: ReadRows((long*)view.Values, first, count, places, to); break;
        }
    }

    /// <summary>Some columns of some rows where they are; null if they have to be brought together first.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="places">The columns.</param>
    public ColumnTile? InPlace(int first, int count, ReadOnlySpan<int> places) =>
        Type is DType.Float32 or DType.Float64 && view.Rows is null && places.Length >= ColumnTile.LeastColumns && AreAdjacent(places)
            ? new((byte*)Row(first) + ((long)places[0] * ValueBytes), Type == DType.Float32, (nint)view.Width, count)
            : null;

    private static bool AreAdjacent(ReadOnlySpan<int> places)
    {
        for (int i = 1; i < places.Length; i++)
        {
            if (places[i] != places[0] + i)
            {
                return false;
            }
        }

        return true;
    }

    private void ReadRows<T>(T* source, int first, int count, ReadOnlySpan<int> places, double* to)
        where T : unmanaged, INumber<T>
    {
        bool areAdjacent = AreAdjacent(places);
        for (int row = 0; row < count; row++, to += places.Length)
        {
            T* own = source + ((view.Rows is null ? first + row : view.Rows[first + row]) * view.Width);
            if (areAdjacent)
            {
                TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(own + places[0], places.Length), new Span<double>(to, places.Length));
                continue;
            }

            for (int i = 0; i < places.Length; i++)
            {
                to[i] = double.CreateTruncating(own[places[i]]);
            }
        }
    }
}
