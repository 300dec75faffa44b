using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>What a step learns from: the training rows as the steps before it leave them.</summary>
/// <remarks>Each look sends the rows through these steps again, block by block, so that of a large table only the
/// columns that are asked for exist as a whole.</remarks>
internal sealed class TrainingRows(TableSource table, ColumnInfo[] inputs, PreprocessingStep[] before, ColumnInfo[] infos)
{
    private const int LeastColumns = 16; // as many floats as a cache line has
    private const int ValuesAtOnce = 1 << 25; // of columns that exist as a whole
    private const int MostSearched = 8; // quantiles: beyond, sorting columns by their digits is faster
    private const int RowsOfSample = 4; // of the table for each row of a sample, at least

    public int Rows => table.Rows;

    /// <summary>The columns.</summary>
    public ColumnInfo[] Infos { get; } = infos;

    /// <summary>The moments of some columns of numbers.</summary>
    public Moments[] Moments(int[] places) => Summarize(places, default(MomentsSummary));

    /// <summary>Values of some columns of numbers at some shares of them.</summary>
    /// <param name="places">The columns.</param>
    /// <param name="shares">0 to 1.</param>
    /// <param name="sampleRows">Rows of the sample that a search in a larger table begins with.</param>
    public Quantiles[] Quantiles(int[] places, double[] shares, int sampleRows = RankSearch.SampleRows)
    {
        PlainRows? rows = Rows / RowsOfSample >= sampleRows && shares.Length <= MostSearched
            ? PlainRows.Some(table, places, before)
            : null;
        Quantiles?[] found = rows is null ? new Quantiles?[places.Length] : RankSearch.Run(table, rows, Cut(places), shares, sampleRows);
        int[] left = [.. Enumerable.Range(0, places.Length).Where(i => found[i] is null)];
        Quantiles[] rest = Learn(
            Array.ConvertAll(left, i => places[i]), column => Preprocessing.Quantiles.Of(new RankedValues(column.Values), shares));
        for (int i = 0; i < left.Length; i++)
        {
            found[left[i]] = rest[i];
        }

        return found!;
    }

    /// <summary>The extremes of some columns of numbers.</summary>
    public Extremes[] Extremes(int[] places)
    {
        if (PlainRows.Some(table, places, before) is not { IsChanged: true } changed)
        {
            return Summarize(places, default(ExtremesSummary));
        }

        Extremes[] raw = Summarize(PlainRows.Some(table, places, [])!, Cut(places), default(ExtremesSummary));
        return changed.Change(raw);
    }

    /// <summary>A summary of each of some columns of numbers, made of those of its blocks in the order of the
    /// rows.</summary>
    public T[] Summarize<T>(int[] places, IColumnSummary<T> summary)
        where T : unmanaged
    {
        if (places.Length == 0)
        {
            return [];
        }

        RowCut cut = Cut(places);
        if (PlainRows.Some(table, places, before) is { } rows)
        {
            return Summarize(rows, cut, summary);
        }

        var parts = new T[]?[RowPass.Parts(table, cut)];
        Pass(places, cut, (block, columns) => Join(
            ref parts[block.Part], Array.ConvertAll(columns, column => summary.Of(column.Values)), summary));
        return Join(parts, summary);
    }

    private unsafe T[] Summarize<T>(PlainRows rows, RowCut cut, IColumnSummary<T> summary)
        where T : unmanaged
    {
        var parts = new T[]?[RowPass.Parts(table, cut)];
        RowPass.Run(table, cut, range =>
        {
            Span<T> next = new(range.Memory.Summaries((long)rows.Width * sizeof(T)), rows.Width);
            summary.Of(rows.Tile(range), next);
            Join(ref parts[range.Part], next, summary);
        });
        return Join(parts, summary);
    }

    private static T[] Join<T>(T[]?[] parts, IColumnSummary<T> summary)
        where T : unmanaged
    {
        T[]? all = null;
        Array.ForEach(parts, part => Join(ref all, part, summary));
        return all!;
    }

    private static void Join<T>(ref T[]? rows, ReadOnlySpan<T> later, IColumnSummary<T> summary)
        where T : unmanaged
    {
        if (rows is null)
        {
            rows = later.ToArray();
            return;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = summary.Join(rows[i], later[i]);
        }
    }

    /// <summary>What is learnt of each of some columns as a whole, on all threads.</summary>
    /// <exception cref="CoreException">Cancelled, or what the first column that cannot be learnt from throws.</exception>
    public T[] Learn<T>(int[] places, Func<FrameColumn, T> of)
    {
        int most = Math.Max(LeastColumns, ValuesAtOnce / Math.Max(Rows, 1));
        if (places.Length > most)
        {
            return [.. places.Chunk(most).SelectMany(some => Learn(some, of))];
        }

        FrameColumn[] columns = Whole(places);
        var results = new T[columns.Length];
        var failures = new CoreException?[columns.Length];
        EachColumn.Run(columns.Length, i =>
        {
            try
            {
                results[i] = of(columns[i]);
            }
            catch (CoreException failure) when (!Cancellation.IsRequested)
            {
                failures[i] = failure;
            }
        });
        return Array.Find(failures, failure => failure is not null) is { } first ? throw first : results;
    }

    /// <summary>Some columns as a whole.</summary>
    public FrameColumn[] Whole(int[] places)
    {
        if (places.Length == 0)
        {
            return [];
        }

        double[][] values = Array.ConvertAll(places, _ => GC.AllocateUninitializedArray<double>(Rows));
        var texts = new string[]?[places.Length];
        Pass(places, Cut(places), (block, columns) =>
        {
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i].Values.CopyTo(values[i].AsSpan(block.First));
                Volatile.Write(ref texts[i], columns[i].Texts); // of any block: they are all alike
            }
        });
        return [.. places.Select((place, i) => new FrameColumn(Infos[place], values[i], texts[i]))];
    }

    /// <summary>Sends the rows through the steps, so that what cannot be carried out is known.</summary>
    public void Try() => Pass([], Cut([]), (_, _) => { });

    private RowCut Cut(int[] places) =>
        RowCut.Of(before.Length == 0 ? places.Length : Math.Max(inputs.Length, Infos.Length));

    private void Pass(int[] places, RowCut cut, Action<RowBlock, FrameColumn[]> look)
    {
        if (before.Length == 0)
        {
            ColumnGather some = new(places, Array.ConvertAll(places, place => inputs[place]));
            RowPass.Run(table, some, cut, block => look(block, [.. block.Rows.Columns]));
            return;
        }

        ColumnGather all = new([.. Enumerable.Range(0, inputs.Length)], inputs);
        RowPass.Run(table, all, cut, block =>
        {
            Array.ForEach(before, step => step.Apply(block.Rows));
            look(block, Array.ConvertAll(places, place => block.Rows.Columns[place]));
        });
    }
}

/// <summary>Does something for each column, on all threads.</summary>
internal readonly struct EachColumn : IParallelWork
{
    private readonly Action<int> work;

    private EachColumn(Action<int> work) => this.work = work;

    public static void Run(int columns, Action<int> work)
    {
        EachColumn all = new(work);
        Workers.Run(ref all, columns);
    }

    public void Run(int part) => work(part);
}
