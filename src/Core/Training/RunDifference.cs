namespace NormTools.Core.Training;

/// <summary>Describes how two runs differ, in terms of the parameters of Start-TrainingRun.</summary>
internal static class RunDifference
{
    private const string NotGiven = "not given";

    /// <summary>The parameter for each option. Options that determine others come first.</summary>
    private static readonly (string Option, string Parameter)[] Parameters =
    [
        ("loss", "-Loss"),
        ("batch_size", "-BatchSize"),
        ("shuffle", "-NoShuffle"),
        ("drop_last", "-DropLast"),
        ("seed", "-Seed"),
        ("optimizer.type", "-Optimizer"),
        ("optimizer.lr", "-LearningRate"),
        ("optimizer.momentum", "-Momentum"),
        ("optimizer.nesterov", "-Nesterov"),
        ("optimizer.weight_decay", "-WeightDecay"),
        ("clip_norm", "-ClipNorm"),
        ("l1", "-L1"),
        ("l2", "-L2"),
        ("proximal", "-Proximal"),
        ("max_norm", "-MaximumNorm"),
        ("average_decay", "-AverageDecay"),
        ("accumulate", "-Accumulate"),
        ("augment", "-Augment"),
        ("oversample", "-Oversample"),
        ("average_from", "-AverageFrom"),
        ("average_every", "-AverageEvery"),
        ("freeze_statistics", "-FreezeStatistics"),
        ("order_seed", "-OrderSeed"),
        ("draws_for_validation", "-DrawForValidation"),
        ("groups", "-Group"),
        ("freeze", "-Freeze"),
        ("decay_target", "-DecayTarget"),
        ("early_stopping.patience", "-EarlyStopping"),
        ("early_stopping.monitor", "-Monitor"),
        ("early_stopping.min_delta", "-MinimumChange"),
        ("early_stopping.restore_best", "-KeepLastWeight"),
        ("epochs", "-Epoch"),
    ];

    /// <summary>The first setting that differs, as "-BatchSize is 16 and was 32"; null if none does.</summary>
    /// <param name="now">The settings of the run by name, defaults filled in.</param>
    /// <param name="then">The settings of the run that wrote the checkpoint.</param>
    public static string? Of(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> then)
    {
        IEnumerable<string> known = Parameters.Select(parameter => parameter.Option);
        foreach (string name in known.Concat(now.Keys).Concat(then.Keys).Distinct())
        {
            string? one = now.GetValueOrDefault(name);
            string? other = then.GetValueOrDefault(name);
            if (one != other)
            {
                return Words(name, one, other);
            }
        }

        return null;
    }

    private static string Words(string name, string? now, string? then)
    {
        string parameter = Parameters.FirstOrDefault(item => item.Option == name).Parameter ?? name;
        string? one = Value(parameter, now);
        string? other = Value(parameter, then);
        return other == string.Empty ? $"{parameter} is not given and was"
            : one == string.Empty ? $"{parameter} is given and was not"
            : $"{parameter} is {one} and was {other}";
    }

    /// <summary>A value as the user types it; empty for a switch that is on.</summary>
    private static string Value(string parameter, string? value) => (parameter, value) switch
    {
        (_, null) => NotGiven,
        ("-NoShuffle" or "-KeepLastWeight", _) => value == bool.TrueString ? NotGiven : string.Empty,
        ("-DropLast" or "-Nesterov" or "-Proximal" or "-DrawForValidation" or "-Oversample" or "-FreezeStatistics", _) => value == bool.TrueString ? string.Empty : NotGiven,
        _ => value,
    };
}
