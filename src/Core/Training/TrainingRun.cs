using System.Diagnostics;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Memory;
using NormTools.Core.Metrics;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>Trains a model in time slices; between slices the caller can read its progress.</summary>
/// <remarks>
/// The random stream is that of torch.manual_seed(seed) called just before PyTorch's loop: each epoch draws what its
/// DataLoader draws (see <see cref="BatchOrder"/>), dropout draws from the same stream, and validation draws nothing
/// unless asked to.
/// </remarks>
internal sealed unsafe partial class TrainingRun : IDisposable, IHoldsMemory
{
    private readonly Model model;
    private readonly RunOptions options;
    private readonly BatchReader training;
    private readonly BatchReader? validation;
    private readonly Generator generator;
    private readonly Pass pass;
    private readonly List<EpochResult> history = [];
    private readonly int batchSize;
    private readonly long stepsPerEpoch;
    private readonly Lock gate = new();
    private readonly BatchOrder? order;
    private readonly Generator? generatorCopy;
    private readonly ParameterGroups? groups;
    private readonly AugmentedBatches? augmented;
    private Plan? plan;
    private void* targets;
    private float* weights;
    private float* unitTargets;
    private byte* bufferCopy;
    private byte* best;
    private bool holdsModel;

    /// <summary>Checks everything and plans the step. The model is kept alive until the run has ended.</summary>
    /// <param name="stream">The stream to draw from if the options have no seed; null for the model's own
    /// stream.</param>
    public TrainingRun(
        Model model, RunOptions options, BatchReader training, BatchReader? validation, Generator? stream = null)
    {
        if (stream is not null && options.Seed is not null)
        {
            throw CoreException.Argument("SeedAndGenerator", "A run has a seed or a generator, but both were given.");
        }

        this.model = model.AddReference();
        holdsModel = true;
        this.options = options;
        this.training = training;
        this.validation = validation;
        try
        {
            FixedStatistics = options.Groups.FixedStatistics(model);
            RunChecks.All(model, options, training, validation, FixedStatistics);
            batchSize = (int)Math.Min(options.BatchSize, training.Count);
            stepsPerEpoch = options.DropLast
                ? training.Count / batchSize
                : (training.Count + batchSize - 1) / batchSize;
            generator = options.Seed is ulong seed ? new Generator(seed) : stream ?? model.Stream;
            order = new BatchOrder(
                training.Count, options.Shuffle, options.OrderSeed, Oversampling.Weights(options, training), options.Augmentation.List.Count > 0);
            pass = new Pass { Threads = options.Threads, Generator = generator };
            targets = NativePool.Rent(batchSize * sizeof(float) * training.View.TargetWidth);
            weights = training.View.Weights is null ? null : (float*)NativePool.Rent(batchSize * (long)sizeof(float));
            unitTargets = training.ScalesTargets && options.Metrics.Count > 0 ? (float*)NativePool.Rent(batchSize * sizeof(float) * training.View.TargetWidth) : null;
            bufferCopy = (byte*)NativePool.Rent(BufferBytes);
            best = options.Stopping.RestoresBest ? (byte*)NativePool.Rent(model.StateBytes) : null;
            plan = Plan.ForTraining(model, batchSize, FixedStatistics);
            generatorCopy = plan.Operations.Any(operation => operation.Draws) ? new Generator(0) : null;
            EvidenceNeeds needs = options.Metrics.Aggregate(default(EvidenceNeeds), (all, metric) => all | metric.Needs);
            trainingEvidence = new MetricEvidence(options.Loss, needs);
            validationEvidence = validation is null ? null : new MetricEvidence(options.Loss, needs);
            groups = options.Groups.Apply(model, options.Optimizer, options.Schedule);
            groups.Begin((float*)model.Memory, plan.Gradients, options.Epochs, options.Epochs * stepsPerEpoch);
            options.Penalties.Begin(model, groups.Merged, options.Groups);
            options.Average.Begin(model);
            augmented = options.Augmentation.List.Count == 0 ? null
                : new AugmentedBatches(options.Augmentation, training, model, options.Loss, batchSize, options.Threads);
            accumulated = options.Accumulate > 1 ? (float*)NativePool.RentCleared(model.ParameterBytes) : null;
        }
        catch (Exception)
        {
            Free();
            throw;
        }
    }

    public IReadOnlyList<EpochResult> History => history;

    public RunOptions Options => options;

    /// <summary>Places of the batch normalisations whose statistics stay, and are what they normalise by.</summary>
    public IReadOnlySet<string> FixedStatistics { get; } = new HashSet<string>();

    /// <summary>The parameter groups with their optimisers and schedules.</summary>
    public ParameterGroups Groups => groups!;

    private long BufferBytes => model.StateBytes - model.ParameterBytes;

    private bool HasEnded => plan is null;

    /// <summary>The arena, gradients, optimiser state, best weights and order of the samples; the model's own memory is
    /// counted there.</summary>
    public long HeldBytes => plan is not Plan held ? kept?.Length ?? 0
        : held.ArenaBytes
            + model.ParameterBytes
            + groups!.HeldBytes
            + options.Average.HeldBytes
            + (augmented?.HeldBytes ?? 0)
            + (accumulated is null ? 0 : model.ParameterBytes)
            + (options.Stopping.RestoresBest ? model.StateBytes : 0)
            + BufferBytes
            + (options.Shuffle ? training.Count * sizeof(long) : 0); // one that is oversampled is shuffled, too

    /// <summary>Trains until the slice is over, an epoch and its validation have finished, or the run has
    /// ended.</summary>
    /// <remarks>
    /// When the caller cancels (<see cref="Cancellation"/>), a step or a batch of validation under way is rolled back:
    /// the run continues from before it, to the same bits.
    /// </remarks>
    public RunProgress Advance(double milliseconds)
    {
        if (!gate.TryEnter())
        {
            throw CoreException.State("RunBusy", "The run is being advanced by another thread.");
        }

        int threads = Workers.UseThreads(options.Threads);
        try
        {
            if (!HasEnded)
            {
                using ModelGate.Use use = model.Gate.Change();
                Settle();
                sliceStart = Stopwatch.GetTimestamp();
                Work(sliceStart + (long)(Math.Clamp(milliseconds, 0, 1e9) / 1000 * Stopwatch.Frequency));
                CountTime();
            }

            return Progress();
        }
        finally
        {
            Workers.UseThreads(threads);
            gate.Exit();
        }
    }

    /// <summary>Ends the run at its present step.</summary>
    public RunProgress Finish()
    {
        lock (gate)
        {
            if (!HasEnded)
            {
                int* deferred = Cancellation.Defer();
                try
                {
                    using ModelGate.Use use = model.Gate.Change();
                    End(RunState.Stopped);
                }
                finally
                {
                    Cancellation.Use(deferred);
                }
            }

            return Progress();
        }
    }

    /// <summary>Sets the learning rate from the next step on.</summary>
    /// <exception cref="CoreException">RunFinished, NoRateToChange.</exception>
    public void UseRate(double rate)
    {
        lock (gate)
        {
            RefuseEnded();
            groups!.UseRate(rate);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            Free();
        }
    }

    private RunProgress Progress() => new()
    {
        State = state,
        Validating = evaluator is null ? 0 : 1,
        Ending = !HasEnded && !epochOpen && (stop || epoch == options.Epochs) ? 1 : 0,
        Awaiting = awaits ? 1 : 0,
        Epoch = epoch,
        Epochs = options.Epochs,
        Step = step,
        StepsPerEpoch = stepsPerEpoch,
        Records = history.Count,
        BestEpoch = options.Stopping.BestEpoch,
        BestValue = options.Stopping.BestValue,
        RunningLoss = trainingTotals.MeanLoss,
        StepLoss = stepLoss,
        LearningRate = rate,
        Skipped = skipped,
        ZeroShare = zeroShare,
        GradientNorm = gradientNorm,
        ElapsedSeconds = totalSeconds,
    };

    private void End(RunState ending)
    {
        Settle();
        if (ending != RunState.NotFinite)
        {
            Keep();
        }

        state = ending;
        FinishPool();
        if (best is not null && options.Stopping.HasWeights)
        {
            Buffer.MemoryCopy(best, model.Memory, model.StateBytes, model.StateBytes);
        }

        Free();
    }

    private void Free()
    {
        evaluator?.Dispose();
        evaluator = null;
        EndPool();
        plan?.Dispose();
        plan = null;
        order?.Dispose();
        groups?.Dispose();
        options.Average.Dispose();
        augmented?.Dispose();
        NativePool.Return(accumulated);
        accumulated = null;
        NativePool.Return(targets);
        NativePool.Return(weights);
        NativePool.Return(unitTargets);
        NativePool.Return(bufferCopy);
        NativePool.Return(best);
        targets = null;
        weights = null;
        unitTargets = null;
        bufferCopy = null;
        best = null;
        if (holdsModel)
        {
            holdsModel = false;
            model.Release();
        }
    }
}
