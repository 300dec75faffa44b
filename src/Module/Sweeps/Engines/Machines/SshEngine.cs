using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>Other machines, a session each, to which this session hands the trials. It keeps their claims and writes what they bring, so that a machine
/// that is lost harms nobody.</summary>
internal sealed class SshEngine : SweepEngine
{
    private const int PollMilliseconds = 50;
    private const int MostNamed = 3; // in a line of progress

    private readonly string[] names;
    private readonly PSSession[] sessions;
    private readonly int workers;
    private SweepHost[] hosts = Array.Empty<SweepHost>();
    private (SweepHost Host, int Lane)[] lanes = Array.Empty<(SweepHost, int)>();
    private SweepWork? work;

    /// <param name="names">The machines to connect to.</param>
    /// <param name="sessions">The user's own.</param>
    /// <param name="workers">The most trials at a time, on each.</param>
    public SshEngine(string[] names, PSSession[] sessions, int workers)
    {
        this.names = names.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        this.sessions = sessions.Distinct().ToArray();
        this.workers = workers;
    }

    public override int Lanes => lanes.Length;

    public override void Begin(SweepWork work)
    {
        this.work = work;
        hosts = names.Select(name => new SweepHost(new MachineLink(name, work, workers), work))
            .Concat(sessions.Select(session => new SweepHost(new MachineLink(session, work, workers), work))).ToArray();
        Task[] opening = Array.ConvertAll(hosts, host => Task.Factory.StartNew(host.Open, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        while (!opening.All(task => task.IsCompleted) && !opening.Any(task => task.IsFaulted))
        {
            if (work.IsStopping())
            {
                throw new PipelineStoppedException();
            }

            work.Tell(Look());
            Thread.Sleep(PollMilliseconds);
        }

        if (opening.FirstOrDefault(task => task.IsFaulted) is { Exception.InnerException: { } failure })
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        }

        // A lane of each machine in turn, so that few trials are shared out among all.
        lanes = hosts.SelectMany(host => Enumerable.Range(0, host.Lanes).Select(lane => (host, lane))).OrderBy(lane => lane.lane).ToArray();
    }

    public override ISweepWorker Worker(int lane) => new HostWorker(lanes[lane].Host, lanes[lane].Lane, work!);

    public override string Look() => hosts.Length <= MostNamed ? string.Join(", ", hosts.Select(host => host.Status))
        : FormattableString.Invariant($"{hosts.Count(host => host.IsOpen)} of {Text.Count(hosts.Length, "machine")}");

    public override NormToolsException Ended() => Errors.MachinesGone(work!.Folder!.Root);

    public override void Stop()
    {
        foreach (SweepHost host in hosts)
        {
            host.Stop();
        }
    }

    public override void Dispose()
    {
        Stop();
        Parallel.ForEach(hosts, host => host.Dispose());
    }
}
