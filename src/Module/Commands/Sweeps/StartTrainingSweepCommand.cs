using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Runs a script with many values of its parameters, and gives a row a trial.</summary>
[Cmdlet(VerbsLifecycle.Start, "TrainingSweep", SupportsShouldProcess = true)]
[OutputType(typeof(SweepTrial))]
public sealed partial class StartTrainingSweepCommand : SweepCommand
{
    /// <summary>What a trial does: a script block whose param() names what varies, and whose last output is scored: a training run, a number,
    /// or a table with a Score. It runs in a session of its own and takes variables of this one by $using:.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock Script { get; set; } = null!;

    /// <summary>What varies: the names of the script's parameters, and for each its values, or a range of New-SearchRange.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public IDictionary Parameter { get; set; } = null!;

    /// <summary>How the values are chosen; by default every combination of values, or where there is a range, Sobol's sequence.</summary>
    [Parameter]
    [NameListTransformation]
    public SweepSampler? Sampler { get; set; }

    /// <summary>The number of trials; a grid has as many as there are combinations.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, SweepPlan.MostTrials)]
    public int? Trial { get; set; }

    /// <summary>How many trials -Sampler Tpe or -Prune Median does at a time, learning from the rounds before; they run side by side.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, 1000)]
    public int RoundSize { get; set; } = SweepPlan.UsualRound;

    /// <summary>How many times each trial is run, each time with another seed.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, 1000)]
    public int Repeat { get; set; } = 1;

    /// <summary>The seed, which determines the values of the trials and the seeds of their models, runs and splits.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong Seed { get; set; }

    /// <summary>The result of a run that is the score, such as ValidationAccuracy, of the epoch whose weights the model has; by default the loss of
    /// validation, or of training where there is none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MonitorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Score { get; set; }

    /// <summary>Whether more or less is better of a score that the module does not know.</summary>
    [Parameter]
    [ValidateSet("Maximum", "Minimum", "Max", "Min")]
    public string? ScoreMode { get; set; }

    /// <summary>A folder that every trial is kept in, from which the sweep goes on after Ctrl+C or in another session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Begins anew where the folder has a sweep.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
