using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains new models on more and more of the training rows, and judges each by rows that it has not seen.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "LearningCurve")]
[OutputType(typeof(LearningCurve))]
public sealed class MeasureLearningCurveCommand : JudgedTrialCommand
{
    private const int Sizes = 5;

    /// <summary>The numbers of training rows: below 1 shares of them, otherwise numbers; by default a sixteenth to all of them, each
    /// twice the one before.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NumberTransformation]
    public double[]? Size { get; set; }

    protected override void ProcessRecord() => Guard(Data, () =>
    {
        TakeOption();
        LayerSpecification[] layers = TrialModel.Layers(Model);
        DatasetSplit split = Parts();
        Dataset training = split.Train, judged = split.Validation!;
        TrialScore score = TrialScore.Of(Metric, training);
        long[] counts = Counts(training.Count);
        var points = new List<LearningCurveTrial>();
        var trials = new List<Trial>();
        foreach (ulong seed in Seeds(3))
        {
            long[] order = IsWanted(points.Count, counts.Length) ? NestedRows.Order(training, seed) : Array.Empty<long>();
            foreach (long count in counts)
            {
                var point = new LearningCurveTrial(order.Take(checked((int)count)).ToArray(), seed);
                bool isLast = count == counts[counts.Length - 1];
                points.Add(point);
                trials.Add(new Trial(TrialModel.Of(layers), () => Rows(Refitting.On(training, point.Row, Notice), judged, seed), MakeOptions, seed)
                {
                    Judge = (model, parts, run) => point.Take(
                        score, run, TrialScore.Test(model, parts.Train, run, false), TrialScore.Test(model, parts.Test!, run, isLast)),
                });
            }
        }

        if (Run(trials, points, score.Falls, trials[counts.Length - 1]) is not { } failures)
        {
            return;
        }

        for (int i = 0; i < trials.Count; i++)
        {
            points[i].Error = failures[i]?.Message;
        }

        WriteObject(new LearningCurve(score, points.ToArray(), judged.Count));
    });

    private long[] Counts(long rows)
    {
        if (Size is null)
        {
            return Enumerable.Range(0, Sizes).Select(i => Math.Max(1, rows >> (Sizes - 1 - i))).Distinct().ToArray();
        }

        return Size.Select(size => size > 0 && size < 1 ? Math.Max(1, (long)Math.Floor(size * rows))
            : size >= 1 && size <= rows && size == Math.Floor(size) ? (long)size
            : throw Errors.TrainingSize(size, rows)).Distinct().OrderBy(count => count).ToArray();
    }
}
