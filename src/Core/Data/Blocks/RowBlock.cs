using System.Runtime.InteropServices;

namespace NormTools.Core.Data;

/// <summary>The rows of some lines: a double a field, which is a number or says where a text lies.</summary>
internal sealed unsafe class RowBlock : IDisposable
{
    private const int FirstRows = 64;

    private long capacity;
    private int[] lines = [];
    private int[] starts = [];

    /// <summary>Where its first line begins in the text.</summary>
    public int Start { get; set; }

    /// <summary>Lines that begin from here on are the next block's.</summary>
    public int Limit { get; set; }

    /// <summary>Where the line begins that it has not read.</summary>
    public int Next { get; set; }

    /// <summary>Whether that line is not all there.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>Whether it is a comment.</summary>
    public bool EndsInComment { get; set; }

    /// <summary>Lines that end in it.</summary>
    public int Lines { get; set; }

    /// <summary>The line of a quote that the incomplete line leaves open, counted in the block; -1 where there is
    /// none.</summary>
    public int OpenQuote { get; set; }

    /// <summary>What is wrong with the line behind its rows.</summary>
    public LineFault Fault { get; set; }

    /// <summary>The fields of that line.</summary>
    public int FaultFields { get; set; }

    public long Dropped { get; set; }

    /// <summary>Rows that are dropped for a label that stands for a missing value.</summary>
    public long MarkedLabels { get; set; }

    /// <summary>The first of these labels.</summary>
    public string MarkedLabel { get; set; } = string.Empty;

    /// <summary>Rows without any value, which are left out.</summary>
    public long EmptyRows { get; set; }

    /// <summary>The first of their lines, counted in the block.</summary>
    public int FirstEmptyLine { get; set; }

    /// <summary>Lines that repeat the header, which are left out.</summary>
    public long RepeatedHeaders { get; set; }

    /// <summary>The first of them, counted in the block.</summary>
    public int FirstRepeatedHeader { get; set; }

    /// <summary>For each value of a row, how its numbers are written.</summary>
    public NumberForms[] Forms { get; private set; } = [];

    public int Rows { get; private set; }

    /// <summary>[Rows, values of a row].</summary>
    public double* Values { get; private set; }

    /// <summary>What the numbers in it are like.</summary>
    public BlockNumbers Numbers { get; } = new();

    /// <summary>Lines that had ended before the block, once its place is known.</summary>
    public long LinesBefore { get; set; }

    public void Clear(int valuesOfRow)
    {
        Rows = 0;
        Lines = 0;
        Dropped = 0;
        EmptyRows = 0;
        RepeatedHeaders = 0;
        MarkedLabels = 0;
        Fault = LineFault.None;
        IsIncomplete = false;
        EndsInComment = false;
        OpenQuote = -1;
        Forms = Forms.Length == valuesOfRow ? Forms : new NumberForms[valuesOfRow];
        Array.Clear(Forms);
    }

    /// <summary>A row behind the last one; it counts only when <see cref="Commit"/> follows.</summary>
    public double* NextRow(int valuesOfRow)
    {
        long needed = (Rows + 1L) * valuesOfRow;
        if (needed > capacity)
        {
            long larger = Math.Max(needed, Math.Max(capacity * 2, FirstRows));
            Values = (double*)NativeMemory.Realloc(Values, (nuint)larger * sizeof(double));
            capacity = larger;
        }

        if (Rows == lines.Length)
        {
            int length = Math.Max(FirstRows, 2 * Rows);
            Array.Resize(ref lines, length);
            Array.Resize(ref starts, length);
        }

        return Values + ((long)Rows * valuesOfRow);
    }

    /// <param name="line">Lines of the block before it.</param>
    /// <param name="start">Where it begins in the text.</param>
    public void Commit(int line, int start)
    {
        lines[Rows] = line;
        starts[Rows++] = start;
    }

    /// <summary>The line of a row, counted from one.</summary>
    public long LineOf(int row) => LinesBefore + lines[row] + 1;

    /// <summary>Where a row's line begins in the text.</summary>
    public int StartOf(int row) => starts[row];

    public void Dispose()
    {
        NativeMemory.Free(Values);
        Values = null;
        capacity = 0;
    }
}
