namespace NormTools.Core.Checkpoints;

/// <summary>Reads checkpoints of format 1, which held numbers by position instead of by name, as if they were of format
/// 2.</summary>
internal static class CheckpointVersion1
{
    // The positions in "counters" (I64). The last is -1 where no validation was under way.
    private static readonly string[] Counters =
    [
        "run.state", "run.epoch_open", "run.stop", "run.epoch", "run.step", "optimizer.steps", "order.seed",
        "training.correct", "training.rows", "validation.correct", "validation.rows", "validation.position",
    ];

    // The positions in "numbers" (F64), some of which are whole numbers now. A schedule's own numbers follow.
    private static readonly string[] Numbers =
    [
        "training.loss", "validation.loss", "run.rate", "run.epoch_seconds", "run.total_seconds",
        "early_stopping.has_weights", "early_stopping.wait", "early_stopping.best_epoch", "early_stopping.best_value",
        "schedule.rate", "schedule.best", "schedule.num_bad_epochs", "schedule.cooldown_counter",
    ];

    private static readonly HashSet<string> Whole =
    [
        "early_stopping.has_weights", "early_stopping.wait", "early_stopping.best_epoch", "schedule.num_bad_epochs",
        "schedule.cooldown_counter",
    ];

    // The columns of "history" (F64 [epochs, 7]).
    private static readonly string[] Columns =
    [
        "epoch", "training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "learning_rate",
        "seconds",
    ];

    /// <param name="file">The file, to which the entries of format 2 are added.</param>
    /// <param name="vectors">The names of the optimiser's vectors, in their order.</param>
    /// <param name="count">The number of values in each.</param>
    /// <exception cref="CoreException">NotACheckpoint.</exception>
    public static void Convert(CheckpointReader file, IReadOnlyList<string> vectors, long count)
    {
        long[] counters = file.Integers("counters");
        double[] numbers = file.Numbers("numbers");
        double[] history = file.Numbers("history");
        const int Least = 9; // the length without a schedule's own numbers
        if (counters.Length != Counters.Length || (numbers.Length != Least && numbers.Length != Numbers.Length)
            || history.Length % Columns.Length != 0)
        {
            throw file.Invalid("its numbers do not have the counts of format 1");
        }

        for (int i = 0; i < counters.Length; i++)
        {
            if (Counters[i] != "validation.position" || counters[i] != -1)
            {
                file.Give(Counters[i], new[] { counters[i] });
            }
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            file.Give(Numbers[i], WholeOr(file, Numbers[i], [numbers[i]], Whole.Contains(Numbers[i])));
        }

        int epochs = history.Length / Columns.Length;
        for (int column = 0; column < Columns.Length; column++)
        {
            double[] values = [.. Enumerable.Range(0, epochs).Select(row => history[(row * Columns.Length) + column])];
            file.Give($"history.{Columns[column]}", WholeOr(file, "history.epoch", values, Columns[column] == "epoch"));
        }

        for (int i = 0; i < vectors.Count; i++)
        {
            file.GivePart($"optimizer.{vectors[i]}", "optimizer", i * count, count);
        }
    }

    private static Array WholeOr(CheckpointReader file, string name, double[] values, bool whole) =>
        !whole ? values
        : System.Array.TrueForAll(values, value => value == Math.Floor(value) && Math.Abs(value) < 1L << 53)
            ? System.Array.ConvertAll(values, value => (long)value)
        : throw file.Invalid($"\"{name}\" is not a whole number");
}
