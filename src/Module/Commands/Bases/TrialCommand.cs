using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The base of the cmdlets that train many models: a new one each time, side by side.</summary>
public abstract partial class TrialCommand : TrainingOptionCommand
{
    private readonly HashSet<string> told = new HashSet<string>(StringComparer.Ordinal);

    private DateTime began;

    /// <summary>The layers of the models: a script block as for New-Model, { Linear 64; ReLU; Linear }.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Model { get; set; } = null!;

    /// <summary>Seeds of models and runs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Alias("RandomState")]
    public ulong[]? Seed { get; set; }

    /// <summary>The most threads, shared by the models that are trained at a time; by default those of Set-NormToolsOption. The
    /// result does not depend on it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Thread { get; set; }

    // Options are made for every model; what is odd about them is told once.
    private protected override void Notice(string warning)
    {
        if (told.Add(warning))
        {
            WriteWarning(warning);
        }
    }

    /// <summary>The seeds that were given, or the first ones from 0.</summary>
    private protected ulong[] Seeds(int usual) =>
        Seed?.Distinct().ToArray() ?? Enumerable.Range(0, usual).Select(seed => (ulong)seed).ToArray();

    /// <summary>Trains all models, here with a progress bar, or by what the parameters say.</summary>
    /// <param name="trials">The models.</param>
    /// <param name="results">What comes of each.</param>
    /// <param name="falls">Whether less is better.</param>
    /// <param name="looked">Those that are made in advance, so that mistakes are told before anything is trained.</param>
    /// <returns>Why each has no model, null where it has one; null where the call was for one model alone, whose result it has given.</returns>
    /// <exception cref="NormToolsException">None of them could be trained.</exception>
    private protected NormToolsException?[]? Run(IReadOnlyList<Trial> trials, IReadOnlyList<ITrialResult> results, bool falls, params Trial[] looked)
    {
        if (Only is int number)
        {
            WriteObject(Report(trials[number - 1], results[number - 1]));
            return null;
        }

        bool isElsewhere = IsElsewhere(out EngineChoice choice);
        began = DateTime.UtcNow;
        var runner = new TrialRunner(Thread) { Warn = Notice, Warnings = Warnings };
        Array.ForEach(looked, runner.Check);
        NormToolsException?[] failures = isElsewhere ? RunElsewhere(choice, results, falls) : RunHere(runner, trials);
        return failures.All(failure => failure is not null) ? throw failures[0]! : failures;
    }

    private NormToolsException?[] RunHere(TrialRunner runner, IReadOnlyList<Trial> trials)
    {
        var progress = new ProgressRecord(0, MyInvocation.MyCommand.Name, "Training");
        double shown = double.NegativeInfinity;
        runner.Progress = (done, share) =>
        {
            double seconds = (DateTime.UtcNow - began).TotalSeconds;
            if (seconds - shown < 0.1)
            {
                return;
            }

            shown = seconds;
            progress.StatusDescription = FormattableString.Invariant($"{done} of {trials.Count} models trained");
            progress.PercentComplete = (int)(100 * share);
            progress.SecondsRemaining = share > 0.01 ? (int)Math.Ceiling(seconds * (1 - share) / share) : -1;
            WriteProgress(progress);
        };
        runner.Run(trials);
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        return trials.Select(trial => trial.Failure).ToArray();
    }

    /// <summary>Whether a run of these options looks at rows of their own while it trains.</summary>
    private protected bool Validates => DrawForValidation
        || (EarlyStopping is not null && Monitor?.StartsWith("Training", StringComparison.OrdinalIgnoreCase) != true)
        || (Schedule is not null && FollowsResult(Schedule));

    // A schedule by its name, or what makes one.
    private static bool FollowsResult(object schedule) => Unwrapped.Of(schedule) is not string name
        || Catalog.Schedules.Items.FirstOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Arguments.Any(argument => argument.Name == "monitor") != false;
}
