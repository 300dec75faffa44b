using System.Management.Automation;
using NormTools.Charts;

namespace NormTools.Commands;

/// <summary>Draws the curves of training runs in the terminal, and with -Live while they train.</summary>
[Cmdlet(VerbsCommon.Show, "TrainingRun")]
[OutputType(typeof(string))]
public sealed class ShowTrainingRunCommand : NormToolsCommand
{
    private readonly List<TrainingRun> runs = new List<TrainingRun>();

    /// <summary>The runs, their names, or a job that trains one; without it the latest run of the session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Run", "Name")]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [RunsTransformation]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public object[]? InputObject { get; set; }

    /// <summary>What is drawn over the epochs, a plot each.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ChartMetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Metric { get; set; } = { "Loss" };

    /// <summary>Draws the values on a logarithmic axis.</summary>
    [Parameter]
    public SwitchParameter Logarithmic { get; set; }

    /// <summary>Draws the epochs on a logarithmic axis.</summary>
    [Parameter]
    public SwitchParameter LogarithmicEpoch { get; set; }

    /// <summary>Draws each of several runs by itself, even where they differ in seeds alone.</summary>
    [Parameter]
    public SwitchParameter Separate { get; set; }

    /// <summary>Draws again while the runs train, until they end; Ctrl+C ends the view alone.</summary>
    [Parameter]
    public SwitchParameter Live { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        foreach (object item in InputObject ?? Array.Empty<object>())
        {
            TrainingRun run = Unwrapped.Of(item) switch
            {
                TrainingRun given => given,
                TrainingJob job => job.Run,
                _ => throw Errors.NoRunToShow(item),
            };
            run.ThrowIfNotFound();
            if (!Live || run.State != TrainingState.Running)
            {
                Array.ForEach(Metric, metric => TrainingChart.Check(run, metric));
            }

            runs.Add(run);
        }
    });

    protected override void EndProcessing() => Guard(InputObject, () =>
    {
        if (InputObject is null && !MyInvocation.ExpectingInput)
        {
            runs.Add(TrainingRuns.All().LastOrDefault() ?? throw Errors.NoRunYet());
            Array.ForEach(Live && runs[0].State == TrainingState.Running ? Array.Empty<string>() : Metric, metric => TrainingChart.Check(runs[0], metric));
        }

        if (runs.Count == 0)
        {
            return;
        }

        var view = new RunView(this, runs, Metric, Live)
        {
            Logarithmic = Logarithmic,
            LogarithmicEpoch = LogarithmicEpoch,
            Separate = Separate,
        };
        view.Show();
    });
}
