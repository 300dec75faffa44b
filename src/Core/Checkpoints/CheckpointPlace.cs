using NormTools.Core.Data;

namespace NormTools.Core.Checkpoints;

/// <summary>What is at the path where a checkpoint is to be written.</summary>
internal enum PlaceContent
{
    Nothing = 0,
    Checkpoint = 1,
    Other = 2,
}

/// <summary>Checks the path of a checkpoint before the run that will write to it starts.</summary>
internal static class CheckpointPlace
{
    /// <summary>Finds out what is there and, unless it is some other file, makes sure that the checkpoint can be
    /// written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="epoch">The epoch of an existing checkpoint; -1 where that is not known.</param>
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
                    "FileNotWritable", $"\"{path}\" exists but cannot be read; only a checkpoint would be replaced."),
                _ => PlaceContent.Other,
            };
        }
    }
}
