namespace NormTools;

/// <summary>Has trials done by a lane of another machine, and brings what they leave into the sweep's folder.</summary>
internal sealed class HostWorker : ISweepWorker
{
    private readonly SweepHost host;
    private readonly int lane;
    private readonly SweepWork work;

    public HostWorker(SweepHost host, int lane, SweepWork work)
    {
        this.host = host;
        this.lane = lane;
        this.work = work;
    }

    public bool IsReady() => host.WaitUntilOpen();

    public SweepTrial? Make(SweepTask task, SweepTrial? before, TrialKeeper? keeper)
    {
        string place = keeper!.Folder;
        keeper.HasOthers();
        var order = new Parcel(Parcel.Task, lane, TaskText.Write(task));
        if (!host.IsShared)
        {
            foreach (string file in Directory.GetFiles(place).Where(IsNeeded))
            {
                order.Content.Add(Path.GetFileName(file), File.ReadAllBytes(file));
            }
        }

        Parcel? answer = host.Ask(order, place);
        if (answer is null)
        {
            return null;
        }

        SweepHost.Put(answer, place);
        return answer.Kind switch
        {
            Parcel.Done => SweepFolder.Guard(host.Name, () => work.Folder!.Trial(RunJson.Read(answer.Text), task.Trial, task.Values, work.Plan.Measure)),
            Parcel.Failed => throw Errors.MachineFailed(host.Name, answer.Text),
            _ => null,
        };
    }

    public void BringRun(SweepTrial made)
    {
        string place = work.Folder!.RunOf(made.Trial - 1);
        try
        {
            if (host.Ask(new Parcel(Parcel.Run, lane), place) is { Content.Count: > 0 } run)
            {
                SweepFolder.OnDisk(place, () => Directory.CreateDirectory(place));
                SweepHost.Put(run, place);
                made.Outcome.Run = work.Folder.Run(made.Trial - 1);
            }
        }
        catch (WorkerLostException)
        {
            // The trial has its score, and no model.
        }
    }

    public void Stop() => host.Stop();

    public void Dispose()
    {
        // The machine is the engine's.
    }

    // What a trial goes on from; whose it is and its run are of this machine alone.
    private static bool IsNeeded(string file) => Path.GetFileName(file) is { } name && name[0] != '.' && !name.StartsWith(SweepClaims.Prefix, StringComparison.Ordinal);
}
