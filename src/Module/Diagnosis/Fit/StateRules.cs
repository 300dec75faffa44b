namespace NormTools;

/// <summary>What the layers and the features show: dead or saturated units, statistics of few values, columns of very different
/// size.</summary>
internal static class StateRules
{
    private const double Many = 0.5, All = 0.9; // of a layer's units or outputs
    private const int MostRows = 512;
    private const double Apart = 10, Far = 10; // standard deviations against each other, and against 1
    private const double Matters = 0.02; // points of the score
    private const double Whole = 2; // times a measured gain, up to which it is the cause of a loss
    private static readonly string[] CanDie = { "ReLU", "ReLU6", "Threshold" };
    private static readonly string[] CanSaturate = { "Tanh", "Sigmoid", "Hardtanh", "Hardsigmoid" };

    public static void Apply(FitExam exam)
    {
        Units(exam);
        Statistics(exam);
        Features(exam);
    }

    private static void Units(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        long rows = Math.Min(MostRows, subject.Train.Count);
        LayerSignal[] layers;
        try
        {
            Dataset sample = subject.Train.Part(Enumerable.Range(0, (int)rows).Select(row => row * subject.Train.Count / rows).ToArray());
            layers = SignalPropagation.Of(subject.Model, sample, null, new RandomGenerator(0)).Layers;
        }
        catch (NormToolsException)
        {
            return; // too few rows for batch statistics
        }

        LayerSignal[] alive = layers.Where(layer => CanDie.Contains(layer.Type)).ToArray();
        if (alive.OrderByDescending(layer => layer.DeadUnitCount / (double)layer.UnitCount).FirstOrDefault() is { } dead)
        {
            FitInterval share = exam.Show($"Dead units, layer {dead.Name}", FitInterval.Share(dead.DeadUnitCount, dead.UnitCount), "Share");
            if (share.Low > Many || (share.Value > Many && exam.Missing > Matters))
            {
                exam.Say(
                    "DeadUnits",
                    Math.Max(exam.Missing, 0.1 * share.Value),
                    $"{dead.DeadUnitCount:N0} of the {dead.UnitCount:N0} units of layer {dead.Name} ({dead.Type}) give zero for each of {rows:N0} training rows: no gradient reaches them any more",
                    Accounts(exam, share.Value));
            }
        }

        LayerSignal[] bounded = layers.Where((layer, place) => CanSaturate.Contains(layer.Type) && place < layers.Length - 1).ToArray();
        if (bounded.OrderByDescending(layer => layer.SaturatedShare).FirstOrDefault() is { } flat)
        {
            exam.Show($"Saturated, layer {flat.Name}", flat.SaturatedShare, rows * flat.UnitCount, "Share");
            if (flat.SaturatedShare > All || (flat.SaturatedShare > Many && exam.Missing > Matters))
            {
                exam.Say(
                    "SaturatedUnits",
                    Math.Max(exam.Missing, 0.1 * flat.SaturatedShare),
                    FormattableString.Invariant($"{flat.SaturatedShare:0 %} of the outputs of layer {flat.Name} ({flat.Type}) lie at its flat ends, on {rows:N0} training rows: ")
                        + "hardly any gradient passes there",
                    Accounts(exam, flat.SaturatedShare));
            }
        }
    }

    // Such units are the cause of what is missing where other weights mend it, or where hardly any others are left.
    private static double Accounts(FitExam exam, double share)
    {
        bool isMended = IsMended(exam);
        exam.IsExplained |= isMended;
        return isMended || share > All ? double.PositiveInfinity : 0;
    }

    // Whether new weights, as New-Model draws them, learn what these did not.
    private static bool IsMended(FitExam exam) => exam.Trials.IsPossible && !exam.Trials.Reproduces
        && exam.Trials.Trial(FitChange.None, 0).OfHeld.Score.Value - exam.Subject.OfHeld!.Score.Value >= 0.5 * exam.Missing;

    private static void Statistics(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        long batch = Math.Min(subject.Run.Options.BatchSize, subject.Train.Count);
        NormalizationLayer? few = NormalizationLayer.Of(subject.Model)
            .Where(layer => layer.DependsOnBatch && layer.ValueCount(batch) < NormalizationSurvey.FewValues)
            .OrderBy(layer => layer.ValueCount(batch)).FirstOrDefault();
        if (few is not null)
        {
            exam.Show($"Values per statistic, layer {few.Name}", few.ValueCount(batch), batch, "Number");
            exam.Say(
                "FewValuesPerStatistic",
                Math.Max(exam.Missing, 0.05),
                $"each mean and variance of layer {few.Name} ({few.Type}) rests on {Text.Count(few.ValueCount(batch), "value")}, as a batch has {Text.Count(batch, "row")}: "
                    + "much of both is noise, and evaluation uses others");
        }
    }

    // The figures raise the suspicion, and the same training with standardised features, or a scaled target, decides.
    private static void Features(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (subject.Train.FeatureShape.Length != 1 || subject.Train.Count < 2 || subject.HasWordNumbers)
        {
            return;
        }

        string? sizes = Uneven(exam, out bool isGross);
        TargetSize? target = TargetSize.OfFar(subject);
        if (!exam.Trials.IsPossible || subject.Train.StoredFeature.DType != DType.Float32)
        {
            if (isGross)
            {
                exam.Say("UnscaledFeatures", Math.Max(exam.Missing, 0.05), sizes!);
            }

            return;
        }

        Measured? features = sizes is null ? null : Measured.Of(exam, RemedyData.Standardized(exam.Trials.Train));
        Measured? all = target is null ? null : Measured.Of(exam, RemedyData.ScaledTarget(exam.Trials.Train, alone: sizes is null));
        exam.ScalesTarget = all is { Helps: true } && !(features is { Helps: true } && all.Gain.Value <= features.Gain.Value + Matters);
        if ((exam.ScalesTarget ? all : features) is { Helps: true } found)
        {
            exam.Show($"Gain by {found.Change.Name}", found.Gain, subject.Unit);
            exam.IsExplained |= found.Gain.Value >= 0.5 * exam.Missing;
            exam.Say(
                "UnscaledFeatures",
                Math.Max(found.Gain.Value, Math.Min(found.OnTraining.Value, 0.1)),
                $"{string.Join("; ", new[] { sizes, exam.ScalesTarget ? target!.Words : null }.Where(words => words is not null))}; the same training with {found.Change.Name} changes the {subject.Measure} by "
                    + $"{subject.Written(found.Gain)} on {found.Gain.Count:N0} {exam.Trials.JudgeName} rows, {Retraining.Seeds} seeds each",
                Whole * found.Gain.Value);
        }
    }

    // How different the features are in size, in words; null where they are not.
    private static string? Uneven(FitExam exam, out bool isGross)
    {
        isGross = false;
        FitSubject subject = exam.Subject;
        Standardization own = new Dataset(subject.Train.Feature, null).Fit(); // as the model sees them
        double[] deviations = own.Deviation.Where((_, i) => !own.IsConstant(i)).OrderBy(deviation => deviation).ToArray();
        if (deviations.Length == 0 || NormalizationLayer.Of(subject.Model).Any(layer => layer.Name == subject.Model.Layers[0].Name))
        {
            return null;
        }

        double least = deviations[deviations.Length / 4], most = deviations[deviations.Length - 1], middle = deviations[deviations.Length / 2];
        double away = own.Mean.Zip(own.Deviation, (mean, deviation) => Math.Abs(mean) / deviation).Where((_, i) => !own.IsConstant(i)).Max();
        if (most <= Apart * least && middle < Far && middle > 1 / Far && away < Far)
        {
            return null;
        }

        isGross = most > 100 * least || middle > 100 || middle < 0.01;
        exam.Show("Largest standard deviation of a feature", most, subject.Train.Count, "Number");
        exam.Show("Smallest quarter begins at", least, subject.Train.Count, "Number");
        return FormattableString.Invariant($"standard deviations of the features go from {deviations[0]:G3} to {most:G3}, and means lie up to {away:G3} of them from 0");
    }

    /// <summary>What another scale brings.</summary>
    private sealed class Measured
    {
        private Measured(FitChange change, FitInterval onTraining, FitInterval gain) => (Change, OnTraining, Gain) = (change, onTraining, gain);

        public FitChange Change { get; }

        public FitInterval OnTraining { get; }

        public FitInterval Gain { get; }

        public bool Helps => Math.Max(OnTraining.Low, Gain.Low) > Matters && Gain.High > 0;

        public static Measured Of(FitExam exam, FitChange change) =>
            new Measured(change, exam.Trials.Gain(change, onTraining: true), exam.Trials.Gain(change));
    }
}
