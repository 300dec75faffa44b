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

    /// <summary>Whether more or less is better of a metric that -OnEpoch returned.</summary>
    [Parameter]
    [ValidateSet("Maximum", "Minimum", "Max", "Min")]
    public string? MetricMode { get; set; }

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

        var judge = new RunJudge(Metric ?? RunJudge.Usual(runs), MetricMode, runs, Judging(), TestModel, WriteWarning);
        OrderedDictionary[] options = RunDifferences.Of(runs);
        var rows = new List<TrainingRunComparison>();
        for (int i = 0; i < runs.Count; i++)
        {
            TrainingRun run = runs[i];
            string name = run.Name ?? FormattableString.Invariant($"run {i + 1}");
            Guard(run, () => rows.Add(new TrainingRunComparison(run, name, judge.Score(run, name), options[i])));
        }

        judge.Tell(rows);
        foreach (TrainingRunComparison row in rows.OrderBy(row => double.IsNaN(row.Value) ? 1 : 0).ThenBy(row => row.Score.Falls ? row.Value : -row.Value))
        {
            WriteObject(row);
        }
    });

    private Dataset? Judging()
    {
        object? data = Unwrapped.Of(Data);
        return data is null ? null
            : data is DatasetSplit split ? split.Validation ?? throw Errors.EmptyPart("Validation")
            : data as Dataset ?? throw Errors.NotADataset(Data);
    }

    private ModelTest TestModel(Model model, Dataset data) => Interruptible(
        () => ModelJudge.Of(model, ModelInput.Prepare(model, data, WriteWarning), model.TrainedLoss, worst: 0));
}
