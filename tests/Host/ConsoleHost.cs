using System.Globalization;
using System.Management.Automation.Host;

namespace NormTools.Host;

/// <summary>The host that the engine asks for its user interface and tells of `exit`.</summary>
internal sealed class ConsoleHost : PSHost
{
    private readonly ConsoleInterface console;

    public ConsoleHost()
    {
        Lines = new ConsoleLines();
        console = new ConsoleInterface(Lines);
    }

    public ConsoleLines Lines { get; }

    public int? ExitCode { get; private set; }

    public override string Name => "NormTools.Host";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => console;

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new HostException("This host has no prompt.");

    public override void ExitNestedPrompt() => throw new HostException("This host has no prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
