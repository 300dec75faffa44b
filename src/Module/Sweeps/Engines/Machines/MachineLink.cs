using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>The session on another machine, with this module and the sweep made ready there.</summary>
internal sealed class MachineLink : IDisposable
{
    private const string BeginScript =
        """
        param($Id, $Root, $IsCopy, $Place, $Workers)
        try {
            [NormTools.SweepStation]::Begin($Id, $Root, $IsCopy, $(if (Test-Path -LiteralPath $Place -PathType Container) { $Place } else { $HOME }), $Workers)
        }
        catch {
            throw $(if ($_.Exception.InnerException) { $_.Exception.InnerException.Message } else { $_.Exception.Message })
        }
        """;

    private readonly string? host; // of a session of our own
    private readonly SweepWork work;
    private readonly int workers;
    private readonly string id = Guid.NewGuid().ToString("N");
    private PSSession? session;
    private PowerShell? connecting; // a session ends with the runspace that opened it

    /// <param name="host">As in node1, user@node1, node1:2222.</param>
    /// <param name="work">The sweep.</param>
    /// <param name="workers">The most trials at a time.</param>
    public MachineLink(string host, SweepWork work, int workers)
    {
        this.host = host;
        this.work = work;
        this.workers = workers;
        Name = host;
    }

    /// <param name="session">The user's own, which stays open.</param>
    /// <param name="work">The sweep.</param>
    /// <param name="workers">The most trials at a time.</param>
    public MachineLink(PSSession session, SweepWork work, int workers)
    {
        this.session = session;
        this.work = work;
        this.workers = workers;
        Name = $"session {session.Id.ToString(CultureInfo.InvariantCulture)} ({session.ComputerName})";
    }

    public string Name { get; }

    public bool CanReconnect => host is not null;

    /// <summary>Whether the machine sees the sweep's folder.</summary>
    public bool IsShared { get; private set; }

    /// <summary>Connects, and makes ready.</summary>
    /// <returns>How many trials it does at a time.</returns>
    /// <exception cref="NormToolsException">It cannot be.</exception>
    public int Open()
    {
        if (host is not null)
        {
            Close();
            session = Connect(host);
        }

        try
        {
            var machine = new Machine(session!.Runspace, Name);
            SweepFolder folder = work.Folder!;
            MachineFacts facts = machine.Look(folder.Root);
            machine.Import(facts, work.Plan.Level);
            IsShared = facts.SeesFolder;
            string root = IsShared ? folder.Root : machine.Bring(folder.Root, $"{facts.Temporary}/NormTools-sweep-{id}");
            return (int)machine.Call(BeginScript, id, root, !IsShared, work.Location, workers).Single().BaseObject;
        }
        catch (Exception failure) when (failure is not NormToolsException && IsOfLink(failure))
        {
            throw Errors.MachineFailed(Name, failure.Message);
        }
    }

    /// <summary>Gives orders, and takes what there is.</summary>
    /// <exception cref="WorkerLostException">The link is lost.</exception>
    public Parcel[] Exchange(IReadOnlyCollection<Parcel> orders, int milliseconds)
    {
        try
        {
            return Parcel.Unpack((byte[])new Machine(session!.Runspace, Name)
                .Call("param($Id, $Orders, $Wait) , [NormTools.SweepStation]::Exchange($Id, $Orders, $Wait)", id, Parcel.Pack(orders), milliseconds).Single().BaseObject);
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            throw new WorkerLostException(failure.Message);
        }
    }

    public void Dispose()
    {
        try
        {
            if (session?.Runspace.RunspaceStateInfo.State == RunspaceState.Opened)
            {
                new Machine(session.Runspace, Name).Call("param($Id) [NormTools.SweepStation]::End($Id)", id);
            }
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            // Its process ends with the session, and what it left lies in its folder for temporary files.
        }

        if (host is not null)
        {
            Close();
        }
    }

    private static bool IsOfLink(Exception failure) =>
        failure is RuntimeException or InvalidOperationException or InvalidRunspaceStateException or WorkerLostException or InvalidCastException or IOException;

    private void Close()
    {
        PowerShell? opened = connecting;
        (session, connecting) = (null, null);
        try
        {
            opened?.Dispose();
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            // It says good-bye over a link that is broken.
        }
    }

    private PSSession Connect(string name)
    {
        const int Patience = 60000; // somebody may have to type a password
        connecting = PowerShell.Create();
        connecting.AddCommand("New-PSSession").AddParameter("HostName", name).AddParameter("ConnectingTimeout", Patience).AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            return (PSSession)connecting.Invoke().Single().BaseObject;
        }
        catch (Exception failure) when (IsOfLink(failure))
        {
            throw Errors.MachineNotReached(Name, failure.Message);
        }
    }
}
