using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads runs of a store with their models, as they were.</summary>
[Cmdlet(VerbsData.Import, "TrainingRun", DefaultParameterSetName = "Name")]
[OutputType(typeof(TrainingRun))]
public sealed class ImportTrainingRunCommand : NormToolsCommand
{
    /// <summary>The names of the runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name", ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RunNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = null!;

    /// <summary>The store; without it the usual one.</summary>
    [Parameter(ParameterSetName = "Name")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The folder of a run, wherever it lies.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = null!;

    /// <summary>Lets the script blocks run that a model's preprocessor has: read them first.</summary>
    [Parameter]
    public SwitchParameter AllowScript { get; set; }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "LiteralPath")
        {
            Guard(LiteralPath, () => Import(RunStore.Folder(LiteralPath, SessionState.Path)));
            return;
        }

        Guard(Name, () =>
        {
            string store = RunStore.Folder(Path, SessionState.Path);
            RunStore.ThrowIfMissing(store);
            foreach (string name in RunStore.Choose(store, Name, Array.Empty<string>(), (name, failure) => WriteError(failure.ToErrorRecord(name))))
            {
                Guard(name, () => Import(System.IO.Path.Combine(store, name)));
            }
        });
    }

    private void Import(string folder)
    {
        if (!RunFolder.IsRun(folder))
        {
            throw Errors.NoRunFolder(folder);
        }

        TrainingRun run = TrainingRun.FromFolder(folder);
        run.LoadModel(AllowScript);
        TrainingRuns.Add(run);
        WriteObject(run);
    }
}
