using NormTools.Core.Threading;

namespace NormTools.Core.Models;

/// <summary>A fair reader-writer lock on a model's state: any number of readers, or one that changes it.</summary>
/// <remarks>
/// A run holds it for one time slice after another, so that a copy, a save or a prediction sees the state between two
/// steps. Waiting can be cancelled. The two sides take turns: after a change all waiting readers go first, and a reader
/// that arrives while a change waits goes after it.
/// </remarks>
internal sealed class ModelGate
{
    private const int LookMilliseconds = 20;

    private readonly object sync = new();
    private int readers;
    private bool changes;
    private int waitingReaders;
    private int waitingChanges;
    private int admitted; // readers that still go before the next change

    /// <summary>Waits until nobody is changing the state; dispose the result to end the use.</summary>
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

    /// <summary>Waits until nobody is using the state; dispose the result to end the use.</summary>
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

    /// <summary>A use of the state, which ends when it is disposed.</summary>
    public readonly struct Use(ModelGate gate, bool changes) : IDisposable
    {
        public void Dispose() => gate.Leave(changes);
    }
}
