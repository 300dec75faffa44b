using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>A table passed across the boundary: values row by row, and a description of its columns.</summary>
internal sealed unsafe class TableSource
{
    private readonly TableView view;

    /// <param name="view">The values.</param>
    /// <param name="columns">
    /// <c>[{"name":"age"},{"name":"sex","texts":["female","male"]}]</c>; columns without names are known by position.
    /// </param>
    /// <exception cref="CoreException">InvalidTable, RowOutOfRange.</exception>
    public TableSource(in TableView view, string columns)
    {
        this.view = view;
        Type = (DType)view.DType;
        Check.Count(view.StoredRows, view.Width);
        Check.Rows(view.Rows, view.RowCount, view.StoredRows);
        Rows = Check.Count(view.RowCount);
        (Names, Texts) = Parse(columns);
        if (view.Width != Names.Length || Type is not (DType.Float32 or DType.Float64 or DType.UInt8 or DType.Int64))
        {
            throw Invalid($"it has {view.Width} columns of type {Type}, and {Names.Length} are described");
        }

        CheckTexts();
    }

    public DType Type { get; }

    public int Rows { get; }

    /// <summary>The names of the columns; null for a column without one.</summary>
    public string?[] Names { get; }

    /// <summary>The texts of each column; null for a column of numbers.</summary>
    public string[]?[] Texts { get; }

    /// <summary>Some rows as a frame.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="places">The columns wanted, in order.</param>
    /// <param name="infos">Their names in the frame.</param>
    public Frame Load(int first, int count, int[] places, ColumnInfo[] infos)
    {
        List<FrameColumn> columns = new(places.Length);
        for (int i = 0; i < places.Length; i++)
        {
            Cancellation.ThrowIfRequested(); // each may be short, and there may be many
            var values = new double[count];
            switch (Type)
            {
                case DType.Float32: Copy((float*)view.Values, first, places[i], values); break;
                case DType.Float64: Copy((double*)view.Values, first, places[i], values); break;
                case DType.UInt8: Copy((byte*)view.Values, first, places[i], values); break;
                default: Copy((long*)view.Values, first, places[i], values); break;
            }

            columns.Add(new FrameColumn(infos[i], values, Texts[places[i]]));
        }

        return new Frame(count, columns);
    }

    private static (string?[] Names, string[]?[] Texts) Parse(string columns)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(columns);
            JsonElement[] entries = [.. document.RootElement.EnumerateArray()];
            return (
                [.. entries.Select(entry => entry.TryGetProperty("name", out JsonElement name) ? name.GetString() : null)],
                [.. entries.Select(entry => entry.TryGetProperty("texts", out JsonElement texts)
                    ? texts.EnumerateArray().Select(text => text.GetString() ?? string.Empty).ToArray()
                    : null)]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Invalid($"its columns cannot be read: {failure.Message}");
        }
    }

    private static CoreException Invalid(string problem) => CoreException.Argument("InvalidTable", $"The table is not valid: {problem}.");

    // A text number out of range would be read past the end of the texts.
    private void CheckTexts()
    {
        int looked = 0;
        for (int column = 0; column < Texts.Length; column++)
        {
            if (Texts[column] is not string[] texts)
            {
                continue;
            }

            double[] values = Load(0, Rows, [column], [default]).Columns[0].Values;
            foreach (double value in values)
            {
                Slices.Count(ref looked, 1);
                if (!double.IsNaN(value) && !(value >= 0 && value < texts.Length && value == Math.Floor(value)))
                {
                    throw CoreException.InvalidData(
                        "CategoryOutOfRange",
                        FormattableString.Invariant($"Column '{Names[column]}' holds texts, and there is no text {value} among its {texts.Length}."));
                }
            }
        }
    }

    private void Copy<T>(T* source, int first, int column, double[] values)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        int looked = 0;
        for (int i = 0; i < values.Length; i++)
        {
            Slices.Count(ref looked, 1);
            long row = view.Rows is null ? first + i : view.Rows[first + i];
            values[i] = double.CreateTruncating(source[(row * view.Width) + column]);
        }
    }
}
