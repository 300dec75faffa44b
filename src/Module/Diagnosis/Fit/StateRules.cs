namespace NormTools;

/// <summary>What the layers and the features show: dead or saturated units, statistics of few values, columns of very different
/// size.</summary>
internal static class StateRules
{
    private const double Many = 0.5, All = 0.9; // of a layer's units or outputs
    private const int MostRows = 512;
    private const double Uneven = 10, Far = 10; // standard deviations against each other, and against 1
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

    // The figures raise the suspicion, and the same training with standardised features decides.
    private static void Features(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        bool isNormalized = NormalizationLayer.Of(subject.Model).Any(layer => layer.Name == subject.Model.Layers[0].Name);
        if (subject.Train.FeatureShape.Length != 1 || isNormalized || subject.Train.Count < 2 || subject.HasWordNumbers)
        {
            return;
        }

        Standardization own = new Dataset(subject.Train.Feature, null).Fit(); // as the model sees them
        double[] deviations = own.Deviation.Where((_, i) => !own.IsConstant(i)).OrderBy(deviation => deviation).ToArray();
        if (deviations.Length == 0)
        {
            return;
        }

        double least = deviations[deviations.Length / 4], most = deviations[deviations.Length - 1], middle = deviations[deviations.Length / 2];
        double away = own.Mean.Zip(own.Deviation, (mean, deviation) => Math.Abs(mean) / deviation).Where((_, i) => !own.IsConstant(i)).Max();
        if (most <= Uneven * least && middle < Far && middle > 1 / Far && away < Far)
        {
            return;
        }

        exam.Show("Largest standard deviation of a feature", most, subject.Train.Count, "Number");
        exam.Show("Smallest quarter begins at", least, subject.Train.Count, "Number");
        string sizes = FormattableString.Invariant($"standard deviations of the features go from {deviations[0]:G3} to {most:G3}, and means lie up to {away:G3} of them from 0");
        if (!exam.Trials.IsPossible || subject.Train.StoredFeature.DType != DType.Float32)
        {
            if (most > 100 * least || middle > 100 || middle < 0.01)
            {
                exam.Say("UnscaledFeatures", Math.Max(exam.Missing, 0.05), sizes);
            }

            return;
        }

        FitChange change = RemedyData.Standardized(exam.Trials.Train);
        FitInterval onTraining = exam.Trials.Gain(change, onTraining: true), gain = exam.Trials.Gain(change);
        if (Math.Max(onTraining.Low, gain.Low) > Matters && gain.High > 0)
        {
            exam.Show("Gain by standardised features", gain, subject.Unit);
            exam.IsExplained |= gain.Value >= 0.5 * exam.Missing;
            exam.Say(
                "UnscaledFeatures",
                Math.Max(gain.Value, Math.Min(onTraining.Value, 0.1)),
                $"{sizes}; the same training with standardised features changes the {subject.Measure} by {subject.Written(gain)} on {gain.Count:N0} {exam.Trials.JudgeName} rows, "
                    + $"{Retraining.Seeds} seeds each",
                Whole * gain.Value);
        }
    }
}
