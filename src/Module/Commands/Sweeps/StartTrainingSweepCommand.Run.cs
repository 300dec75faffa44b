using System.Management.Automation;

namespace NormTools.Commands;

/// <content>Pruning, and how the sweep begins.</content>
public sealed partial class StartTrainingSweepCommand
{
    /// <summary>How trials that promise little are ended before their last epoch; the weights of those that go on are carried on.</summary>
    [Parameter]
    [NameListTransformation]
    public SweepPruner? Prune { get; set; }

    /// <summary>With -Prune SuccessiveHalving or Hyperband: of how many trials of a rung one goes on, for so many times the epochs.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(2, 1000)]
    public int PruneFactor { get; set; } = SweepPruning.UsualFactor;

    /// <summary>With -Prune: the first epoch after which a trial may be ended.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int PruneEpoch { get; set; } = 1;

    protected override void EndProcessing() => GuardTerminating(Script, () =>
    {
        if (Force && Path is null)
        {
            throw Errors.NoEffect(nameof(Force), nameof(Path));
        }

        ChosenEngine().ThrowWithoutFolder(Path);

        SweepScript script = SweepScript.Of(Script, SessionState);
        SearchSpace space = SearchSpace.Read(Parameter, script);
        bool isHyperband = Prune == SweepPruner.Hyperband;
        SweepSampler sampler = Sampler ?? (space.IsGrid && Trial is null && !isHyperband ? SweepSampler.Grid : SweepSampler.Sobol);
        Check(sampler);
        var plan = new SweepPlan(space, script, new SweepMeasure(Score, ScoreMode), sampler, Seed, SweepPlan.Count(space, sampler, Trial), Repeat)
        {
            RoundSize = RoundSize,
            Pruning = Prune is SweepPruner pruner ? new SweepPruning(pruner, PruneFactor, PruneEpoch) : null,
        };
        string? root = Path is null ? null : Folder(Path);
        if (root is not null)
        {
            space.ThrowIfNotKept();
            SweepFolder.ThrowIfThere(root, Force);
        }

        string what = isHyperband && Trial is null ? "the trials of Hyperband's brackets" : Text.Count(plan.Trials, "trial");
        if (!ShouldProcess(root ?? "this session", $"Run {what}{SweepFolder.InPlaceOf(root)}"))
        {
            return;
        }

        if (plan.Pruning is not null)
        {
            plan.Pruning.Epochs = SweepLook.Epochs(plan, Location, () => IsStopping);
        }

        if (plan.Pruning is { HasRungs: true } pruning)
        {
            double all = isHyperband && Trial is null ? pruning.AllBrackets() : plan.Trials;
            plan.Trials = all > SweepPlan.MostTrials ? throw Errors.TooManyTrials(all, SweepPlan.MostTrials) : (int)all;
            pruning.Add(plan.Trials);
        }

        SweepFolder? folder = null;
        if (root is not null)
        {
            folder = SweepFolder.Open(SweepFolder.Create(root, plan, Force).Root, out Dictionary<string, object?> document);
            plan = SweepPlan.Read(folder, document, SessionState, 0); // as another session reads it
        }

        Run(plan, folder);
    });

    private void Check(SweepSampler sampler)
    {
        bool hasRungs = Prune is SweepPruner.SuccessiveHalving or SweepPruner.Hyperband;
        bool hasRounds = Prune == SweepPruner.Median || (sampler == SweepSampler.Tpe && !hasRungs);
        if (!hasRounds && IsGiven(nameof(RoundSize)))
        {
            throw Errors.Invalid("ParameterHasNoEffect", hasRungs ? "-RoundSize has no effect with brackets, each of which is a round: leave it out."
                : "-RoundSize has an effect only with -Sampler Tpe or -Prune Median.");
        }

        if (!hasRungs && IsGiven(nameof(PruneFactor)))
        {
            throw Errors.NoEffect(nameof(PruneFactor), "Prune SuccessiveHalving or Hyperband");
        }

        if (Prune is null && IsGiven(nameof(PruneEpoch)))
        {
            throw Errors.NoEffect(nameof(PruneEpoch), nameof(Prune));
        }

        if (Prune == SweepPruner.Hyperband && sampler == SweepSampler.Grid)
        {
            throw Errors.HyperbandDraws();
        }

        if (Prune == SweepPruner.SuccessiveHalving && sampler == SweepSampler.Tpe)
        {
            throw Errors.HalvingLearnsNothing();
        }
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
