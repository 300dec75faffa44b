using NormTools.Core.Threading;

namespace NormTools.Core.Models;

/// <summary>Who may use a model's state at the same time: any number that read it, or one that changes it.</summary>
/// <remarks>
/// A run changes the state a slice of time at a stretch, so that a copy, a file or a prediction sees it between two
/// steps. Who waits looks at the caller's stop word. The two sides take turns: behind a change all readers that wait
/// go first, and a reader that comes while a change waits stands behind it.
/// </remarks>
internal sealed class ModelGate
{
    private const int LookMilliseconds = 20;

    private readonly object sync = new();
    private int readers;
    private bool changes;
    private int waitingReaders;
    private int waitingChanges;
    private int admitted; // readers that go before the next change

    /// <summary>Waits until nobody changes the state; dispose of what it gives.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public Use Read()
    {
        lock (sync)
        {
            waitingReaders++;
            try
            {
                while (changes || (waitingChanges > 0 && admitted == 0))
                {
                    Wait();
                }

                readers++;
            }
            finally
            {
                waitingReaders--;
                admitted = Math.Min(Math.Max(admitted - 1, 0), waitingReaders);
            }
        }

        return new Use(this, changes: false);
    }

    /// <summary>Waits until nobody uses the state; dispose of what it gives.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public Use Change()
    {
        lock (sync)
        {
            waitingChanges++;
            try
            {
                while (changes || readers > 0 || admitted > 0)
                {
                    Wait();
                }

                changes = true;
            }
            finally
            {
                waitingChanges--;
                Wake();
            }
        }

        return new Use(this, changes: true);
    }

    private void Wait()
    {
        Cancellation.ThrowIfRequested();
        Monitor.Wait(sync, LookMilliseconds);
    }

    private void Leave(bool changed)
    {
        lock (sync)
        {
            if (changed)
            {
                changes = false;
                admitted = waitingReaders;
            }
            else
            {
                readers--;
            }

            Wake();
        }
    }

    private void Wake()
    {
        if (waitingReaders + waitingChanges > 0)
        {
            Monitor.PulseAll(sync);
        }
    }

    /// <summary>A use of the state, which ends with it.</summary>
    public readonly struct Use(ModelGate gate, bool changes) : IDisposable
    {
        public void Dispose() => gate.Leave(changes);
    }
}
