using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Sets what holds for every command of this process: threads, and the folder of named runs.</summary>
[Cmdlet(VerbsCommon.Set, "NormToolsOption")]
[OutputType(typeof(NormToolsOption))]
public sealed class SetNormToolsOptionCommand : NormToolsCommand
{
    /// <summary>The most threads; 0 for as many as there are processors.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int? Thread { get; set; }

    /// <summary>The folder that keeps named runs; an empty text for the usual one.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? RunPath { get; set; }

    /// <summary>Writes the new settings.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void EndProcessing() => Guard(RunPath, () =>
    {
        if (Thread is null && RunPath is null)
        {
            throw Errors.Invalid("NothingToSet", "There is nothing to set: give -Thread or -RunPath.");
        }

        if (RunPath is not null)
        {
            string? chosen = RunPath.Length == 0 ? null : RunStore.Folder(RunPath, SessionState.Path);
            RunStore.ThrowIfFile(chosen ?? string.Empty);
            RunStore.Chosen = chosen;
        }

        if (Thread is int threads)
        {
            NativeMethods.ThreadsSet(threads == 0 ? Environment.ProcessorCount : threads);
        }

        if (PassThru)
        {
            WriteObject(new NormToolsOption(RunStore.Folder(null, SessionState.Path)));
        }
    });
}
