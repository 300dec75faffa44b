using System.Management.Automation;
using System.Text;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>The training of a model: its options, its history, how it ended.</summary>
public sealed partial class TrainingRun : IDisplay, IResultText
{
    private const string ListedType = "NormTools.TrainingRun#List"; // that the view is of

    private ObjectHandle handle;
    private string? checkpointStamp;
    private Model? model;
    private volatile TrainingEpoch[] history = Array.Empty<TrainingEpoch>(); // replaced, never changed
    private Dataset? training; // until the run begins
    private bool begun;
    private double? rate; // that was set, until a step is taken with it
    private DatasetLease? trainingLease;
    private DatasetLease? validationLease;

    private TrainingRun(Model model, TrainingOptions options, IntPtr handle, DatasetLease training, DatasetLease? validation)
    {
        this.model = model;
        ModelText = model.ToString();
        ModelSeed = model.Seed;
        Options = options;
        this.handle = new ObjectHandle(handle);
        trainingLease = training;
        validationLease = validation;
    }

    /// <summary>The model that is trained; that of a run of a store is read from its file when it is asked for.</summary>
    /// <exception cref="NormToolsException">ModelNotKept: this is only the record of a run.</exception>
    public Model Model => model ?? (Path is null ? throw Errors.ModelNotKept() : LoadModel(allowScript: false));

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>One record for each epoch.</summary>
    public TrainingEpoch[] History => (TrainingEpoch[])history.Clone();

    internal TrainingEpoch? LastEpoch => history.LastOrDefault();

    /// <summary>The state of the run.</summary>
    public TrainingState State { get; private set; } = TrainingState.Running;

    /// <summary>Why it ended, in words.</summary>
    public string Reason { get; private set; } = "It has not started.";

    /// <summary>The number of finished epochs.</summary>
    public int EpochCount => history.Length;

    /// <summary>The epoch whose monitored value was best; null before the first.</summary>
    public long? BestEpoch => Progress.BestEpoch > 0 ? Progress.BestEpoch : (long?)null;

    /// <summary>The record of the epoch whose weights the model has: the best one if it was restored, otherwise the
    /// last.</summary>
    public TrainingEpoch? Result { get; private set; }

    /// <summary>The number of steps that were skipped because their gradients were not finite; counted only if
    /// gradients are clipped.</summary>
    public long SkippedStep => Progress.Skipped;

    /// <summary>The share of the penalised weights that are 0; null if none are penalised or bounded.</summary>
    public double? ZeroShare => double.IsNaN(Progress.ZeroShare) || Progress.Records == 0 ? (double?)null : Progress.ZeroShare;

    /// <summary>The learning rate of the last step. It can be set behind an epoch, as in -OnEpoch: it holds from the next step on, what
    /// a schedule changes is changed in proportion, and the history has it.</summary>
    public double LearningRate
    {
        get => rate ?? Progress.LearningRate;
        set
        {
            NativeMethods.RunRate(handle, value).ThrowIfFailed();
            rate = value;
        }
    }

    /// <summary>The time spent training.</summary>
    public TimeSpan Duration => TrainingEpoch.Time(Progress.ElapsedSeconds);

    /// <summary>Whether Resume-TrainingRun can go on: at once, or with -Data where the run is of another session.</summary>
    public bool CanResume => State == TrainingState.Interrupted && (trainingLease is not null || Path is not null);

    /// <summary>The model as one line of text.</summary>
    internal string ModelText { get; }

    /// <summary>The seed that the model's stream began with.</summary>
    internal ulong? ModelSeed { get; }

    internal RunProgress Progress { get; private set; }

    /// <summary>The failure that ended the run because something other than the loss was not finite.</summary>
    internal NormToolsException? Divergence { get; private set; }

    internal bool StopRequested { get; private set; }

    /// <summary>The claim on the model by the command that drives the run.</summary>
    internal TrainingClaim? Claim { get; set; }

    /// <summary>The file that its checkpoints were written to last.</summary>
    internal string? Checkpoint { get; set; }

    /// <summary>Asks a running run to end after the current epoch. A script of -OnEpoch can call it, or any other
    /// script that has the run.</summary>
    public void Stop() => StopRequested = State == TrainingState.Running;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{State}: {EpochCount:N0} of {Text.Count(Options.Epoch, "epoch")}");

    /// <summary>The run as a short table.</summary>
    public string ToDisplayString() => TrainingRunDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => TrainingRunDisplay.Render(this, width);

    string IResultText.ResultText => Result is null ? string.Empty : TrainingRunDisplay.ShortResult(this, Result);

    /// <summary>Whether the run is shown as a row of a table, as one of several, rather than with its epochs.</summary>
    internal void IsShownInList(bool isListed)
    {
        System.Collections.ObjectModel.Collection<string> names = PSObject.AsPSObject(this).TypeNames;
        string type = typeof(TrainingRun).FullName!;
        int place = names.IndexOf(isListed ? type : ListedType);
        if (place >= 0)
        {
            names[place] = isListed ? ListedType : type; // in its place: a view that shows all of an object takes precedence
        }
    }

    internal static unsafe TrainingRun Create(Model model, TrainingOptions options, Dataset training, Dataset? validation)
    {
        using HandleLease lease = model.Hold();
        byte[] json = options.ToJson();
        var trainingLease = new DatasetLease(training);
        DatasetLease? validationLease = validation is null ? null : new DatasetLease(validation);
        try
        {
            DatasetView view = validationLease?.View ?? default;
            MemoryPressure.MakeRoom(0);
            NativeMethods.RunCreate(
                model.Handle,
                json,
                json.Length,
                trainingLease.View,
                validationLease is null ? null : &view,
                options.Generator?.Handle ?? ObjectHandle.None,
                out IntPtr run).ThrowIfFailed();
            var made = new TrainingRun(model, options, run, trainingLease, validationLease) { training = training };
            made.trainingData = new WeakReference<Dataset>(training);
            made.validationData = validation is null ? null : new WeakReference<Dataset>(validation);
            made.ReadOptions();
            return made;
        }
        catch (NormToolsException failure)
        {
            trainingLease.Dispose();
            validationLease?.Dispose();
            throw failure.Id == "NotFiniteData" ? StoredGaps.Named(failure, ("training", training), ("validation", validation)) : model.Told(failure, training);
        }
    }

    /// <summary>Makes the run the model's LastRun, and lists it in Get-TrainingRun.</summary>
    internal void Begin()
    {
        if (training is not null)
        {
            Model.Remember(training, Options.LossSpecification);
            training = null;
        }

        Model.LastRun = this;
        State = TrainingState.Running;
        Reason = "It is under way.";
        if (!begun)
        {
            begun = true;
            TrainingRuns.Add(this);
        }
    }

    /// <summary>Trains for a time slice; a finished epoch is in the history when this returns.</summary>
    internal RunState Advance(double milliseconds)
    {
        State = TrainingState.Running;
        Reason = "It is under way.";
        RunProgress progress = default;
        Status Slice() => NativeMethods.RunAdvance(handle, milliseconds, out progress);
        try
        {
            if (Options.Seed is not null)
            {
                Slice().ThrowIfFailed(); // the run has its own stream
            }
            else
            {
                (Options.Generator ?? Model.Generator).Use(_ => Slice());
            }
        }
        catch (NormToolsException failure) when (failure.Category == ErrorCategory.InvalidResult)
        {
            Divergence = failure; // the run has ended there
            Slice().ThrowIfFailed();
        }

        Update(progress);
        return progress.State;
    }

    internal void Finish(TrainingState state, string reason)
    {
        NativeMethods.RunFinish(handle, out RunProgress progress).ThrowIfFailed();
        handle.Count();
        Update(progress);
        State = state;
        Reason = reason;
        bool restored = Options.RestoresBest && progress.BestEpoch > 0;
        Result = history.Length == 0 ? null
            : restored ? history[(int)progress.BestEpoch - 1]
            : history[history.Length - 1];
        FreeData();
    }

    internal void Interrupt(string reason)
    {
        State = TrainingState.Interrupted;
        Reason = reason;
        Result = history.Length == 0 ? null : history[history.Length - 1];
        StopRequested = false;
    }

    internal void Save(string path)
    {
        if (checkpointStamp is not null && CheckpointFile.Stamp(path) is string stamp && stamp != checkpointStamp
            && checkpointStamp.StartsWith(path + "|", StringComparison.Ordinal))
        {
            throw Errors.CheckpointChanged(path);
        }

        byte[] text = Encoding.UTF8.GetBytes(path);
        NativeMethods.RunSave(handle, text, text.Length).ThrowIfFailed();
        checkpointStamp = CheckpointFile.Stamp(path);
    }

    private unsafe void ReadOptions()
    {
        string text = NativeText.Read((buffer, capacity, length) => NativeMethods.RunDescribe(handle, buffer, capacity, length));
        Description = (Dictionary<string, object?>)Json.Read(text)!;
        Options.Fill(Description);
    }

    private void FreeData()
    {
        trainingLease?.Dispose();
        validationLease?.Dispose();
        trainingLease = null;
        validationLease = null;
    }

    private void Update(in RunProgress progress)
    {
        Progress = progress;
        rate = null;
        int known = history.Length;
        if (known == progress.Records)
        {
            return;
        }

        RunMetric[] metrics = Options.Metrics;
        var ofTraining = new double[metrics.Length];
        var ofValidation = new double[metrics.Length];
        TrainingEpoch[] longer = history;
        Array.Resize(ref longer, checked((int)progress.Records));
        for (int i = known; i < longer.Length; i++)
        {
            NativeMethods.RunRecord(handle, i, out EpochRecord record).ThrowIfFailed();
            NativeMethods.RunMetrics(handle, i, ofTraining, ofValidation, metrics.Length).ThrowIfFailed();
            longer[i] = new TrainingEpoch(record, metrics, ofTraining, ofValidation);
            TakeGiven(longer[i], i);
        }

        history = longer;
    }
}
