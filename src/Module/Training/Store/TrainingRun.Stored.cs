using System.Collections.Specialized;
using System.Text;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <content>A run that lasts: its name and its folder in a store, and how it comes back from there.</content>
public sealed partial class TrainingRun
{
    private readonly NormToolsException? failure; // why there is no such run
    private WeakReference<Dataset>? trainingData;
    private WeakReference<Dataset>? validationData;

    private TrainingRun(RunDocument document)
    {
        Path = document.Folder;
        Name = document.Name;
        ModelText = document.ModelText;
        ModelSeed = document.ModelSeed;
        Options = document.Options();
        handle = ObjectHandle.None;
        Started = document.Started;
        ResumedFrom = document.ResumedFrom;
        DataFingerprint = document.Data;
        Versions = document.Versions;
        Progress = document.Progress;
        history = document.History(Options.Metrics);
        State = document.State;
        Reason = document.Reason;
        begun = true;
        long result = document.ResultEpoch;
        Result = result > 0 ? history[result - 1] : null;
        if (State == TrainingState.Running && !RunFolder.IsInUse(Path))
        {
            State = TrainingState.Interrupted;
            Reason = "Its process ended in the midst of it.";
        }
    }

    private TrainingRun(NormToolsException failure)
    {
        this.failure = failure;
        ModelText = string.Empty;
        Options = new TrainingOptions();
        handle = ObjectHandle.None;
    }

    /// <summary>The run's name in its store; null for a run that was given none.</summary>
    public string? Name { get; private set; }

    /// <summary>The folder that keeps the run; null for a run without a name.</summary>
    public string? Path { get; private set; }

    /// <summary>When the run began.</summary>
    public DateTime Started { get; private set; } = DateTime.Now;

    /// <summary>Where the run went on from, in words; null for one that was not broken off.</summary>
    public string? ResumedFrom { get; private set; }

    /// <summary>What the core said of the run's options.</summary>
    internal Dictionary<string, object?> Description { get; private set; } = new Dictionary<string, object?>();

    /// <summary>Rows and hashes of training and validation data; null where the run is not kept in a store.</summary>
    internal OrderedDictionary? DataFingerprint { get; private set; }

    /// <summary>What made the run; null where it is not kept in a store.</summary>
    internal OrderedDictionary? Versions { get; private set; }

    /// <summary>The data that it was trained on, as long as somebody in this session has them.</summary>
    internal Dataset? TrainingData => Target(trainingData);

    /// <summary>The data that judged its epochs, as long as somebody in this session has them.</summary>
    internal Dataset? ValidationData => Target(validationData);

    /// <summary>Whether it only has to be driven on: nothing of it was freed.</summary>
    internal bool IsAtHand => State == TrainingState.Interrupted && trainingLease is not null;

    /// <summary>Whether the process has, or may have, the state that it ended with.</summary>
    internal bool HasState => !handle.IsInvalid;

    /// <summary>In the place of a run that there is not.</summary>
    internal static TrainingRun NotFound(NormToolsException failure) => new TrainingRun(failure);

    /// <exception cref="NormToolsException">There is no such run.</exception>
    internal void ThrowIfNotFound()
    {
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>The run of a folder, without its model, which is read when it is asked for.</summary>
    /// <exception cref="NormToolsException">DamagedRun, NewerRun.</exception>
    internal static TrainingRun FromFolder(string folder) => RunDocument.Guard(folder, () => new TrainingRun(RunDocument.Read(folder)));

    /// <summary>Sets the run to where a checkpoint was written.</summary>
    internal void Restore(string path)
    {
        byte[] text = Encoding.UTF8.GetBytes(path);
        Status status = NativeMethods.RunRestore(handle, text, text.Length, out RunProgress progress);
        TakeOver(status, progress);
    }

    /// <summary>Goes on where another run of the same model stands, or stood when it ended.</summary>
    internal void Restore(TrainingRun other)
    {
        Status status = NativeMethods.RunRestoreFrom(handle, other.handle, out RunProgress progress);
        TakeOver(status, progress);
    }

    private void TakeOver(Status status, in RunProgress progress)
    {
        try
        {
            status.ThrowIfFailed();
        }
        catch (NormToolsException)
        {
            FreeData();
            handle.Dispose();
            throw;
        }

        history = Array.Empty<TrainingEpoch>();
        Options.Seed = Options.SeedIsDrawn ? null : Options.Seed; // the file's stream took the place of the drawn one
        Update(progress);
        ResumedFrom = Place(progress);
    }

    /// <summary>Gives the run its place in a store.</summary>
    internal unsafe void KeepIn(string folder)
    {
        Path = folder;
        Name = System.IO.Path.GetFileName(folder);
        Versions = RunDocument.VersionsOfThis();
        string text = NativeText.Read((buffer, capacity, length) => NativeMethods.RunData(handle, buffer, capacity, length));
        DataFingerprint = RunJson.Table(RunJson.Read(text));
    }

    /// <summary>The run began when the one did that it goes on with.</summary>
    internal void BeganWith(DateTime started) => Started = started;

    /// <summary>Its folder is gone.</summary>
    internal void Forget()
    {
        Path = null;
        Name = null;
    }

    /// <summary>Reads the model of a run of a store.</summary>
    internal Model LoadModel(bool allowScript)
    {
        Model loaded = Model.Load(System.IO.Path.Combine(Path!, RunFolder.ModelFile), allowScript);
        loaded.LastRun = this;
        model = loaded;
        return loaded;
    }

    private static Dataset? Target(WeakReference<Dataset>? data) => data is not null && data.TryGetTarget(out Dataset found) ? found : null;

    private static string Place(in RunProgress progress) => progress.Step == 0 || progress.Step == progress.StepsPerEpoch
        ? FormattableString.Invariant($"epoch {progress.Records} of {progress.Epochs}")
        : FormattableString.Invariant($"epoch {progress.Epoch} of {progress.Epochs}, step {progress.Step} of {progress.StepsPerEpoch}");
}
