namespace NormTools;

/// <summary>Does trials, one after the other, on the thread that made it.</summary>
internal interface ISweepWorker : IDisposable
{
    /// <summary>Waits until it can do a trial; false where it never will again, or was stopped.</summary>
    bool IsReady();

    /// <summary>Does a trial, or a rung of it.</summary>
    /// <param name="task">What is to be done.</param>
    /// <param name="before">The trial as the rung before left it; null at its beginning.</param>
    /// <param name="keeper">Its folder; null where nothing is kept.</param>
    /// <returns>What it brought; null where it was stopped.</returns>
    /// <exception cref="WorkerLostException">It cannot say; somebody else has to do the trial.</exception>
    SweepTrial? Make(SweepTask task, SweepTrial? before, TrialKeeper? keeper);

    /// <summary>Has the outcome's run ready to be kept.</summary>
    void BringRun(SweepTrial made);

    /// <summary>Stops what it does, from any thread; it does nothing any more.</summary>
    void Stop();
}

/// <summary>A worker on another machine cannot be reached any more, which the user has been told.</summary>
internal sealed class WorkerLostException : Exception
{
    public WorkerLostException(string message = "")
        : base(message)
    {
    }
}
