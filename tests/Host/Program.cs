using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using NormTools.Host;

const int Stopped = 130; // as a shell gives for Ctrl+C

if (args.Length == 0 || !File.Exists(args[0]))
{
    Console.Error.WriteLine("usage: NormTools.Host script.ps1 [arguments]");
    return 64;
}

InitialSessionState state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows())
{
    state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
}

ConsoleHost host = new();
using Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    shell.BeginStop(null, null);
};

try
{
    // Names of parameters stay bare, so that the binder knows which take a value; all else is quoted.
    IEnumerable<string> words = args.Skip(1).Select(a => Regex.IsMatch(a, @"^-[A-Za-z]\w*$") ? a : Quote(a));
    shell.AddScript($"& {Quote(Path.GetFullPath(args[0]))} {string.Join(' ', words)}").AddCommand("Out-Default");
    shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
    shell.Invoke();
    if (shell.InvocationStateInfo.State == PSInvocationState.Stopped)
    {
        return Stopped;
    }

    return host.ExitCode ?? runspace.SessionStateProxy.GetVariable("LASTEXITCODE") as int? ?? 0;
}
catch (PipelineStoppedException)
{
    return Stopped;
}
catch (RuntimeException failure)
{
    shell.Commands.Clear();
    shell.AddCommand("Out-Default").AddParameter("InputObject", failure.ErrorRecord).Invoke();
    return 1;
}
finally
{
    host.Lines.ClearProgress();
}

static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
