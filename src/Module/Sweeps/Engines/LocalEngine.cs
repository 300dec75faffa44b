using NormTools.Native;

namespace NormTools;

/// <summary>Sessions in this process, among which its threads are shared out.</summary>
internal sealed class LocalEngine : SweepEngine
{
    private readonly int threads;
    private SweepWork? work;

    /// <param name="workers">The most trials at a time; 0 for as many as there are threads.</param>
    /// <param name="trials">How many there are.</param>
    public LocalEngine(int workers, int trials)
    {
        int all = NativeMethods.ThreadsSet(0);
        Lanes = Math.Max(1, Math.Min(workers > 0 ? workers : all, trials));
        threads = Math.Max(1, all / Lanes);
    }

    public override int Lanes { get; }

    public override void Begin(SweepWork work)
    {
        if (!work.Plan.Level.IsOwn)
        {
            throw Errors.OtherLevel(work.Folder!.Root, work.Plan.Level, SweepLevel.Own);
        }

        this.work = work;
    }

    public override ISweepWorker Worker(int lane) => new SweepWorker(work!.Plan, work.Checkpoints, threads, work.Location, work.Warnings);
}
