using System.Numerics.Tensors;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>A table passed across the boundary: values row by row, and a description of its columns.</summary>
internal sealed unsafe partial class TableSource
{
    /// <summary>Values between two columns that are turned: columns a power of two apart would compete for the same
    /// lines of the cache.</summary>
    public const int Apart = 16;

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
    /// <param name="columns">The columns wanted.</param>
    /// <param name="memory">Holds the frame until it is reset.</param>
    public Frame Load(int first, int count, ColumnGather columns, FrameMemory memory)
    {
        Frame frame = new(count, memory);
        for (int i = 0; i < columns.Places.Length; i++)
        {
            frame.Columns.Add(new FrameColumn(columns.Infos[i], frame.NewValues(), Texts[columns.Places[i]]));
        }

        foreach (ColumnGather.Run run in columns.Runs)
        {
            switch (Type)
            {
                case DType.Float32: Read((float*)view.Values, first, run, frame, memory); break;
                case DType.Float64: Read((double*)view.Values, first, run, frame, memory); break;
                case DType.UInt8: Read((byte*)view.Values, first, run, frame, memory); break;
                default: Read((long*)view.Values, first, run, frame, memory); break;
            }
        }

        return frame;
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
        int[] places = [.. Enumerable.Range(0, Texts.Length).Where(column => Texts[column] is not null)];
        ColumnGather columns = new(places, new ColumnInfo[places.Length]);
        if (places.Length > 0)
        {
            RowPass.Run(this, columns, RowCut.Of(places.Length), block => CheckTexts(block.Rows, places));
        }
    }

    private void CheckTexts(Frame rows, int[] places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int count = Texts[places[i]]!.Length;
            foreach (double value in rows.Columns[i].Values)
            {
                if (!double.IsNaN(value) && !(value >= 0 && value < count && value == Math.Floor(value)))
                {
                    throw CoreException.InvalidData(
                        "CategoryOutOfRange",
                        FormattableString.Invariant($"Column '{Names[places[i]]}' holds texts, and there is no text {value} among its {count}."));
                }
            }
        }
    }

    // Rows are turned into columns tile by tile; where they lie apart, they are brought together first.
    private void Read<T>(T* source, int first, ColumnGather.Run run, Frame frame, FrameMemory memory)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        int width = run.Columns.Length;
        nint stride = frame.Rows + Apart;
        var turned = (T*)memory.Columns(width * stride * sizeof(T));
        T* from = source + (first * view.Width) + run.Place;
        long step = view.Width;
        if (view.Rows is not null)
        {
            from = (T*)memory.Rows((long)frame.Rows * width * sizeof(T));
            step = width;
            for (int row = 0; row < frame.Rows; row++)
            {
                T* own = source + (view.Rows[first + row] * view.Width) + run.Place;
                new ReadOnlySpan<T>(own, width).CopyTo(new Span<T>(from + (row * step), width));
            }
        }

        MatrixPack.Transpose(from, (nint)step, frame.Rows, width, turned, stride);
        for (int i = 0; i < width; i++)
        {
            ReadOnlySpan<T> column = new(turned + (i * stride), frame.Rows);
            TensorPrimitives.ConvertTruncating(column, frame.Columns[run.Columns[i]].Values);
        }
    }
}
