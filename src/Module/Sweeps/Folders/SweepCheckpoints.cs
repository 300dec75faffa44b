using System.Diagnostics;

namespace NormTools;

/// <summary>The files that the runs of a sweep go on from: in the folders of the trials, or in a folder for the time of the command.</summary>
internal sealed class SweepCheckpoints : IDisposable
{
    public const string Extension = ".checkpoint";

    private readonly SweepFolder? folder;
    private readonly string? own;

    /// <param name="folder">The sweep's; null where nothing is kept.</param>
    public SweepCheckpoints(SweepFolder? folder)
    {
        this.folder = folder;
        own = folder is null ? Path.Combine(Path.GetTempPath(), $"NormTools-{Process.GetCurrentProcess().Id}-{Guid.NewGuid():N}") : null;
    }

    /// <summary>The pattern of their names.</summary>
    public const string Pattern = "*" + Extension;

    /// <summary>The file of a run.</summary>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="repeat">The repetition, from 0.</param>
    /// <param name="rung">The rung that it is the end of, from 0.</param>
    public string Of(int trial, int repeat, int rung)
    {
        string place = folder?.Of(trial) ?? Path.Combine(own!, FormattableString.Invariant($"{trial + 1}"));
        Directory.CreateDirectory(place);
        return Path.Combine(place, FormattableString.Invariant($"run-{repeat + 1}-rung-{rung + 1}{Extension}"));
    }

    /// <summary>The file of a run that is under way, from which another process goes on where this one ends.</summary>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="repeat">The repetition, from 0.</param>
    /// <param name="number">Which run of the script it is, from 1.</param>
    public string OfRun(int trial, int repeat, int number) =>
        Path.Combine(folder!.Of(trial), FormattableString.Invariant($"run-{repeat + 1}-under-way-{number}{Extension}"));

    /// <summary>Deletes those of the runs that were under way.</summary>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="repeat">The repetition, from 0; null for all.</param>
    public void ClearRuns(int trial, int? repeat)
    {
        foreach (string file in Directory.GetFiles(folder!.Of(trial), FormattableString.Invariant($"run-{(repeat is null ? "*" : $"{repeat + 1}")}-under-way-*{Extension}")))
        {
            Remove(() => File.Delete(file));
        }
    }

    /// <summary>Deletes those of a trial that nobody goes on from any more.</summary>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="rung">The rung whose files are needed; null for none.</param>
    public void Clear(int trial, int? rung)
    {
        string place = folder?.Of(trial) ?? Path.Combine(own!, FormattableString.Invariant($"{trial + 1}"));
        if (!Directory.Exists(place))
        {
            return;
        }

        string kept = FormattableString.Invariant($"-rung-{rung + 1}{Extension}");
        foreach (string file in Directory.GetFiles(place, Pattern).Where(file => rung is null || !file.EndsWith(kept, StringComparison.Ordinal)))
        {
            Remove(() => File.Delete(file));
        }
    }

    public void Dispose()
    {
        if (own is not null && Directory.Exists(own))
        {
            Remove(() => Directory.Delete(own, recursive: true));
        }
    }

    // What cannot be deleted now is of no use, and harms nobody.
    private static void Remove(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
