namespace NormTools;

/// <summary>The run that Test-ModelFit looks at: its model, its data, and how the model does on them.</summary>
internal sealed class FitSubject
{
    /// <exception cref="NormToolsException">The data are not in this session, or do not fit the model.</exception>
    public FitSubject(TrainingRun run, object? data, Action<string> warn)
    {
        Run = run;
        Model = run.Model;
        object? given = Unwrapped.Of(data);
        Dataset? found = given is null ? run.TrainingData : Dataset.ForTraining(given);
        Train = Prepared(found ?? throw Errors.NoDataOfRun())!;
        if (Train.Count == 0)
        {
            throw Errors.Empty("The training data");
        }

        DatasetSplit? split = given as DatasetSplit ?? found.Whole;
        Split = split;
        Validation = Prepared((given as DatasetSplit)?.Validation ?? run.ValidationData ?? split?.Validation);
        Test = Prepared(split?.Test);
        Held = Validation ?? Test;
        if (!ReferenceEquals(Model.LastRun, run))
        {
            warn("The model was trained further by another run: it is judged as it is now.");
        }

        if (given is not null)
        {
            WarnOfOtherRows(warn);
        }

        Mean = Train.IsClassification || Train.StoredTarget is null ? Array.Empty<double>() : Means(Train);
        OfTrain = Train.StoredTarget is null ? null : RowOutcome.Of(Model, Train, Mean);
        OfHeld = OfTrain is null || Held is null ? null : RowOutcome.Of(Model, Held, Mean);

        Dataset? Prepared(Dataset? part) => part is not { Count: > 0 } ? null : ModelInput.Prepare(Model, part, warn);
    }

    public TrainingRun Run { get; }

    public Model Model { get; }

    public Dataset Train { get; }

    public Dataset? Validation { get; }

    public Dataset? Test { get; }

    /// <summary>The split that these are of; null where there is none.</summary>
    public DatasetSplit? Split { get; }

    /// <summary>The rows that judge: validation, or else the test part.</summary>
    public Dataset? Held { get; }

    /// <summary>What those rows are called.</summary>
    public string HeldName => Validation is not null ? "validation" : "test";

    /// <summary>The means of the training targets; empty for classes.</summary>
    public double[] Mean { get; }

    /// <summary>The model on the training rows, as it is now and as it evaluates; null where there is no score for what it
    /// gives.</summary>
    public RowOutcome? OfTrain { get; }

    /// <summary>The model on the rows that judge.</summary>
    public RowOutcome? OfHeld { get; }

    public bool IsOfClasses => Train.IsClassification;

    public string Unit => IsOfClasses ? "Accuracy" : "R2";

    /// <summary>What a score is called in a sentence.</summary>
    public string Measure => IsOfClasses ? "accuracy" : "R squared";

    /// <summary>Whether the rows are texts.</summary>
    public bool IsOfTexts => Model.Preprocessor?.TakesTexts == true || Train.Raw.TextColumn is not null;

    /// <summary>Whether features are numbers of words or of other things, whose sizes and distances mean nothing.</summary>
    public bool HasWordNumbers => IsOfTexts || Model.Layers.Any(layer => LayerEdits.IsEmbedding(layer.Type));

    /// <summary>Whether the run's loss takes the outputs to be probabilities, so that they can be too sure.</summary>
    public bool IsOfProbabilities => IsOfClasses
        && Run.Options.Loss is "CrossEntropy" or "NegativeLogLikelihood" or "BinaryCrossEntropy" or "BinaryCrossEntropyWithLogits";

    /// <summary>A score as it is written.</summary>
    public string Written(double score) => IsOfClasses ? FormattableString.Invariant($"{Math.Round(score, 3) + 0.0:0.0 %}") : FormattableString.Invariant($"{Math.Round(score, 2) + 0.0:0.00}");

    /// <summary>A score with its interval.</summary>
    public string Written(FitInterval score) => $"{Written(score.Value)} ({Written(score.Low)} to {Written(score.High)})";

    /// <summary>The outcome of always saying the largest class, or the mean, of training.</summary>
    public RowOutcome Usual(Dataset part)
    {
        if (!IsOfClasses)
        {
            var targets = (float[])part.Target!.ToArray();
            return RowOutcome.OfQuantities(
                Enumerable.Range(0, targets.Length).Select(i => (float)Mean[i % Mean.Length]).ToArray(), targets, Mean, RowWeights.Of(part));
        }

        return Constant(part, Shares(Train));
    }

    /// <summary>The outcome of what says nothing and could not do better on these rows: their own largest class, where chance made another one
    /// the largest of training; of quantities the mean of training.</summary>
    public RowOutcome Knowing(Dataset part) => IsOfClasses ? Constant(part, Shares(part)) : Usual(part);

    private static RowOutcome Constant(Dataset part, double[] shares)
    {
        var classes = (long[])part.Target!.ToArray();
        return RowOutcome.OfShares(
            Enumerable.Range(0, classes.Length * shares.Length).Select(i => (float)shares[i % shares.Length]).ToArray(), classes, shares.Length, RowWeights.Of(part));
    }

    /// <summary>The same for some rows of a part.</summary>
    public RowOutcome Usual(Dataset part, int[] rows) =>
        Usual(rows.Length == part.Count ? part : part.Part(Array.ConvertAll(rows, row => (long)row)));

    // Parts of another split, which this session can tell where it trained the model.
    private void WarnOfOtherRows(Action<string> warn)
    {
        long TrainedIn(Dataset part) => Model.Trained.Select(rows => rows.CountIn(part)).DefaultIfEmpty().Max();

        long known = TrainedIn(Train), seen = Held is null ? 0 : TrainedIn(Held);
        if (known < Train.Count && (known > 0 || seen > 0))
        {
            warn($"-Data: {Train.Count - known:N0} of {Text.Count(Train.Count, "training row")} are not among those that the run was trained on. "
                + "Give the split that it was trained on; $run.TrainingData has its rows.");
        }

        if (seen > 0)
        {
            warn($"-Data: the model was trained on {seen:N0} of {Text.Count(Held!.Count, HeldName + " row")}: what is said of them is not what other rows would show.");
        }
    }

    private static double[] Shares(Dataset part)
    {
        var counts = new double[part.ClassNames!.Length];
        double[] weights = RowWeights.Of(part);
        var classes = (long[])part.Target!.ToArray();
        for (int row = 0; row < classes.Length; row++)
        {
            counts[classes[row]] += weights[row];
        }

        return Array.ConvertAll(counts, count => count / part.Count);
    }

    private static double[] Means(Dataset data)
    {
        var targets = (float[])(data.Target!.DType == DType.Float32 ? data.Target : data.Target.To(DType.Float32)).ToArray();
        var mean = new double[data.TargetWidth];
        double[] weights = RowWeights.Of(data);
        for (int i = 0; i < targets.Length; i++)
        {
            mean[i % mean.Length] += weights[i / mean.Length] * targets[i] / data.Count;
        }

        return mean;
    }
}
