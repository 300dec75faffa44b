using NormTools.Core.Data;

namespace NormTools.Core.Checkpoints;

/// <summary>What lies where a checkpoint is to be written.</summary>
internal enum PlaceContent
{
    Nothing = 0,
    Checkpoint = 1,
    Other = 2,
}

/// <summary>The place of a checkpoint, before a run that will write there.</summary>
internal static class CheckpointPlace
{
    /// <summary>Looks what is there and, unless it is something else than a checkpoint, makes sure that it can be
    /// written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="epoch">The epoch in which a checkpoint stands; -1 where that is not known.</param>
    /// <exception cref="CoreException">FileNotWritable, NotARegularFile, Cancelled.</exception>
    public static PlaceContent Prepare(string path, out long epoch)
    {
        PlaceContent content = Look(path, out epoch);
        if (content != PlaceContent.Other)
        {
            ReplacedFile.Prepare(path);
        }

        return content;
    }

    private static PlaceContent Look(string path, out long epoch)
    {
        epoch = -1;
        try
        {
            using CheckpointReader file = new(path);
            epoch = file.Has("run.epoch") ? file.Integer("run.epoch")
                : file.Integers("counters") is { Length: > 3 } counters ? counters[3]
                : -1;
            return PlaceContent.Checkpoint;
        }
        catch (CoreException failure) when (failure.Id != "Cancelled")
        {
            return failure.Id switch
            {
                "PathNotFound" => PlaceContent.Nothing,
                "NewerCheckpoint" or "DamagedFile" => PlaceContent.Checkpoint,
                "FileNotAccessible" => throw CoreException.Write(
                    "FileNotWritable", $"\"{path}\" is there, but cannot be read: a checkpoint alone would be replaced."),
                _ => PlaceContent.Other,
            };
        }
    }
}
