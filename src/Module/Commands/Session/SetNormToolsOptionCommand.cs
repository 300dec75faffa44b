using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Sets the threads that every command of this process uses at most.</summary>
[Cmdlet(VerbsCommon.Set, "NormToolsOption")]
[OutputType(typeof(NormToolsOption))]
public sealed class SetNormToolsOptionCommand : NormToolsCommand
{
    /// <summary>Threads at most; 0 for as many as there are processors.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(0, 64)]
    [ArgumentCompleter(typeof(ThreadCompleter))]
    public int Thread { get; set; }

    /// <summary>Writes what holds from now on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void EndProcessing()
    {
        NativeMethods.ThreadsSet(Thread == 0 ? Environment.ProcessorCount : Thread);
        if (PassThru)
        {
            WriteObject(new NormToolsOption());
        }
    }
}
