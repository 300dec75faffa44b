using System.Buffers;

namespace NormTools.Core.Preprocessing;

/// <summary>Moments and extremes of a column.</summary>
internal readonly record struct ValueMeasures(Moments Moments, Extremes Extremes);

/// <summary>Moments and extremes of columns, in one pass; whether values are missing is not asked.</summary>
internal readonly struct ValueSummary : IColumnSummary<ValueMeasures>
{
    public ValueMeasures Of(ReadOnlySpan<double> values) => new(Moments.Of(values), Extremes.Of(values));

    public void Of(ColumnTile tile, Span<ValueMeasures> columns)
    {
        Moments[] moments = ArrayPool<Moments>.Shared.Rent(columns.Length);
        Extremes[] extremes = ArrayPool<Extremes>.Shared.Rent(columns.Length);
        MomentsSummary.Of(tile, moments.AsSpan(0, columns.Length), extremes.AsSpan(0, columns.Length));
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new(moments[i], extremes[i]);
        }

        ArrayPool<Moments>.Shared.Return(moments);
        ArrayPool<Extremes>.Shared.Return(extremes);
    }

    public ValueMeasures Join(ValueMeasures rows, ValueMeasures later) =>
        new(rows.Moments.With(later.Moments), rows.Extremes.With(later.Extremes));
}
