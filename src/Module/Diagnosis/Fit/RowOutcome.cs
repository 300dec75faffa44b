using NormTools.Native;

namespace NormTools;

/// <summary>How a model, or a simpler rule, does on each row of a part: what scores, their intervals and paired differences are
/// made of.</summary>
internal sealed class RowOutcome
{
    private const int LeastRanked = 10; // of a class and of the others
    private const double LeastShare = 1e-12; // of a probability, so that its logarithm is finite
    private const double WorstRow = -20; // of a row's share in R squared: one that went astray does not hide the others

    private RowOutcome(bool isOfClasses, double[] scores, double[] weights)
    {
        IsOfClasses = isOfClasses;
        Scores = scores;
        Weights = weights;
    }

    public bool IsOfClasses { get; }

    /// <summary>1 or 0 for right and wrong, or 1 minus a row's squared error in units of the target's variance; their mean is the
    /// score.</summary>
    public double[] Scores { get; }

    /// <summary>How much each row counts, 1 on average.</summary>
    public double[] Weights { get; }

    /// <summary>The mean of <see cref="Scores"/>.</summary>
    public double MeanScore => RowWeights.Mean(Scores, Weights);

    /// <summary>The logarithms of the probabilities of the classes, [rows, classes]; null for quantities.</summary>
    public double[]? LogShares { get; private set; }

    /// <summary>The class of each row; null for quantities.</summary>
    public long[]? Classes { get; private set; }

    /// <summary>The squared error of each row; null for classes.</summary>
    public double[]? Errors { get; private set; }

    /// <summary>The squared error of each row where the mean of training is said; null for classes.</summary>
    public double[]? Usual { get; private set; }

    public long Count => Scores.Length;

    /// <summary>Whether all outputs were finite.</summary>
    public bool IsFinite { get; private set; } = true;

    /// <summary>Accuracy, or R squared.</summary>
    public FitInterval Score => score ??= IsOfClasses ? FitInterval.Share(Scores, Weights) : FitInterval.Explained(Errors!, Usual!, Weights);

    private FitInterval? score;

    /// <summary>The mean of the loss that fits the task: the logarithmic loss, or the squared error in units of the variance.</summary>
    public double Loss => RowWeights.Mean(Losses(), Weights);

    /// <summary>The loss of each row.</summary>
    public double[] Losses()
    {
        if (!IsOfClasses)
        {
            double usual = Math.Max(Usual!.Length == 0 ? 1 : RowWeights.Mean(Usual, Weights), double.Epsilon);
            return Array.ConvertAll(Errors!, error => error / usual);
        }

        int classes = LogShares!.Length / Math.Max(1, Classes!.Length);
        return Enumerable.Range(0, Classes.Length).Select(row => -LogShares[(row * classes) + Classes[row]]).ToArray();
    }

    /// <summary>How sure a model is of what it says of each row.</summary>
    public double[] Confidence()
    {
        int classes = LogShares!.Length / Math.Max(1, Classes!.Length);
        return Enumerable.Range(0, Classes.Length)
            .Select(row => Math.Exp(Enumerable.Range(row * classes, classes).Max(i => LogShares[i]))).ToArray();
    }

    /// <summary>The share of wrong answers among some rows.</summary>
    public FitInterval Wrong(int[] rows) => FitInterval.Share(
        Array.ConvertAll(rows, row => 1 - Scores[row]), RowWeights.Levelled(Array.ConvertAll(rows, row => Weights[row])));

    /// <summary>The largest class, by the weights of the rows, and its share of them.</summary>
    public (long Name, double Share) Largest() => Enumerable.Range(0, Classes!.Length).GroupBy(row => Classes[row])
        .Select(group => (group.Key, group.Sum(row => Weights[row]) / Count)).OrderByDescending(item => item.Item2).First();

    /// <summary>The class that it gives each row.</summary>
    public long[] Answers()
    {
        int classes = LogShares!.Length / Math.Max(1, Classes!.Length);
        return Enumerable.Range(0, Classes.Length).Select(row => (long)Likeliest(LogShares, row, classes)).ToArray();
    }

    /// <summary>The outcome of rows that were judged in two halves, in turns.</summary>
    /// <param name="even">Of the first row, the third...</param>
    /// <param name="odd">Of the others.</param>
    /// <param name="weights">How much each of all rows counts.</param>
    public static RowOutcome Joined(RowOutcome even, RowOutcome odd, double[] weights)
    {
        int width = even.LogShares is null ? 0 : even.LogShares.Length / Math.Max(1, even.Classes!.Length);
        return new RowOutcome(even.IsOfClasses, Turns(even.Scores, odd.Scores, 1), RowWeights.Levelled(weights))
        {
            LogShares = even.LogShares is null ? null : Turns(even.LogShares, odd.LogShares!, width),
            Classes = even.Classes is null ? null : Turns(even.Classes, odd.Classes!, 1),
            Errors = even.Errors is null ? null : Turns(even.Errors, odd.Errors!, 1),
            Usual = even.Usual is null ? null : Turns(even.Usual, odd.Usual!, 1),
            IsFinite = even.IsFinite && odd.IsFinite,
        };

        static T[] Turns<T>(T[] evens, T[] odds, int of) => Enumerable.Range(0, (evens.Length + odds.Length) / of)
            .SelectMany(row => Enumerable.Range(row / 2 * of, of).Select(i => row % 2 == 0 ? evens[i] : odds[i])).ToArray();
    }

    /// <summary>The outcome of these rows and of others behind them.</summary>
    public RowOutcome With(RowOutcome others) => new RowOutcome(IsOfClasses, Scores.Concat(others.Scores).ToArray(), RowWeights.Levelled(Weights.Concat(others.Weights).ToArray()))
    {
        LogShares = LogShares?.Concat(others.LogShares!).ToArray(),
        Classes = Classes?.Concat(others.Classes!).ToArray(),
        Errors = Errors?.Concat(others.Errors!).ToArray(),
        Usual = Usual?.Concat(others.Usual!).ToArray(),
        IsFinite = IsFinite && others.IsFinite,
    };

    /// <summary>What this one is better by on the same rows.</summary>
    public FitInterval Beyond(RowOutcome other, double normal = RunScore.Normal) =>
        FitInterval.Paired(Scores.Zip(other.Scores, (own, others) => own - others).ToArray(), Weights, normal, IsOfClasses);

    /// <summary>Whether it says more than another, whatever it names first: its loss is less, or it ranks the rows of a class above others,
    /// by more than chance.</summary>
    public bool Informs(RowOutcome other, double normal) =>
        FitInterval.Paired(other.Losses().Zip(Losses(), (without, with) => without - with).ToArray(), Weights, normal, false).Low > 0 || (IsOfClasses && Ranks(normal));

    private bool Ranks(double normal)
    {
        int classes = LogShares!.Length / Math.Max(1, Classes!.Length);
        return Enumerable.Range(classes == 2 ? 1 : 0, classes == 2 ? 1 : classes).Any(name =>
        {
            bool[] own = Array.ConvertAll(Classes, of => of == name);
            if (Math.Min(own.Count(isOwn => isOwn), own.Count(isOwn => !isOwn)) < LeastRanked)
            {
                return false;
            }

            (double auc, double low, _) = Evidence.Auc(Enumerable.Range(0, own.Length).Select(row => LogShares[(row * classes) + name]).ToArray(), own, Weights);
            return auc - ((auc - low) * normal / RunScore.Normal) > 0.5;
        });
    }

    /// <summary>A model's outcome; null where its outputs are neither classes nor the quantities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows as the model takes them.</param>
    /// <param name="mean">The means of the training targets, which R squared is against.</param>
    public static RowOutcome? Of(Model model, Dataset data, double[] mean)
    {
        Tensor output = ModelPass.Forward(model, data);
        if (data.IsClassification)
        {
            long outputs = model.OutputCount;
            return output.Rank == 2 && (outputs == data.ClassNames!.Length || (outputs == 1 && data.ClassNames.Length == 2))
                ? OfShares((float[])Predictions.Probability(model, output).ToArray(), (long[])data.Target!.ToArray(), data.ClassNames.Length, RowWeights.Of(data))
                : null;
        }

        return data.StoredTarget is { DType: DType.Float32 } && model.OutputCount == data.TargetWidth
            ? OfQuantities((float[])model.InUnit(output, data).ToArray(), (float[])data.Target!.ToArray(), mean, RowWeights.Of(data))
            : null;
    }

    /// <summary>The outcome of probabilities, [rows, classes], or of the second of two classes.</summary>
    public static RowOutcome OfShares(float[] shares, long[] classes, int count, double[] weights)
    {
        bool isSingle = shares.Length == classes.Length && count == 2;
        var logs = new double[classes.Length * count];
        var scores = new double[classes.Length];
        bool finite = true;
        foreach (int row in StopFlag.Rows(classes.Length))
        {
            for (int i = 0; i < count; i++)
            {
                double share = isSingle ? (i == 1 ? shares[row] : 1 - shares[row]) : shares[(row * count) + i];
                finite &= !double.IsNaN(share);
                logs[(row * count) + i] = Math.Log(Math.Max(double.IsNaN(share) ? 1.0 / count : share, LeastShare));
            }

            scores[row] = Likeliest(logs, row, count) == classes[row] ? 1 : 0;
        }

        return new RowOutcome(true, scores, weights) { LogShares = logs, Classes = classes, IsFinite = finite };
    }

    /// <summary>The outcome of predicted quantities, [rows, targets].</summary>
    public static RowOutcome OfQuantities(float[] values, float[] targets, double[] mean, double[] weights)
    {
        int width = mean.Length, rows = targets.Length / Math.Max(1, width);
        var errors = new double[rows];
        var usual = new double[rows];
        bool finite = true;
        foreach (int row in StopFlag.Rows(rows))
        {
            for (int i = 0; i < width; i++)
            {
                double target = targets[(row * width) + i], value = values[(row * width) + i];
                bool isFinite = !double.IsNaN(value) && !double.IsInfinity(value);
                finite &= isFinite;
                errors[row] += isFinite ? (target - value) * (target - value) : 0;
                usual[row] += (target - mean[i]) * (target - mean[i]);
            }
        }

        double whole = Math.Max(rows == 0 ? 1 : RowWeights.Mean(usual, weights), double.Epsilon);
        errors = finite ? errors : Array.ConvertAll(errors, _ => -WorstRow * whole);
        return new RowOutcome(false, Array.ConvertAll(errors, error => Math.Max(WorstRow, 1 - (error / whole))), weights)
        {
            Errors = errors,
            Usual = usual,
            IsFinite = finite,
        };
    }

    private static int Likeliest(double[] logShares, int row, int classes)
    {
        int best = 0;
        for (int i = 1; i < classes; i++)
        {
            best = logShares[(row * classes) + i] > logShares[(row * classes) + best] ? i : best;
        }

        return best;
    }
}
