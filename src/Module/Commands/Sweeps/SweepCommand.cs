using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The base of the cmdlets that run a sweep.</summary>
public abstract partial class SweepCommand : NormToolsCommand
{
    /// <summary>The most trials at a time, on each machine; by default as many as it has threads. The result does not depend on it.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Worker { get; set; }

    internal override bool CanBreakOffAnywhere => false; // what is done is kept, then it stops

    private protected void Run(SweepPlan plan, SweepFolder? folder)
    {
        EngineChoice choice = ChosenEngine();
        if (folder is not null && choice.Kind != SweepEngineKind.Local)
        {
            KeptValues.Write(folder.Root, plan.Script);
        }

        var drive = new SweepDrive(this, plan, folder) { Job = Job, Again = folder is null ? string.Empty : $"Resume-TrainingSweep {RunStore.Quote(folder.Root)}" };
        if (drive.Run(choice.Make(plan.Trials, (string)GetVariableValue("PSHOME")), Location) is SweepTrial[] trials)
        {
            WriteObject(trials, enumerateCollection: true);
        }
    }

    /// <summary>What the process is a job of; null where it is none.</summary>
    private protected SweepJob? Job { get; set; }

    private protected string Location => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    private protected string Folder(string path) => RunStore.Folder(path, SessionState.Path);
}
