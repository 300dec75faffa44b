namespace NormTools;

/// <summary>What the rules of Test-ModelFit look at, and what they have said so far.</summary>
internal sealed class FitExam
{
    private static readonly string[] Checks =
    {
        "ConflictingLabel", "TestRowInTraining", "NearDuplicate", "LeakingColumn", "ColumnShift", "TargetShift", "Shift", "SuspiciousLabel",
    };

    private readonly List<FitVerdict> verdicts = new List<FitVerdict>();
    private readonly List<FitEvidence> evidence = new List<FitEvidence>();
    private readonly Action<string> report;
    private readonly FitBudget? budget;

    /// <param name="subject">The run.</param>
    /// <param name="tries">Whether models may be trained for it.</param>
    /// <param name="budget">What -Try may take; null where no remedies are tried.</param>
    /// <param name="report">Told what is under way.</param>
    public FitExam(FitSubject subject, bool tries, FitBudget? budget, Action<string> report)
    {
        Subject = subject;
        this.report = report;
        this.budget = budget;
        Data = new CheckedData(subject.Train, subject.Validation, subject.Test);
        Trials = new Retraining(subject, tries, budget, report);
        Usual = subject.OfHeld is null || subject.Held!.Count < 5 || subject.Train.Count < 10 ? null : subject.Usual(subject.Held);
        Yardsticks = Usual is null || subject.IsOfTexts || NumericRows.WidthOf(Data.Train) == 0 ? null
            : new Yardsticks(subject, Data, Usual, report); // texts, of which no columns can be made, give them nothing
    }

    public FitSubject Subject { get; }

    public CheckedData Data { get; }

    /// <summary>What the largest class, or the mean, reaches on the rows that judge; null where they are too few to judge by.</summary>
    public RowOutcome? Usual { get; }

    /// <summary>What other models reach; null where there is no score to hold against them, and where they can make nothing of the
    /// features.</summary>
    public Yardsticks? Yardsticks { get; }

    public Retraining Trials { get; }

    public IReadOnlyList<FitVerdict> Verdicts => verdicts;

    /// <summary>The same, the dearest first, once all rules have spoken.</summary>
    public FitVerdict[] Ranked { get; private set; } = Array.Empty<FitVerdict>();

    public IReadOnlyList<FitEvidence> Evidence => evidence;

    /// <summary>What the checks of the data found; made when it is asked for.</summary>
    public DatasetTest DataTest => dataTest ??= DatasetChecks.Run(Data, DatasetChecks.Named(Checks), (_, name) => report(name));

    private DatasetTest? dataTest;

    /// <summary>How much better the best yardstick is than the model on the rows that judge.</summary>
    public double Missing => Yardsticks is null ? 0 : Math.Max(0, Yardsticks.Best.Outcome.Score.Value - Subject.OfHeld!.Score.Value);

    /// <summary>Whether the best yardstick is better on the rows that judge, by more than matters and beyond chance.</summary>
    public bool IsBeaten => Yardsticks is not null && Yardsticks.Best.Outcome.Beyond(Subject.OfHeld!, ScoreRules.Certain).Low > ScoreRules.Matters * Scale;

    /// <summary>What a point of the score counts: of classes, what the largest leaves is all that can be gained, so that two points of a
    /// hundred are everything where a class has two.</summary>
    public double Scale => Subject.IsOfClasses && Usual is not null ? Math.Min(1, 2 * (1 - Usual.Score.Value)) : 1;

    /// <summary>Whether what training rows say of the target does not hold for the rows that judge.</summary>
    public bool IsShifted { get; set; }

    /// <summary>Whether something that was found accounts for at least half of what is missing.</summary>
    public bool IsExplained { get; set; }

    /// <summary>Whether a scaled target is what is missing, as measured.</summary>
    public bool ScalesTarget { get; set; }

    /// <summary>What the learning rate has to be multiplied by, as measured; 1 where nothing was found.</summary>
    public double RateFactor { get; set; } = 1;

    /// <param name="verdict">Its name.</param>
    /// <param name="cost">Points of the score.</param>
    /// <param name="because">The figures, in words.</param>
    /// <param name="accountsFor">How much of what other verdicts cost it can be the cause of.</param>
    public void Say(string verdict, double cost, string because, double accountsFor = double.PositiveInfinity) =>
        verdicts.Add(new FitVerdict(verdict, Math.Min(1, Math.Max(0, cost)), because) { AccountsFor = accountsFor });

    public bool Has(string verdict) => verdicts.Any(said => said.Name == verdict);

    public FitInterval Show(string name, FitInterval figure, string unit)
    {
        evidence.Add(new FitEvidence(name, figure.Value, figure.Low, figure.High, figure.Count, unit));
        return figure;
    }

    public void Show(string name, double value, long count, string unit) =>
        evidence.Add(new FitEvidence(name, value, double.NaN, double.NaN, count, unit));

    public ModelFitTest Run()
    {
        ModelFitTest looked = Look();
        if (budget is null || !Trials.IsPossible)
        {
            return looked;
        }

        report("remedies");
        (FitRemedy[] remedies, FitConfirmation? confirmation) = RemedyTrials.Run(this, budget);
        return new ModelFitTest(Subject, looked.Verdict, looked.Evidence, remedies, Trials, DataTest) { Confirmation = confirmation };
    }

    /// <summary>All rules, in an order in which causes come before what follows from them.</summary>
    private ModelFitTest Look()
    {
        ScoreRules.Show(this);
        DataRules.Apply(this);
        InTime(StateRules.Apply);
        InTime(CourseRules.Apply);
        LabelRules.Apply(this);
        ScoreRules.Apply(this);
        if (verdicts.Count == 0)
        {
            verdicts.Add(ScoreRules.Rest(this));
        }

        FitVerdict[] ranked = Ranked = CauseOrder.Rank(verdicts);
        return new ModelFitTest(Subject, ranked, evidence.ToArray(), FitRemedies.For(ranked, this), Trials, DataTest);
    }

    // Where the budget ends within rules that train models, they look at what can be seen without.
    private void InTime(Action<FitExam> rules)
    {
        (int said, int shown) = (verdicts.Count, evidence.Count);
        try
        {
            rules(this);
        }
        catch (TimeoutException)
        {
            verdicts.RemoveRange(said, verdicts.Count - said);
            evidence.RemoveRange(shown, evidence.Count - shown);
            (IsExplained, ScalesTarget, RateFactor) = (false, false, 1);
            Trials.End();
            rules(this);
        }
    }
}
