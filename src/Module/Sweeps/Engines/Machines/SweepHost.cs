using System.Collections.Concurrent;
using System.Diagnostics;

namespace NormTools;

/// <summary>Another machine that does trials: one session, which is kept open, and one thread that talks over it. Orders of all lanes go with one call,
/// and come back as they are done.</summary>
internal sealed class SweepHost : IDisposable
{
    private const int WaitMilliseconds = 100; // for news, where the machine has trials
    private const int GatherMilliseconds = 10; // for further orders, where some have come back
    private const int PulseMilliseconds = 5000; // between two calls of a machine that has none
    private const int StopMilliseconds = 4000;

    private static readonly int[] Pauses = { 500, 5000, 15000, 30000, 60000, 120000 }; // before each try to connect again

    private readonly MachineLink link;
    private readonly SweepWork work;
    private readonly object gate = new object(); // an order is either before the link's loss or behind it
    private readonly ConcurrentQueue<Parcel> orders = new ConcurrentQueue<Parcel>();
    private readonly AutoResetEvent ordered = new AutoResetEvent(false);
    private readonly ManualResetEvent ending = new ManualResetEvent(false);
    private readonly ConcurrentDictionary<int, (TaskCompletionSource<Parcel?> Answer, string Place)> asked = new ConcurrentDictionary<int, (TaskCompletionSource<Parcel?>, string)>();
    private readonly ManualResetEvent changed = new ManualResetEvent(false); // it is open, or never will be
    private Thread? talking;
    private volatile bool isOpen;
    private volatile bool isEnded;
    private volatile bool stopping;

    public SweepHost(MachineLink link, SweepWork work)
    {
        this.link = link;
        this.work = work;
    }

    public string Name => link.Name;

    /// <summary>Whether the machine sees the sweep's folder.</summary>
    public bool IsShared => link.IsShared;

    /// <summary>How many trials it does at a time.</summary>
    public int Lanes { get; private set; }

    /// <summary>Whether it can do trials now.</summary>
    public bool IsOpen => isOpen;

    /// <summary>How many trials it does, as in "node1 2".</summary>
    public string Status => isOpen ? FormattableString.Invariant($"{Name} {asked.Count}") : isEnded ? $"{Name} lost" : $"{Name} connecting";

    /// <summary>Connects for the first time.</summary>
    /// <exception cref="NormToolsException">It cannot be.</exception>
    public void Open()
    {
        Lanes = link.Open();
        if (stopping)
        {
            link.Dispose(); // nobody waited for it
            return;
        }

        isOpen = true;
        changed.Set();
        talking = new Thread(Talk) { IsBackground = true, Name = $"NormTools {Name}" };
        talking.Start();
    }

    /// <summary>Waits while it is connected again; false where it will not be, or is to stop.</summary>
    public bool WaitUntilOpen()
    {
        changed.WaitOne();
        return !stopping && !isEnded;
    }

    /// <summary>Has an order done, and waits for the answer; null where it was stopped.</summary>
    /// <param name="order">The order.</param>
    /// <param name="place">Where files of a trial under way go.</param>
    /// <exception cref="WorkerLostException">The link was lost.</exception>
    public Parcel? Ask(Parcel order, string place)
    {
        var answer = new TaskCompletionSource<Parcel?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (stopping)
            {
                return null;
            }

            if (!isOpen)
            {
                throw new WorkerLostException();
            }

            asked[order.Lane] = (answer, place);
            orders.Enqueue(order);
        }

        ordered.Set();
        return answer.Task.GetAwaiter().GetResult();
    }

    /// <summary>Has all lanes stop; what they have done so far comes back.</summary>
    public void Stop()
    {
        if (stopping)
        {
            return;
        }

        stopping = true;
        orders.Enqueue(new Parcel(Parcel.Stop, 0));
        ordered.Set();
        ending.Set();
        changed.Set();
    }

    public void Dispose()
    {
        Stop();
        if (talking is null || talking.Join(2 * StopMilliseconds))
        {
            link.Dispose();
        }
    }

    /// <summary>Writes the files of a parcel into a folder.</summary>
    public static void Put(Parcel parcel, string place)
    {
        foreach (KeyValuePair<string, byte[]> file in parcel.Content)
        {
            SafeFile.Write(Path.Combine(place, file.Key), file.Value, isCheap: true);
        }
    }

    private void Talk()
    {
        Exception? failure = null;
        try
        {
            while (!stopping && !isEnded)
            {
                try
                {
                    Exchange();
                }
                catch (WorkerLostException lost)
                {
                    Lose(lost.Message);
                    Reconnect();
                }
            }
        }
        catch (Exception own) // of this side, as a disk that is full: whoever waits tells it, and the thread ends nobody's session
        {
            failure = own;
            work.Warnings.Enqueue(Errors.MachineGivenUp(Name, own.Message));
        }
        finally
        {
            lock (gate)
            {
                isOpen = false;
                isEnded = true;
                Release(stopping ? null : failure ?? new WorkerLostException());
            }

            changed.Set();
        }
    }

    // Until it is to stop; then as long as lanes have something to give back.
    private void Exchange()
    {
        Stopwatch? sinceStop = null;
        while (true)
        {
            sinceStop ??= stopping ? Stopwatch.StartNew() : null;
            if (sinceStop is not null && (asked.IsEmpty || sinceStop.ElapsedMilliseconds > StopMilliseconds))
            {
                return;
            }

            ordered.WaitOne(asked.IsEmpty ? PulseMilliseconds : GatherMilliseconds);
            var parcels = new List<Parcel>();
            while (orders.TryDequeue(out Parcel order))
            {
                parcels.Add(order);
            }

            foreach (Parcel news in link.Exchange(parcels, asked.IsEmpty ? 0 : WaitMilliseconds))
            {
                Take(news);
            }
        }
    }

    private void Take(Parcel news)
    {
        if (news.Kind == Parcel.Warning)
        {
            work.Warnings.Enqueue(news.Text);
        }
        else if (news.Kind == Parcel.Files)
        {
            if (asked.TryGetValue(news.Lane, out (TaskCompletionSource<Parcel?> Answer, string Place) underWay))
            {
                Put(news, underWay.Place);
            }
        }
        else if (asked.TryRemove(news.Lane, out (TaskCompletionSource<Parcel?> Answer, string Place) done))
        {
            done.Answer.TrySetResult(news);
        }
    }

    private void Lose(string reason)
    {
        if (!stopping)
        {
            work.Warnings.Enqueue(Errors.MachineLost(Name, reason, link.CanReconnect));
        }

        lock (gate)
        {
            isOpen = false;
            changed.Reset();
            while (orders.TryDequeue(out _))
            {
            }

            Release(new WorkerLostException());
        }
    }

    // Those who wait for an answer; null where nothing is wrong.
    private void Release(Exception? failure)
    {
        foreach (int lane in asked.Keys)
        {
            if (asked.TryRemove(lane, out (TaskCompletionSource<Parcel?> Answer, string Place) waiting))
            {
                _ = failure is null ? waiting.Answer.TrySetResult(null) : waiting.Answer.TrySetException(failure);
            }
        }
    }

    private void Reconnect()
    {
        string reason = string.Empty;
        for (int i = 0; i < Pauses.Length && link.CanReconnect && !ending.WaitOne(Pauses[i]); i++)
        {
            try
            {
                link.Open();
                isOpen = true;
                changed.Set();
                return;
            }
            catch (NormToolsException failure)
            {
                reason = failure.Message;
            }
        }

        isEnded = true;
        if (!stopping && link.CanReconnect)
        {
            work.Warnings.Enqueue(Errors.MachineGivenUp(Name, reason));
        }
    }
}
