using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Brings rows that were read into the table, some columns a part: each column sees its values in the order of the
/// rows, whoever read them.</summary>
internal readonly unsafe struct ColumnPass : IParallelWork
{
    private const int ColumnsOfPart = 16; // at least

    private readonly RowTarget target;
    private readonly IReadOnlyList<RowBlock> blocks;
    private readonly byte* text;
    private readonly int length;
    private readonly char separator;
    private readonly long firstPlace;
    private readonly float* rows;
    private readonly int size;

    /// <param name="target">The columns.</param>
    /// <param name="blocks">The rows, in the order of the file.</param>
    /// <param name="text">What they were read from.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="separator">What separates its fields.</param>
    /// <param name="firstPlace">Is added to a line's number.</param>
    /// <param name="rows">The features of the rows, [rows, features].</param>
    public ColumnPass(
        RowTarget target, IReadOnlyList<RowBlock> blocks, byte* text, int length, char separator, long firstPlace, float* rows)
    {
        this.target = target;
        this.blocks = blocks;
        this.text = text;
        this.length = length;
        this.separator = separator;
        this.firstPlace = firstPlace;
        this.rows = rows;
        int share = (target.Features.Length + (2 * Workers.DefaultThreads) - 1) / (2 * Workers.DefaultThreads);
        size = Math.Max(ColumnsOfPart, (share + ColumnsOfPart - 1) / ColumnsOfPart * ColumnsOfPart);
    }

    public int Parts => target.Labels.Length + new SizedCut(target.Features.Length, size).Parts;

    /// <summary>Threads that are worth their while: one where blocks hold nothing but numbers that are in the table.</summary>
    public int Threads => target.Labels.Length == 0 && !target.NeedsSums && blocks.All(IsPlain) ? 1 : 0;

    public void Run(int part)
    {
        int labels = target.Labels.Length;
        if (part < labels)
        {
            TakeLabel(part);
            return;
        }

        SizedCut cut = new(target.Features.Length, size);
        TakeFeatures((int)cut.First(part - labels), (int)cut.End(part - labels));
    }

    private void TakeFeatures(int first, int end)
    {
        RowFields fields = new(separator, text, length);
        int looked = 0;
        float* values = rows;
        foreach (RowBlock block in blocks)
        {
            bool isPlain = true;
            for (int column = first; column < end; column++)
            {
                target.Features[column].Mark(block.Forms[column]);

                if (block.Numbers.IsPlain(column))
                {
                    target.Numbers.Add(block.Numbers, column);
                    AddToSum(block, column, ref looked);
                }
                else
                {
                    isPlain = false;
                }
            }

            ShowSampled(block, first, end, values);
            if (!isPlain && !Take(block, first, end, fields, values, ref looked))
            {
                return;
            }

            values += (long)block.Rows * target.Features.Length;
        }
    }

    private bool IsPlain(RowBlock block)
    {
        for (int column = 0; column < target.Features.Length; column++)
        {
            if (!block.Numbers.IsPlain(column))
            {
                return false;
            }
        }

        return true;
    }

    private void AddToSum(RowBlock block, int column, ref int looked)
    {
        if (target.NeedsSums)
        {
            Slices.Count(ref looked, block.Rows);
            for (int row = 0; row < block.Rows; row++)
            {
                target.Numbers.AddToSum(column, *Cell(block, row, column));
            }
        }
    }

    private void ShowSampled(RowBlock block, int first, int end, float* values)
    {
        foreach ((int column, int row) in block.Numbers.Sampled)
        {
            if (column >= first && column < end && block.Numbers.IsPlain(column))
            {
                target.Numbers.Sample(column, *Cell(block, row, column), values[((long)row * target.Features.Length) + column]);
            }
        }
    }

    private double* Cell(RowBlock block, int row, int column) =>
        block.Values + ((long)row * (target.Features.Length + target.Labels.Length)) + column;

    // What is not plain, row by row; false where something is wrong with a value.
    private bool Take(RowBlock block, int first, int end, RowFields fields, float* values, ref int looked)
    {
        for (int row = 0; row < block.Rows; row++, values += target.Features.Length)
        {
            Slices.Count(ref looked, end - first);
            double* cells = Cell(block, row, 0);
            for (int column = first; column < end; column++)
            {
                if (!block.Numbers.IsPlain(column) && Take(column, block, row, cells, fields, out values[column]) is var (id, message))
                {
                    target.Fail(block, row, column, Quoted(block, row, column, cells, fields), id, message);
                    return false;
                }
            }
        }

        return true;
    }

    private (string Id, string Message)? Take(
        int column, RowBlock block, int row, double* cells, RowFields fields, out float value)
    {
        FeatureColumn feature = target.Features[column];
        long cell = ((long*)cells)[column];
        if (CellText.IsGap(cell))
        {
            value = float.NaN;
            return feature.AddGap(CellText.Read(cell, text));
        }

        long place = block.LineOf(row) + firstPlace;
        if (CellText.IsText(cell))
        {
            return feature.AddText(CellText.Read(cell, text), place, out value);
        }

        if (!feature.HasNumber)
        {
            feature.Begin(fields.Read(block, row, target.FeaturePlaces[column]), place);
        }

        return feature.AddNumber(cells[column], out value);
    }

    private void TakeLabel(int index)
    {
        LabelColumn label = target.Labels[index];
        int column = target.Features.Length + index;
        int valuesOfRow = target.Features.Length + target.Labels.Length;
        int looked = 0;
        foreach (RowBlock block in blocks)
        {
            for (int row = 0; row < block.Rows; row++)
            {
                Slices.Count(ref looked, 1);
                double* cells = block.Values + ((long)row * valuesOfRow);
                long cell = ((long*)cells)[column];
                (string Id, string Message)? failure = CellText.IsGap(cell)
                    ? MissingLabel(CellText.Read(cell, text), new RowFields(separator, text, length), block, row)
                    : label.Add(CellText.Read(cell, text), block.LineOf(row) + firstPlace);
                if (failure is var (id, message))
                {
                    target.Fail(block, row, column, CellText.Read(cell, text), id, message);
                    return;
                }
            }
        }
    }

    private static (string Id, string Message) MissingLabel(ReadOnlySpan<byte> field, RowFields fields, RowBlock block, int row)
    {
        string heading = NameText.Decode(fields.Read(block, row, 0));
        string wayOut = FooterText.MayBeTotal(heading) || FooterText.IsNote(heading)
            ? $"; if '{Excerpt.Of(heading)}' heads no row of the data, -SkipLast leaves lines below the table out."
            : field.IsEmpty ? "." : "; if it is a class: -MissingMarker @(), or with the texts that are gaps.";
        return ("MissingValue", "is a missing label; -MissingValue DropUnlabelled leaves such rows out, DropRow every row with a gap" + wayOut);
    }

    private ReadOnlySpan<byte> Quoted(RowBlock block, int row, int column, double* cells, RowFields fields)
    {
        long cell = ((long*)cells)[column];
        return CellText.IsGap(cell) || CellText.IsText(cell)
            ? CellText.Read(cell, text)
            : fields.Read(block, row, target.FeaturePlaces[column]);
    }
}
