using System.Collections.Concurrent;
using System.Management.Automation;

namespace NormTools;

/// <summary>Does the trials that another machine's session gives it, several at a time.</summary>
internal sealed class Station : IDisposable
{
    private readonly SweepFolder folder;
    private readonly bool isCopy;
    private readonly SweepPlan plan;
    private readonly SweepCheckpoints checkpoints;
    private readonly LocalEngine engine;
    private readonly ulong[] seeds;
    private readonly ConcurrentQueue<string> warnings = new ConcurrentQueue<string>();
    private readonly BlockingCollection<Parcel>[] orders;
    private readonly BlockingCollection<Parcel> news = new BlockingCollection<Parcel>();
    private readonly ISweepWorker?[] workers;
    private readonly TrainingRun?[] runs; // the last one of each lane
    private readonly TrialNews?[] underWay;
    private readonly Task[] lanes;
    private volatile bool stopping;

    public Station(string root, bool isCopy, string location, int most)
    {
        this.isCopy = isCopy;
        folder = SweepFolder.Open(root, out Dictionary<string, object?> document);
        plan = SweepPlan.Read(folder, document, null, 0);
        if (SweepFingerprint.Others(plan.Script, document) is { Length: > 0 } others)
        {
            throw Errors.SweepChanged(root, others);
        }

        checkpoints = new SweepCheckpoints(folder);
        engine = new LocalEngine(most, plan.Trials);
        engine.Begin(new SweepWork(plan, folder, checkpoints, location, warnings));
        seeds = Enumerable.Range(0, plan.Repeats).Select(plan.SeedOf).ToArray();
        (workers, runs, underWay) = (new ISweepWorker?[Lanes], new TrainingRun?[Lanes], new TrialNews?[Lanes]);
        orders = Enumerable.Range(0, Lanes).Select(_ => new BlockingCollection<Parcel>()).ToArray();
        lanes = Enumerable.Range(0, Lanes)
            .Select(lane => Task.Factory.StartNew(() => Work(lane), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
    }

    public int Lanes => engine.Lanes;

    public byte[] Exchange(byte[] packed, int milliseconds)
    {
        foreach (Parcel order in Parcel.Unpack(packed))
        {
            switch (order.Kind)
            {
                case Parcel.Task: orders[order.Lane].Add(order); break;
                case Parcel.Run: news.Add(RunOf(order.Lane)); break;
                default: Stop(); break;
            }
        }

        var answer = new List<Parcel>();
        if (news.TryTake(out Parcel first, milliseconds))
        {
            answer.Add(first);
        }

        while (news.TryTake(out Parcel next))
        {
            answer.Add(next);
        }

        while (warnings.TryDequeue(out string warning))
        {
            answer.Add(new Parcel(Parcel.Warning, 0, warning));
        }

        for (int lane = 0; lane < Lanes && isCopy; lane++)
        {
            if (underWay[lane]?.Take(lane) is Parcel files)
            {
                answer.Add(files);
            }
        }

        return Parcel.Pack(answer);
    }

    public void Dispose()
    {
        Stop();
        foreach (BlockingCollection<Parcel> order in orders)
        {
            order.CompleteAdding();
        }

        const int Patience = 5000;
        bool ended = Task.WaitAll(lanes, Patience);
        checkpoints.Dispose();
        if (isCopy && ended)
        {
            RemoveCopy(folder.Root);
        }
    }

    private void Stop()
    {
        stopping = true;
        foreach (ISweepWorker? worker in workers)
        {
            worker?.Stop();
        }
    }

    private void Work(int lane)
    {
        try
        {
            using ISweepWorker worker = workers[lane] = engine.Worker(lane);
            foreach (Parcel order in orders[lane].GetConsumingEnumerable())
            {
                news.Add(stopping ? new Parcel(Parcel.Stopped, lane) : Answer(order, lane, worker));
            }
        }
        catch (Exception failure) when (failure is RuntimeException or IOException or UnauthorizedAccessException)
        {
            news.Add(new Parcel(Parcel.Failed, lane, failure.Message));
        }
    }

    private Parcel Answer(Parcel order, int lane, ISweepWorker worker)
    {
        try
        {
            SweepTask task = TaskText.Read(order.Text);
            string place = folder.Of(task.Trial);
            Directory.CreateDirectory(place);
            foreach (KeyValuePair<string, byte[]> file in order.Content)
            {
                File.WriteAllBytes(Path.Combine(place, file.Key), file.Value);
            }

            underWay[lane] = new TrialNews(place, order.Content.Keys);
            runs[lane] = null;
            SweepTrial? before = task.Rung == 0 ? null : folder.Paused(task.Trial, plan.Measure);
            var keeper = new TrialKeeper(place, checkpoints, task, seeds);
            SweepTrial? made = worker.Make(task, before, keeper);
            TrialNews news = underWay[lane]!;
            underWay[lane] = null;
            var answer = new Parcel(made is null ? Parcel.Stopped : Parcel.Done, lane, made is null ? string.Empty : SweepFolder.TextOf(made));
            runs[lane] = made?.Outcome.Run;
            if (made is not null)
            {
                keeper.Clear();
            }

            if (isCopy)
            {
                news.AddAll(answer);
                RemoveCopy(place);
            }

            return answer;
        }
        catch (Exception failure) when (failure is RuntimeException or IOException or UnauthorizedAccessException or FormatException)
        {
            return new Parcel(Parcel.Failed, lane, failure.Message);
        }
    }

    private Parcel RunOf(int lane)
    {
        var answer = new Parcel(Parcel.Run, lane);
        if (runs[lane] is TrainingRun run)
        {
            string place = Path.Combine(Path.GetTempPath(), $"NormTools-{Guid.NewGuid():N}");
            Directory.CreateDirectory(place);
            try
            {
                run.WriteTo(place);
                foreach (string file in Directory.GetFiles(place))
                {
                    answer.Content.Add(Path.GetFileName(file), File.ReadAllBytes(file));
                }
            }
            finally
            {
                RemoveCopy(place);
            }
        }

        return answer;
    }

    // What cannot be deleted now is of no use, and harms nobody.
    private static void RemoveCopy(string place)
    {
        try
        {
            Directory.Delete(place, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
