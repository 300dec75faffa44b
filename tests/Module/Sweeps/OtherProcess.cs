using System.Diagnostics;
using System.Management.Automation.Runspaces;

namespace NormTools.Module.Tests;

/// <summary>A session in a PowerShell process of its own, as -Session takes it: another machine as far as a sweep is concerned.</summary>
public sealed class OtherProcess : IDisposable
{
    private readonly PowerShellProcessInstance instance = new();

    public OtherProcess()
    {
        ProcessStartInfo start = instance.Process.StartInfo;
        start.FileName = Run.PowerShell.Command[0];
        start.ArgumentList.Clear();
        start.Arguments = string.Empty;
        foreach (string argument in Run.PowerShell.Command.Skip(1).Concat(["-s", "-NoLogo", "-NoProfile"]))
        {
            start.ArgumentList.Add(argument);
        }

        start.WorkingDirectory = Path.GetTempPath();
        Runspace runspace = RunspaceFactory.CreateOutOfProcessRunspace(null, instance);
        runspace.Open();
        Session = PSSession.Create(runspace, "Process", null);
    }

    public PSSession Session { get; }

    public void Dispose()
    {
        if (!instance.HasExited)
        {
            instance.Process.Kill(entireProcessTree: true);
        }

        instance.Dispose();
    }
}
