using NormTools.Contract;

namespace NormTools;

/// <summary>One training of a new model: on what, how, with which seed, and what came of it.</summary>
/// <remarks>
/// <see cref="Prepare"/> belongs to the thread of the pipeline, because options, models and steps may be scripts;
/// <see cref="Train"/> may be done by any thread. Nothing is drawn but from streams of its own, and it is not among the session's
/// runs.
/// </remarks>
internal sealed class Trial
{
    private readonly Func<Dataset, ulong, Model> model;
    private readonly Func<DatasetSplit> data;
    private readonly Func<Model, Dataset, Dataset?, TrainingOptions> options;

    private DatasetSplit? parts;
    private Model? made;
    private TrainingRun? run;
    private double share;

    /// <param name="model">Makes the model for training rows, from a seed.</param>
    /// <param name="data">Gives the rows to train on and, where options need them, to validate epochs by; it is asked when the
    /// trial's turn comes.</param>
    /// <param name="options">Makes the options of the run, but for seed and threads.</param>
    /// <param name="seed">The seed of the model and of the run.</param>
    public Trial(
        Func<Dataset, ulong, Model> model, Func<DatasetSplit> data, Func<Model, Dataset, Dataset?, TrainingOptions> options, ulong seed)
    {
        this.model = model;
        this.data = data;
        this.options = options;
        Seed = seed;
    }

    public ulong Seed { get; }

    /// <summary>What is asked of the trained model, with the parts that it was trained on; by whatever thread trained it, so
    /// without scripts.</summary>
    public Action<Model, DatasetSplit, TrainingRun>? Judge { get; set; }

    /// <summary>Whether the run keeps its model; otherwise that is freed when it has been judged.</summary>
    public bool KeepsModel { get; set; }

    /// <summary>The run; null until it has ended, or where there is none because of <see cref="Failure"/>.</summary>
    public TrainingRun? Run { get; private set; }

    /// <summary>Why there is no trained model; null where there is one.</summary>
    public NormToolsException? Failure { get; private set; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Share => Volatile.Read(ref share);

    /// <summary>Makes model and run, which checks everything.</summary>
    /// <param name="threads">The most threads of the run.</param>
    /// <param name="warnings">What would train, but probably not as intended; null for not to look.</param>
    /// <param name="warn">Takes warnings.</param>
    public void Prepare(int threads, Func<Model, TrainingOptions, Dataset, IEnumerable<string>>? warnings, Action<string> warn)
    {
        try
        {
            DatasetSplit given = data();
            Preprocessor? wanted = given.Train.ForModel();
            Dataset? Like(Dataset? part) => part is null ? null : ModelInput.Prepare(wanted, part, warn);
            parts = new DatasetSplit(given.Train, Like(given.Validation), Like(given.Test));
            made = model(parts.Train, Seed);
            TrainingOptions own = options(made, parts.Train, parts.Validation);
            own.Seed = Seed;
            own.Thread = threads;
            run = TrainingRun.Create(made, own, parts.Train, parts.Validation);
            made.Remember(parts.Train, own.LossSpecification);
            foreach (string warning in warnings?.Invoke(made, own, parts.Train) ?? Array.Empty<string>())
            {
                warn(warning);
            }
        }
        catch (NormToolsException failure)
        {
            Failure = failure;
            Free();
        }
    }

    /// <summary>Trains the model that was prepared to the end, and judges it; nothing where it could not be prepared.</summary>
    /// <exception cref="System.Management.Automation.PipelineStoppedException">The flag of this thread was raised.</exception>
    public void Train()
    {
        if (run is null)
        {
            return;
        }

        try
        {
            RunState state = run.AdvanceToEnd(() =>
            {
                RunProgress now = run.Progress;
                double steps = (double)now.Epochs * now.StepsPerEpoch;
                Volatile.Write(ref share, steps > 0 ? ((Math.Max(now.Epoch - 1, 0) * now.StepsPerEpoch) + now.Step) / steps : 0);
            });
            if (state == RunState.NotFinite)
            {
                throw Errors.Diverged(run.Divergence, run.Progress, LossMemory.CauseOfNaN(run.Options.LossSpecification));
            }

            run.Finish(state == RunState.StoppedEarly ? TrainingState.StoppedEarly : TrainingState.Finished, "The trial is done.");
            Judge?.Invoke(made!, parts!, run);
            Run = KeepsModel ? run : run.Record();
        }
        catch (NormToolsException failure)
        {
            Failure = failure;
        }
        finally
        {
            Volatile.Write(ref share, 1);
            Free();
        }
    }

    /// <summary>Gives up what was prepared.</summary>
    public void Free()
    {
        if (run is not null && run.State == TrainingState.Running)
        {
            run.Finish(TrainingState.Interrupted, "The trial was given up.");
        }

        if (Run is null || !KeepsModel)
        {
            made?.Dispose();
        }

        (parts, made, run) = (null, null, null);
    }
}
