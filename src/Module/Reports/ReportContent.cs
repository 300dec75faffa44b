namespace NormTools.Reports;

/// <summary>What a report says, measured before a word of it is written.</summary>
internal sealed class ReportContent
{
    private const int SignalRows = 256;

    /// <param name="fit">What Test-ModelFit says of the run.</param>
    /// <param name="worst">How many mistakes are shown.</param>
    /// <param name="report">Told what is under way.</param>
    public ReportContent(ModelFitTest fit, int worst, Action<string> report)
    {
        Fit = fit;
        FitSubject subject = fit.Subject;
        report("worst mistakes");
        Judged = subject.Held ?? subject.Train;
        (Test, NoTest) = Try(() => ModelJudge.Of(subject.Model, Judged, subject.Run.Options.LossSpecification, worst));
        report("signal per layer");
        (Signal, NoSignal) = Try(() => SignalPropagation.Of(subject.Model, Sample(subject.Train), Loss(subject), new RandomGenerator(0)));
        report("data checks");
        Data = DatasetChecks.Run(
            new CheckedData(subject.Train, subject.Validation, subject.Test), DatasetChecks.All, (_, name) => report("data checks: " + name));
        Title = $"Training report: {fit.Run.Name ?? fit.Run.ModelText}";
        Question = "Is something wrong with this model, its training or its data? If so, what, by which figures, and what helps?";
    }

    public ModelFitTest Fit { get; }

    public FitSubject Subject => Fit.Subject;

    /// <summary>The rows whose mistakes are shown: those that judge, or training where there are no others.</summary>
    public Dataset Judged { get; }

    public string JudgedName => Subject.Held is null ? "training" : Subject.HeldName;

    /// <summary>How the model does on them; null where it cannot be judged.</summary>
    public ModelTest? Test { get; }

    /// <summary>Why not.</summary>
    public string? NoTest { get; }

    /// <summary>Outputs and gradients of each layer; null where they cannot be measured.</summary>
    public SignalPropagation? Signal { get; }

    /// <summary>Why not.</summary>
    public string? NoSignal { get; }

    /// <summary>All checks of the data.</summary>
    public DatasetTest Data { get; }

    public string Title { get; set; }

    public string Question { get; set; }

    /// <summary>The lines that make the run again.</summary>
    public string Commands { get; set; } = string.Empty;

    private static Dataset Sample(Dataset train)
    {
        long rows = Math.Min(SignalRows, train.Count);
        return train.Part(Enumerable.Range(0, (int)rows).Select(row => row * train.Count / rows).ToArray());
    }

    private static string? Loss(FitSubject subject) => subject.Train.StoredTarget is null ? null : subject.Run.Options.Loss;

    private static (T? Value, string? Reason) Try<T>(Func<T> measure)
        where T : class
    {
        try
        {
            return (measure(), null);
        }
        catch (NormToolsException failure)
        {
            return (null, failure.Message);
        }
    }
}
