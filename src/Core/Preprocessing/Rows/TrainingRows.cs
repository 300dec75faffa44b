using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>What a step learns from: the training rows as the steps before it leave them.</summary>
/// <remarks>Each look sends the rows through these steps again, block by block, so that of a large table only the
/// columns that are asked for exist as a whole.</remarks>
internal sealed class TrainingRows(TableSource table, ColumnInfo[] inputs, PreprocessingStep[] before, ColumnInfo[] infos)
{
    /// <summary>What becomes of some values of a column.</summary>
    internal delegate T Summary<T>(ReadOnlySpan<double> values);

    public int Rows => table.Rows;

    /// <summary>The columns.</summary>
    public ColumnInfo[] Infos { get; } = infos;

    /// <summary>A summary of each of some columns, made of those of its blocks in the order of the rows.</summary>
    /// <param name="places">The columns.</param>
    /// <param name="of">Summarises some rows.</param>
    /// <param name="join">The summary of some rows and of those after them.</param>
    public T[] Summarize<T>(int[] places, Summary<T> of, Func<T, T, T> join)
        where T : struct
    {
        if (places.Length == 0)
        {
            return [];
        }

        RowCut cut = Cut(places);
        var parts = new T[]?[RowPass.Parts(table, cut)];
        Pass(places, cut, (block, columns) =>
        {
            T[]? known = parts[block.Part];
            T[] own = known ?? (parts[block.Part] = new T[columns.Length]);
            for (int i = 0; i < columns.Length; i++)
            {
                T next = of(columns[i].Values);
                own[i] = known is null ? next : join(own[i], next);
            }
        });
        T[] all = parts[0]!;
        for (int part = 1; part < parts.Length; part++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                all[i] = join(all[i], parts[part]![i]);
            }
        }

        return all;
    }

    /// <summary>What is learnt of each of some columns as a whole, on all threads.</summary>
    /// <exception cref="CoreException">Cancelled, or what the first column that cannot be learnt from throws.</exception>
    public T[] Learn<T>(int[] places, Func<FrameColumn, T> of)
    {
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

        double[][] values = Array.ConvertAll(places, _ => new double[Rows]);
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
