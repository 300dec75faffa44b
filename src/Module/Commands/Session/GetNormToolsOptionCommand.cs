using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gets the settings for every command in this process: threads, and the native library in use.</summary>
[Cmdlet(VerbsCommon.Get, "NormToolsOption")]
[OutputType(typeof(NormToolsOption))]
public sealed class GetNormToolsOptionCommand : NormToolsCommand
{
    protected override void EndProcessing() => WriteObject(new NormToolsOption(RunStore.Folder(null, SessionState.Path)));
}
