using NormTools.Core.Memory;

namespace NormTools.Core.Preprocessing;

/// <summary>The output of a preprocessor, until the caller takes its values over.</summary>
internal sealed unsafe class PreparedTable : IDisposable
{
    private const int MostUnknown = 1000;

    private void* values;

    /// <summary>Sends a table through a preprocessor, block by block, on all threads.</summary>
    /// <param name="preprocessor">A fitted one.</param>
    /// <param name="table">Its columns are matched by name, or by position where it has no names.</param>
    /// <param name="inverse">Whether to recover the input from the output.</param>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="keepsRefused">Whether rows that a step cannot take are told in <see cref="Refused"/>; otherwise the first
    /// is thrown.</param>
    /// <exception cref="CoreException">NotFitted, MissingColumn, ColumnKindDiffers, and what the steps refuse.</exception>
    public PreparedTable(Preprocessor preprocessor, TableSource table, bool inverse, DType type, bool keepsRefused = false)
    {
        ColumnInfo[] wanted = preprocessor.Columns ?? throw CoreException.State(
            "NotFitted", "The preprocessor is not fitted: it has seen no training rows.");
        Columns = preprocessor.Outputs;
        if (inverse)
        {
            (wanted, Columns) = (Columns, wanted);
        }

        bool isDouble = Check.IsDouble(type);
        ColumnBinding binding = new(wanted, table);
        Ignored = binding.Ignored;
        Rows = table.Rows;
        Texts = new string[]?[Columns.Length];
        Lengths = !inverse && preprocessor.Steps.Any(step => step.GivesSteps) ? new int[Rows] : null;
        long bytes = Check.Count(Rows, Columns.Length) * (long)(isDouble ? sizeof(double) : sizeof(float));
        values = NativePool.Rent(bytes);
        try
        {
            RowCut cut = RowCut.Of(Math.Max(wanted.Length, Columns.Length));
            RowStore store = new(values, Columns.Length, isDouble, bytes);
            IReadOnlyList<PreprocessingStep> looked = inverse ? [] : preprocessor.Steps;
            if (PlainRows.Of(table, binding.Places, preprocessor.Steps, inverse, RangeLook.Expected(looked, wanted.Length)) is { } rows)
            {
                RangeLook look = new(table, binding.Places, looked, RowPass.Parts(table, cut));
                RowPass.Run(table, cut, range =>
                {
                    if (store.Write(range, rows))
                    {
                        look.Add(range);
                    }
                });
                look.Tell(Beyond);
            }
            else
            {
                var unknown = new Dictionary<UnknownValue, long>?[RowPass.Parts(table, cut)];
                RowPass.Run(table, new ColumnGather(binding.Places, binding.Infos), cut, block =>
                {
                    block.Rows.Refused = keepsRefused ? [] : null;
                    block.Rows.Beyond = inverse ? null : [];
                    preprocessor.Transform(block.Rows, inverse);
                    store.Write(block);
                    block.Rows.Lengths?.CopyTo(Lengths.AsSpan(block.First));
                    Keep(block.Rows, unknown[block.Part] ??= []);
                    Keep(block.First, block.Rows.Refused);
                    Keep(block.Rows.Beyond);
                });
                Array.ForEach(unknown, part => Count(part!, Unknown));
            }
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    public int Rows { get; }

    public ColumnInfo[] Columns { get; }

    /// <summary>The texts of text columns; null for others.</summary>
    public string[]?[] Texts { get; }

    /// <summary>How many steps each row had before it was cut; null where a row has none.</summary>
    public int[]? Lengths { get; }

    /// <summary>Columns of the table that the preprocessor does not know.</summary>
    public string[] Ignored { get; }

    /// <summary>Categories that were not among the training rows, with counts.</summary>
    public Dictionary<UnknownValue, long> Unknown { get; } = [];

    /// <summary>Columns that are far from what a scaling step learnt from.</summary>
    public Dictionary<string, BeyondTraining> Beyond { get; } = [];

    /// <summary>Rows that a step cannot take, whose values mean nothing, and what is wrong with each.</summary>
    public SortedDictionary<int, CoreException> Refused { get; } = [];

    /// <summary>Hands the values to the caller, who returns the block to the pool.</summary>
    public void* Take()
    {
        void* taken = values is null
            ? throw CoreException.State("NothingToTake", "The values have been taken already.")
            : values;
        values = null;
        return taken;
    }

    public void Dispose()
    {
        NativePool.Return(values);
        values = null;
    }

    private void Keep(Frame rows, Dictionary<UnknownValue, long> unknown)
    {
        for (int column = 0; column < Texts.Length; column++)
        {
            Volatile.Write(ref Texts[column], rows.Columns[column].Texts); // of any block: they are all alike
        }

        Count(rows.Unknown, unknown);
    }

    private void Keep(int first, SortedDictionary<int, CoreException>? refused)
    {
        if (refused is { Count: > 0 })
        {
            lock (Refused)
            {
                foreach ((int row, CoreException failure) in refused)
                {
                    Refused.Add(first + row, failure);
                }
            }
        }
    }

    private void Keep(Dictionary<string, BeyondTraining>? beyond)
    {
        if (beyond is { Count: > 0 })
        {
            lock (Beyond)
            {
                foreach ((string column, BeyondTraining found) in beyond)
                {
                    Beyond[column] = Beyond.TryGetValue(column, out BeyondTraining? before) ? before.Farther(found) : found;
                }
            }
        }
    }

    private static void Count(Dictionary<UnknownValue, long> further, Dictionary<UnknownValue, long> all)
    {
        foreach ((UnknownValue value, long count) in further)
        {
            if (all.Count < MostUnknown || all.ContainsKey(value))
            {
                all[value] = all.GetValueOrDefault(value) + count;
            }
        }
    }
}
