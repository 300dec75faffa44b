using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Trains a new model for each fold of a data set, and judges it by the fold that it has not seen.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "CrossValidation")]
[OutputType(typeof(CrossValidation))]
public sealed class MeasureCrossValidationCommand : TrialCommand
{
    /// <summary>A data set, a split (its training part), or the splits of Split-Dataset -Fold.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>The number of folds.</summary>
    [Parameter]
    [Alias("Folds")]
    [WholeNumberTransformation]
    [ValidateRange(2, int.MaxValue)]
    public int Fold { get; set; } = 5;

    /// <summary>The part of a fold's training rows that its epochs are judged by, for -EarlyStopping: below 1 a share, otherwise
    /// the number of rows.</summary>
    [Parameter]
    [NumberTransformation]
    public double? Validation { get; set; }

    /// <summary>Steps that are fitted on each fold's training rows: a script block, or a preprocessor.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Preprocessor { get; set; }

    /// <summary>Divides the rows whatever their classes; without it every fold has the same shares of classes.</summary>
    [Parameter]
    public SwitchParameter NoStratify { get; set; }

    /// <summary>Keeps the rows of a group in one fold: a column's name, or a value for each row.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? GroupBy { get; set; }

    /// <summary>Takes the rows in order of time, so that a fold comes after its training rows: a column's name, or a value for each
    /// row.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Time { get; set; }

    private protected override bool TakesSteps => true;

    protected override void ProcessRecord() => Guard(Data, () =>
    {
        TakeOption();
        LayerSpecification[] layers = TrialModel.Layers(Model);
        ulong[] seeds = Seeds(1);
        DatasetSplit[]? given = Given();
        Dataset whole = given is null ? Dataset.ForTraining(Data) : given[0].Train;
        bool stratify = whole.IsClassification && !NoStratify;
        FoldPlan? plan = given is null ? Plan(whole, stratify) : null;
        TrialScore score = TrialScore.Of(Metric, whole);
        var folds = new List<CrossValidationFold>();
        var trials = new List<Trial>();
        foreach (ulong seed in seeds)
        {
            DatasetSplit?[] splits = given ?? (IsWanted(folds.Count, Fold) ? plan!.Folds(seed, Notice) : new DatasetSplit?[Fold]);
            for (int i = 0; i < splits.Length; i++)
            {
                DatasetSplit? split = splits[i];
                var fold = new CrossValidationFold(i + 1, seed) { TrainingCount = split?.Train.Count ?? 0, Count = split?.Test!.Count ?? 0 };
                folds.Add(fold);
                trials.Add(new Trial(TrialModel.Of(layers), () => Parts(split!, seed, stratify), MakeOptions, seed)
                {
                    Judge = (model, parts, run) => fold.Take(score, run, TrialScore.Test(model, parts.Train, run, false), TrialScore.Test(model, parts.Test!, run, true, isKept: Only is not null)),
                });
            }
        }

        if (Run(trials, folds, score.Falls, trials[0]) is not { } failures)
        {
            return;
        }

        for (int i = 0; i < trials.Count; i++)
        {
            folds[i].Error = failures[i]?.Message;
        }

        WriteObject(new CrossValidation(score, folds.ToArray(), given?.Length ?? Fold));
    });

    // The splits that were given, if they were.
    private DatasetSplit[]? Given()
    {
        object?[] items = Unwrapped.Of(Data) is object[] list ? Array.ConvertAll(list, Unwrapped.Of) : Array.Empty<object?>();
        DatasetSplit[] splits = items.OfType<DatasetSplit>().ToArray();
        if (splits.Length == 0 || splits.Length < items.Length)
        {
            return null;
        }

        string? idle = new[] { nameof(Fold), nameof(Preprocessor), nameof(NoStratify), nameof(GroupBy), nameof(Time) }
            .FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
        return idle is not null ? throw Errors.Invalid("ParameterHasNoEffect", $"-{idle} has no effect with splits: they are divided already.")
            : splits.Any(split => split.Test is null) ? throw Errors.EmptyPart("Test")
            : splits;
    }

    private FoldPlan Plan(Dataset whole, bool stratify)
    {
        if (GroupBy is not null && Time is not null)
        {
            throw Errors.Exclusive(nameof(GroupBy), nameof(Time));
        }

        if (NoStratify && (GroupBy ?? Time) is not null)
        {
            throw Errors.Exclusive(nameof(NoStratify), GroupBy is null ? nameof(Time) : nameof(GroupBy));
        }

        return new FoldPlan(whole)
        {
            Count = Fold,
            Stratify = stratify && Time is null,
            Group = GroupBy is null ? null : RowLabels.Groups(whole, GroupBy, nameof(GroupBy)),
            Time = Time is null ? null : RowLabels.Order(whole, Time, nameof(Time)),
            Preprocessor = Preprocessor is null ? null : StepReader.Preprocessor(Preprocessor),
        };
    }

    private DatasetSplit Parts(DatasetSplit split, ulong seed, bool stratify) => Validation is double size
        ? FoldPlan.SetAside(split, size, seed, stratify)
        : Validates ? throw Errors.NothingToStopBy() : new DatasetSplit(split.Train, null, split.Test);
}
