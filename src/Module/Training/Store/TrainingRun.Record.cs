using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <content>What is known of a run, without what it trains with.</content>
public sealed partial class TrainingRun
{
    /// <summary>One record for each epoch; not a copy, as <see cref="History"/> is.</summary>
    internal IReadOnlyList<TrainingEpoch> Records => history;

    /// <summary>The record of a run that has ended, without its model.</summary>
    internal TrainingRun Record()
    {
        var record = (TrainingRun)MemberwiseClone();
        record.model = null;
        record.handle = ObjectHandle.None;
        record.Claim = null;
        return record;
    }

    /// <summary>The record of a run, with a copy of its model.</summary>
    internal TrainingRun WithOwnModel()
    {
        TrainingRun copy = Record();
        (copy.trainingLease, copy.validationLease) = (null, null);
        if (model is not null) // that of a store is read anew
        {
            copy.model = model.Clone();
            copy.model.LastRun = copy;
        }

        return copy;
    }

    /// <summary>Writes a run that has ended into a folder, as a store has it but for its checkpoint.</summary>
    internal void WriteTo(string folder)
    {
        TrainingRun record = Record();
        record.Path = folder;
        record.Name = System.IO.Path.GetFileName(folder);
        record.Versions = RunDocument.VersionsOfThis();
        record.DataFingerprint ??= new OrderedDictionary();
        SafeFile.Write(System.IO.Path.Combine(folder, RunFolder.MetricsFile), string.Concat(history.Select(RunDocument.Line)));
        Model.Save(System.IO.Path.Combine(folder, RunFolder.ModelFile));
        SafeFile.Write(System.IO.Path.Combine(folder, RunFolder.Document), RunDocument.Write(record));
    }
}
