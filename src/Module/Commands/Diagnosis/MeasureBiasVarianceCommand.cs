using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains new models on different samples, and takes their expected loss apart into bias, variance and noise.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "BiasVariance")]
[OutputType(typeof(BiasVariance))]
public sealed class MeasureBiasVarianceCommand : JudgedTrialCommand
{
    /// <summary>The number of models, each trained on a sample of its own.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(2, 100_000)]
    public int Round { get; set; } = 50;

    /// <summary>How samples are drawn: Bootstrap with replacement, or Fresh, rows of its own for each.</summary>
    [Parameter]
    [ValidateSet("Bootstrap", "Fresh")]
    public string Sample { get; set; } = "Bootstrap";

    /// <summary>The rows of a sample: below 1 a share of the training rows, otherwise their number; by default all, and for Fresh as
    /// many as there are for each.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Size { get; set; }

    /// <summary>What can be known of the rows judged by: a script block that is given each as $_, or a value for each.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Truth { get; set; }

    /// <summary>What the result is called; a number is its place in a chart of several.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    private protected override string[] OfJudgement => new[] { nameof(Truth), nameof(Name) };

    protected override void ProcessRecord() => Guard(Data, () =>
    {
        TakeOption();
        LayerSpecification[] layers = TrialModel.Layers(Model);
        DatasetSplit split = Parts();
        Dataset training = split.Train, shown = split.Validation!;
        var judged = new JudgedRows(shown);
        ClassAgreement.Check("The rows judged by", shown.ClassNames, "the training data", training.ClassNames);
        double[]? truth = Truth is null ? null : judged.Truth(Truth);
        BiasVarianceRound[] rounds = Rounds(training.Count);
        Trial[] trials = Array.ConvertAll(rounds, round => new Trial(TrialModel.Of(layers), () => Rows(Refitting.On(training, round.Row, Notice), shown, round.Seed, round.Row), MakeOptions, round.Seed)
        {
            Judge = (model, parts, _) =>
            {
                round.Predictions = judged.Predict(model, parts.Test!);
                round.Loss = judged.Loss(round.Predictions);
                var own = new JudgedRows(parts.Train);
                round.TrainingLoss = own.Loss(own.Predict(model, parts.Train));
            },
        });
        if (Run(trials, rounds, falls: true, trials[0]) is not { } failures)
        {
            return;
        }

        for (int i = 0; i < trials.Length; i++)
        {
            rounds[i].Error = failures[i]?.Message;
        }

        double[][] predictions = rounds.Where(round => round.Error is null).Select(round => round.Predictions!).ToArray();
        if (predictions.Length < 2)
        {
            throw failures.First(failure => failure is not null)!;
        }

        Decomposition parts = judged.Decompose(predictions, truth);
        NoiseEstimate noise = truth is null ? NoiseEstimate.OfRows(judged.Features(), judged.Labels, judged.Width, judged.OfClasses)
            : NoiseEstimate.OfTruth(judged.Labels, truth, judged.OfClasses);
        WriteObject(new BiasVariance(Name, judged, parts, noise, truth is not null, rounds));
    });

    // Each round has the seed after that of the round before.
    private BiasVarianceRound[] Rounds(long rows)
    {
        ulong first = Seed is null ? 0 : Seed.Length == 1 ? Seed[0] : throw Errors.OneSeed(Seed.Length);
        bool isFresh = Sample.Equals("Fresh", StringComparison.OrdinalIgnoreCase);
        long size = Size is null ? (isFresh ? rows / Round : rows)
            : Size > 0 && Size < 1 ? (long)Math.Floor(Size.Value * rows)
            : Size == Math.Floor(Size.Value) && Size >= 1 && Size <= int.MaxValue ? (long)Size.Value
            : throw Errors.TrainingSize(Size.Value, rows);
        if (size < 1 || (isFresh && size * Round > rows))
        {
            throw Errors.TooFewFreshRows(Round, size, rows);
        }

        long[][] samples = isFresh ? SampleDraw.Fresh(rows, size, Round, first)
            : Enumerable.Range(0, Round).Select(round => SampleDraw.Bootstrap(rows, size, first + (ulong)round)).ToArray();
        return samples.Select((sample, i) => new BiasVarianceRound(i + 1, first + (ulong)i, sample)).ToArray();
    }
}
