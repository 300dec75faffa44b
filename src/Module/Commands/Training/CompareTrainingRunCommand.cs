using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Puts training runs side by side: what differs, how good each is, and which differences are more than chance.</summary>
[Cmdlet(VerbsData.Compare, "TrainingRun")]
[OutputType(typeof(TrainingRunComparison))]
public sealed class CompareTrainingRunCommand : NormToolsCommand
{
    private readonly List<TrainingRun> runs = new List<TrainingRun>();

    /// <summary>The runs, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Run", "Name")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [RunsTransformation]
    public TrainingRun[] InputObject { get; set; } = null!;

    /// <summary>What they are compared by: Loss, or a metric; by default the first metric of the runs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ChartMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Metric { get; set; }

    /// <summary>Judges all models by these data; of a split, its validation part.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Data { get; set; }

    protected override void ProcessRecord()
    {
        foreach (TrainingRun run in InputObject)
        {
            Guard(run, () =>
            {
                run.ThrowIfNotFound();
                runs.Add(run);
            });
        }
    }

    protected override void EndProcessing() => Guard(Data, () =>
    {
        if (runs.Count == 0)
        {
            return; // why was said
        }

        var judge = new RunJudge(Metric ?? RunJudge.Usual(runs), runs, Judging(), TestModel, WriteWarning);
        OrderedDictionary[] options = RunDifferences.Of(runs);
        var rows = new List<TrainingRunComparison>();
        for (int i = 0; i < runs.Count; i++)
        {
            TrainingRun run = runs[i];
            string name = run.Name ?? FormattableString.Invariant($"run {i + 1}");
            Guard(run, () => rows.Add(new TrainingRunComparison(run, name, judge.Score(run, name), options[i])));
        }

        Judge(rows, judge);
        foreach (TrainingRunComparison row in rows.OrderBy(row => double.IsNaN(row.Value) ? 1 : 0).ThenBy(row => row.Score.Falls ? row.Value : -row.Value))
        {
            WriteObject(row);
        }
    });

    private static void Judge(List<TrainingRunComparison> rows, RunJudge judge)
    {
        TrainingRunComparison? best = rows.Where(row => !double.IsNaN(row.Value))
            .Aggregate((TrainingRunComparison?)null, (first, row) => first is null || row.Score.IsBetter(first.Score) ? row : first);
        foreach (TrainingRunComparison row in rows)
        {
            row.BetterThan = rows.Where(other => judge.Incomparable(row, other) is null && row.Score.Beats(other.Score)).Select(other => other.Name).ToArray();
        }

        foreach (TrainingRunComparison row in rows)
        {
            row.Verdict = double.IsNaN(row.Value) ? "not defined"
                : ReferenceEquals(row, best) ? (row.BetterThan.Length > 0 ? $"best; better than {string.Join(", ", row.BetterThan)}" : rows.Count == 1 ? "the only one"
                    : row.Score.HasInterval ? "best, but within chance" : row.Score.IsOfTraining ? "best on training rows alone" : "best; no interval to tell")
                : judge.Incomparable(row, best!) is string reason ? reason
                : row.Score.IsOfTraining ? "on training rows alone: nothing to tell"
                : !row.Score.HasInterval || !best!.Score.HasInterval ? "no interval to tell"
                : best.BetterThan.Contains(row.Name) ? $"worse than {best.Name}"
                : $"not to be told from {best.Name}";
        }
    }

    private Dataset? Judging()
    {
        object? data = Unwrapped.Of(Data);
        return data is null ? null
            : data is DatasetSplit split ? split.Validation ?? throw Errors.EmptyPart("Validation")
            : data as Dataset ?? throw Errors.NotADataset(Data);
    }

    private ModelTest TestModel(Model model, Dataset data) => Interruptible(
        () => ModelJudge.Of(model, ModelInput.Prepare(model, data, WriteWarning), model.LastRun?.Options.LossSpecification, worst: 0));
}
