using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>Cuts windows out of series: some rows in a row as a sample, and the rows behind them as its target.</summary>
internal sealed class SequenceWindowing
{
    private const long MostValues = 1L << 29; // 2 GB

    private object[]? groups; // of each row of all parts, as the times
    private object[]? times;

    public int Length { get; set; }

    public int Horizon { get; set; }

    public int Stride { get; set; }

    public object? Group { get; set; }

    public object? Time { get; set; }

    /// <summary>The largest step of time that is no gap: a time span or a number; null for what is usual in the data.</summary>
    public object? MaximumStep { get; set; }

    public string[]? Target { get; set; }

    public bool ExcludeTarget { get; set; }

    /// <summary>Rows of a season, for a forecast that repeats it.</summary>
    public int? Season { get; set; }

    public bool Standardize { get; set; }

    /// <summary>Warnings for the user, one sentence each.</summary>
    public List<string> Warnings { get; } = new List<string>();

    public Dataset Make(Dataset data) => Make(new[] { data }, new[] { "the data set" })[0];

    public DatasetSplit Make(DatasetSplit split)
    {
        (Dataset? Part, string Name, string? Purpose)[] parts = new[]
            {
                (split.Train, "the training part", null), (split.Validation, "the validation part", "validation"),
                ((Dataset?)split.Test, "the test part", (string?)"test"),
            }
            .Where(part => part.Item1 is not null).ToArray();
        Dataset[] made = Make(parts.Select(part => part.Part!).ToArray(), parts.Select(part => part.Name).ToArray());
        for (int i = 0; i < made.Length; i++)
        {
            made[i].SetAsideFor = parts[i].Purpose;
        }

        Dataset? Of(string purpose) => made.FirstOrDefault(part => part.SetAsideFor == purpose);
        return new DatasetSplit(made[0], Of("validation"), Of("test"))
        {
            Fold = split.Fold,
            Seed = split.Seed,
            IsShuffled = split.IsShuffled,
            IsStratified = split.IsStratified,
        }.DividedBy(split.Group, split.Time).Known();
    }

    private Dataset[] Make(Dataset[] parts, string[] names)
    {
        Check(parts);
        string[] leftOut = new[] { Group, Time }.Select(Unwrapped.Of).OfType<string>().ToArray();
        SequenceRows rows = SequenceRows.Of(parts, leftOut, Target, ExcludeTarget);
        if (Horizon > 0 && rows.TargetWidth == 0)
        {
            throw Errors.NothingToForecast();
        }

        if (Horizon > 1 && rows.ClassNames is not null)
        {
            throw Errors.HorizonOfClasses(Horizon);
        }

        if (Season is not null && (Horizon == 0 || rows.ClassNames is not null))
        {
            throw Errors.NoSeason(Horizon);
        }

        groups = Group is null ? null : Labels(parts, Group, nameof(Group));
        times = Time is null ? null : Labels(parts, Time, nameof(Time));
        SequenceOrder order = Order(parts, rows);
        NaiveChange[] changes = Changes(rows, order);
        Dataset[] made = parts.Select((part, i) => Cut(part, rows, order, i, names[i], changes)).ToArray();
        return Scale(parts[0], made, rows);
    }

    private void Check(Dataset[] parts)
    {
        if (parts[0].StoredWeight is not null || parts[0].StoredLength is not null)
        {
            throw Errors.NoWindowsOf(parts[0].StoredWeight is not null ? "-SampleWeight" : "-SequenceLength");
        }

        if (Standardize && parts[0].IsPrepared)
        {
            throw Errors.PreparedAlready();
        }

        if (Season > Length)
        {
            throw Errors.SeasonTooLong(Season.Value, Length);
        }

        foreach ((object? value, string parameter) in new[] { (Group, nameof(Group)), (Time, nameof(Time)) })
        {
            if (value is not null && parts.Length > 1 && Unwrapped.Of(value) is not string)
            {
                throw Errors.ColumnOfSplit(parameter);
            }
        }

        if (MaximumStep is not null && Time is null)
        {
            throw Errors.NoEffect(nameof(MaximumStep), nameof(Time));
        }
    }

    private SequenceOrder Order(Dataset[] parts, SequenceRows rows)
    {
        bool areDates = false;
        double[]? moments = times is null ? null : RowLabels.Times(parts[0], times, nameof(Time), out areDates);
        SequenceOrder order = SequenceOrder.Of(
            rows, groups, moments, areDates, MaximumStep is null ? (double?)null : StepLength.Of(MaximumStep, areDates));
        if (order.Gaps > 0)
        {
            Warnings.Add(
                order.LargestStep is null ? $"{Text.Count(order.Gaps, "gap")} between rows: no window crosses one."
                    : $"{Text.Count(order.Gaps, "gap")} in -Time, where more than {order.LargestStep} lies between two rows: no window crosses one. "
                        + "-MaximumStep says what is none.");
        }

        return order;
    }

    private static object[] Labels(Dataset[] parts, object value, string parameter) =>
        parts.SelectMany(part => RowLabels.Values(part, value, parameter)).ToArray();

    private NaiveChange[] Changes(SequenceRows rows, SequenceOrder order)
    {
        if (Horizon == 0 || rows.ClassNames is not null)
        {
            return Array.Empty<NaiveChange>();
        }

        int[][] training = order.Stretches(rows, 0).ToArray();
        var last = new NaiveChange("LastValue", 1, rows, training);
        return Season is not int season ? new[] { last }
            : new[] { last, new NaiveChange(FormattableString.Invariant($"Season{season}"), season, rows, training) };
    }

    private Dataset Cut(Dataset part, SequenceRows rows, SequenceOrder order, int number, string name, NaiveChange[] changes)
    {
        int[][] stretches = order.Stretches(rows, number).ToArray();
        (int[] Run, int Start)[] windows = stretches.SelectMany(Starts).ToArray();
        if (windows.Length == 0)
        {
            throw Errors.NoWindow(name, Length, Horizon, stretches.Select(run => run.Length).DefaultIfEmpty().Max());
        }

        int count = windows.Length;
        if ((long)count * Length * rows.Width > MostValues)
        {
            throw Errors.TooManyWindows(count, Length, rows.Width);
        }

        var values = new List<float>(count * Length * rows.Width);
        var targets = new List<float>();
        List<float>[] naive = changes.Select(_ => new List<float>()).ToArray();
        int looked = 0;
        foreach ((int[] run, int start) in windows)
        {
            for (int i = start; i < start + Length; i++)
            {
                StopFlag.Poll(ref looked);
                for (int column = 0; column < rows.Width; column++)
                {
                    values.Add(rows.Values[(run[i] * rows.Width) + column]);
                }
            }

            for (int i = start + Length; i < start + Length + Horizon; i++)
            {
                for (int output = 0; output < rows.TargetWidth; output++)
                {
                    targets.Add(rows.Targets[(run[i] * rows.TargetWidth) + output]);
                }

                for (int kind = 0; kind < changes.Length; kind++)
                {
                    naive[kind].AddRange(changes[kind].Forecast(run, start + Length, i));
                }
            }
        }

        int outputs = Horizon * rows.TargetWidth;
        Tensor feature = TensorReader.Read(values.ToArray(), DType.Float32).Reshape(count, Length, rows.Width);
        Tensor? target = Horizon == 0 ? null
            : rows.ClassNames is null ? TensorReader.Read(targets.ToArray(), DType.Float32).Reshape(count, outputs)
            : TensorReader.Read(targets.Select(label => (long)label).ToArray(), DType.Int64);
        return new Dataset(feature, target)
        {
            ClassNames = target is null ? null : rows.ClassNames,
            TargetNames = target is null ? null : rows.ClassNames is not null ? part.TargetNames : TargetNames(rows),
            StepNames = rows.Names,
            Source = part.Source,
            Windows = new SequenceWindows(Length, Horizon, Stride)
            {
                Targets = rows.TargetNames,
                RowSteps = part.IsPrepared && part.Preprocessor is { HasCoreSteps: true } steps ? steps : null,
                Labels = WindowLabel.Of(nameof(Group), Group, groups, Ends(windows)).Concat(WindowLabel.Of(nameof(Time), Time, times, Ends(windows))).ToArray(),
                Naive = changes.Select((change, i) => new NaiveForecast(
                    change.Name, TensorReader.Read(naive[i].ToArray(), DType.Float32).Reshape(count, outputs), change.Means)).ToArray(),
            },
        };
    }

    // The row that a window is named by: the first one to be predicted, or its last.
    private int[] Ends((int[] Run, int Start)[] windows) =>
        Array.ConvertAll(windows, window => window.Run[window.Start + Length - (Horizon == 0 ? 1 : 0)]);

    private IEnumerable<(int[] Run, int Start)> Starts(int[] run)
    {
        for (int start = 0; start <= run.Length - Length - Horizon; start += Stride)
        {
            yield return (run, start);
        }
    }

    private string[] TargetNames(SequenceRows rows) => Horizon == 1 ? rows.TargetNames
        : Enumerable.Range(1, Horizon).SelectMany(step => rows.TargetNames.Select(name => FormattableString.Invariant($"{name}+{step}"))).ToArray();

    // What is learnt of the training part's windows scales all.
    private Dataset[] Scale(Dataset source, Dataset[] made, SequenceRows rows)
    {
        bool scalesTargets = made[0].StoredTarget is not null && rows.ClassNames is null && (Standardize || source.TargetScaling is not null);

        // Steps have scaled the columns; the past of a target that a step scales comes in its unit.
        bool scalesPast = source.TargetScaling is not null && rows.FirstPast < rows.Width;
        bool scalesAll = Standardize || source.Standardization is not null;
        if (scalesAll || scalesPast)
        {
            Standardization fitted = WindowScaling.Of(rows, Length, scalesAll ? 0 : rows.FirstPast);
            if (made[0].LostDigits(fitted) is string lost)
            {
                Warnings.Add(lost);
            }

            Array.ForEach(made, part => part.Standardize(fitted));
        }

        if (!scalesTargets)
        {
            return made;
        }

        var step = new PreprocessingStep(TargetScaling.Step, new OrderedDictionary());
        Preprocessor steps = Preprocessor.Of(made[0]);
        var whole = new Preprocessor(steps.Stages, TargetScaling.Fit(step, made[0]), hasNames: false, steps.Scaling) { StepNames = steps.StepNames, RowSteps = steps.RowSteps };
        return made.Select(part => part.PrepareWith(whole, Warnings.Add, isFirst: false)).ToArray();
    }
}
