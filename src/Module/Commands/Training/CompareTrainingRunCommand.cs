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

    protected override void ProcessRecord() => runs.AddRange(InputObject);

    protected override void EndProcessing() => Guard(Data, () =>
    {
        string metric = Metric is null ? RunJudge.Usual(runs) : MetricName(Metric);
        if (metric != "Loss" && !runs.Any(run => run.Options.Metric.Contains(metric, StringComparer.OrdinalIgnoreCase)))
        {
            metric = Catalog.Metrics.Find(metric).Name;
        }

        var judge = new RunJudge(Judging(), TestModel, WriteWarning);
        OrderedDictionary[] options = RunDifferences.Of(runs);
        var rows = new List<TrainingRunComparison>();
        for (int i = 0; i < runs.Count; i++)
        {
            TrainingRun run = runs[i];
            string name = run.Name ?? FormattableString.Invariant($"run {i + 1}");
            Guard(run, () => rows.Add(new TrainingRunComparison(run, name, judge.Score(run, metric), options[i])));
        }

        Judge(rows, judge);
        foreach (TrainingRunComparison row in rows.OrderBy(row => double.IsNaN(row.Value) ? 1 : 0).ThenBy(row => row.Score.Falls ? row.Value : -row.Value))
        {
            WriteObject(row);
        }
    });

    private static string MetricName(string given)
    {
        string name = given.StartsWith("Validation", StringComparison.OrdinalIgnoreCase) ? given.Substring("Validation".Length) : given;
        return name.Equals("Loss", StringComparison.OrdinalIgnoreCase) ? "Loss" : name;
    }

    private static void Judge(List<TrainingRunComparison> rows, RunJudge judge)
    {
        TrainingRunComparison? best = rows.Where(row => !double.IsNaN(row.Value))
            .Aggregate((TrainingRunComparison?)null, (first, row) => first is null || row.Score.IsBetter(first.Score) ? row : first);
        foreach (TrainingRunComparison row in rows)
        {
            row.BetterThan = rows.Where(other => IsComparable(row, other) && row.Score.Beats(other.Score)).Select(other => other.Name).ToArray();
        }

        foreach (TrainingRunComparison row in rows)
        {
            row.Verdict = double.IsNaN(row.Value) ? "not defined"
                : ReferenceEquals(row, best) ? (row.BetterThan.Length > 0 ? $"best; better than {string.Join(", ", row.BetterThan)}" : rows.Count == 1 ? "the only one"
                    : row.Score.HasInterval ? "best, but within chance" : "best; no interval to tell")
                : !IsComparable(row, best!) ? "judged by other rows than the best"
                : !row.Score.HasInterval || !best!.Score.HasInterval ? "no interval to tell"
                : best.BetterThan.Contains(row.Name) ? $"worse than {best.Name}"
                : $"not to be told from {best.Name}";
        }

        bool IsComparable(TrainingRunComparison one, TrainingRunComparison other) =>
            judge.AreOfSameRows(one.Run, other.Run);
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
