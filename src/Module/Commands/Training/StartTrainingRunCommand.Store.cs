using System.Management.Automation;

namespace NormTools.Commands;

/// <content>Where the run is kept.</content>
public sealed partial class StartTrainingRunCommand
{
    /// <summary>The run's name, under which it is kept in a store: Get-TrainingRun finds it in any session.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The store, a folder; without it that of Set-NormToolsOption -RunPath, of the variable NORMTOOLS_RUNS, or
    /// runs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    // The folder of -Name, which is this command's alone from here on; null where there is no name.
    private RunFolder? Place()
    {
        if (Name is null)
        {
            return Path is null ? null : throw Errors.NoEffect(nameof(Path), nameof(Name));
        }

        if (CheckpointPath is not null)
        {
            throw Errors.Exclusive(nameof(CheckpointPath), nameof(Name));
        }

        string store = RunStore.Folder(Path, SessionState.Path);
        RunStore.ThrowIfFile(store);
        string folder = RunStore.FolderOf(store, Name);
        bool isThere = RunFolder.HasFiles(folder);
        if (Resume && !isThere)
        {
            throw Errors.NothingToResume(Name, store);
        }

        if (Force && FileLink.IsLink(folder))
        {
            throw Errors.RunIsLink(Name, folder);
        }

        RunFolder place = RunFolder.Open(folder);
        if (isThere && !Resume && !Force)
        {
            place.Dispose();
            throw Errors.RunExists(System.IO.Path.GetFileName(folder), store, Describe(folder));
        }

        return place;
    }

    private void GoOn(TrainingRun run, RunFolder? folder, string? checkpoint)
    {
        if (RunDocument.LevelWarning(folder?.Folder) is string warning)
        {
            WriteWarning(warning);
        }

        if (folder?.Started is DateTime started)
        {
            run.BeganWith(started);
        }

        Interruptible(() => run.Restore(folder?.Checkpoint ?? checkpoint!));
    }

    private static string Describe(string folder)
    {
        try
        {
            return TrainingRun.FromFolder(folder).ToString();
        }
        catch (NormToolsException)
        {
            return "it cannot be read";
        }
    }
}
