using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Tells what holds for every command of this process: threads, and the machine code in use.</summary>
[Cmdlet(VerbsCommon.Get, "NormToolsOption")]
[OutputType(typeof(NormToolsOption))]
public sealed class GetNormToolsOptionCommand : NormToolsCommand
{
    protected override void EndProcessing() => WriteObject(new NormToolsOption(RunStore.Folder(null, SessionState.Path)));
}
