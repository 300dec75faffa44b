using System.Diagnostics;

namespace NormTools;

/// <summary>The tasks of an array job of Slurm, which take trials from the sweep's folder. This session submits it and looks on.</summary>
internal sealed class SlurmEngine : SweepEngine
{
    private const int MostTasks = 64;
    private const double FirstLookSeconds = 1, LookSeconds = 5; // the controller has others to answer
    private const double TroubleSeconds = 20; // that a reason to wait may last before it is told
    private const double SeenSeconds = 60; // a network drive shows by then what another machine has written
    private const int CancelMilliseconds = 5000;

    private readonly string[] arguments, powerShell;
    private readonly int workers;
    private readonly Stopwatch sinceLook = new Stopwatch(), sinceEnd = new Stopwatch(), inTrouble = new Stopwatch();
    private SweepWork? work;
    private SlurmFolder? folder;
    private SlurmJob? job;
    private Step step;
    private SlurmProgram? program; // that runs
    private SlurmProgram? cancel;
    private SlurmTasks? tasks; // as the last look showed them
    private string status = "Slurm is asked";
    private string trouble = string.Empty;

    /// <param name="arguments">-ArgumentList.</param>
    /// <param name="workers">How many tasks; 0 for as many as there can be trials at a time.</param>
    /// <param name="powerShell">The program that the tasks run, and its first arguments.</param>
    public SlurmEngine(string[] arguments, int workers, string[] powerShell)
    {
        this.arguments = arguments;
        this.workers = workers;
        this.powerShell = powerShell;
    }

    private enum Step
    {
        None, // all is done
        Finding, // whether the last job goes on
        Submitting,
        Waiting, // for the next look
        Looking,
        Accounting, // what became of tasks that the controller has forgotten
    }

    public override int Lanes => 0;

    public override void Begin(SweepWork work)
    {
        this.work = work;
        folder = new SlurmFolder(work.Folder!.Root);
        if (Open() == 0)
        {
            return;
        }

        job = folder.Job;
        if (job is null)
        {
            Submit();
        }
        else
        {
            Start(Step.Finding, "squeue", SlurmTasks.QueueArguments(job));
        }
    }

    public override ISweepWorker Worker(int lane) => throw new InvalidOperationException();

    public override string? Look()
    {
        if (step == Step.Waiting)
        {
            if (sinceLook.Elapsed.TotalSeconds >= (tasks is null ? FirstLookSeconds : LookSeconds))
            {
                Start(Step.Looking, "squeue", SlurmTasks.QueueArguments(job!));
            }
        }
        else if (program is { IsDone: true } ended)
        {
            program = null;
            using (ended)
            {
                Take(ended);
            }
        }

        return step == Step.None ? null : status;
    }

    public override string? Stopped()
    {
        if (job is null || cancel is null)
        {
            return null;
        }

        return cancel.Wait(CancelMilliseconds) && cancel.IsFine ? $"Slurm's job {job.Number} is cancelled."
            : $"Slurm's job {job.Number} could not be cancelled: {job.CancelLine}";
    }

    public override void Stop()
    {
        if (cancel is not null || step == Step.None)
        {
            return;
        }

        if (step == Step.Submitting && program!.Wait(CancelMilliseconds))
        {
            job = SlurmJob.Read(program.Output);
        }

        step = Step.None;
        program?.Dispose();
        if (job is not null)
        {
            // Of a sweep that is done the tasks that wait are of no use; the others end by themselves.
            cancel = new SlurmProgram("scancel", Open() == 0 ? job.Of("--state=PENDING", job.Number) : job.Of(job.Number));
        }
    }

    public override void Dispose()
    {
        Stop();
        cancel?.Wait(CancelMilliseconds);
        cancel?.Dispose();
    }

    private int Open() => Enumerable.Range(0, work!.Plan.Trials).Count(trial => !work.Folder!.HasResult(trial));

    private void Start(Step next, string name, string[] arguments)
    {
        step = next;
        program = new SlurmProgram(name, arguments);
    }

    private void Submit()
    {
        int most = Math.Min(Open(), work!.Plan.MostAtOnce);
        folder!.Write(SlurmScript.Write(work.Folder!.Root, work.Location, work.Plan.Level.Level, workers > 0 ? workers : Math.Min(most, MostTasks), arguments, powerShell));
        (job, tasks) = (null, null);
        Start(Step.Submitting, "sbatch", new[] { "--parsable", folder.ScriptFile });
    }

    private void Take(SlurmProgram ended)
    {
        switch (step)
        {
            case Step.Finding when ended.IsFine && SlurmTasks.Read(ended.Output) is { IsEmpty: false, HaveEnded: false }:
                work!.Warnings.Enqueue($"Slurm's job {job!.Number} of this sweep goes on: it is looked on, and no other is submitted. {job.CancelLine} ends it.");
                Wait();
                break;
            case Step.Finding:
                Submit();
                break;
            case Step.Submitting:
                job = ended.IsFine ? SlurmJob.Read(ended.Output) : null;
                if (job is null)
                {
                    step = Step.None;
                    throw Errors.SlurmRefused(ended.Complaint, work!.Folder!.Root);
                }

                folder!.Write(job);
                status = $"job {job.Number} is submitted";
                Wait();
                break;
            case Step.Looking when ended.IsFine && SlurmTasks.Read(ended.Output) is { IsEmpty: false } seen:
                Take(seen);
                break;
            case Step.Looking when ended.IsFine || ended.Complaint.IndexOf("Invalid job id", StringComparison.Ordinal) >= 0:
                Start(Step.Accounting, "sacct", SlurmTasks.AccountArguments(job!));
                break;
            case Step.Looking:
                status = $"squeue does not answer: {ended.Complaint}";
                work!.Warnings.Enqueue($"squeue does not answer, and what Slurm's job {job!.Number} does is not known until it does: {ended.Complaint}.");
                Wait();
                break;
            default:
                Take(ended.IsFine && SlurmTasks.Read(ended.Output) is { IsEmpty: false } kept ? kept : tasks ?? SlurmTasks.Read(string.Empty));
                break;
        }
    }

    private void Take(SlurmTasks seen)
    {
        tasks = seen;
        status = $"job {job!.Number}: {seen.Status}";
        Tell(seen.Trouble(job));
        if (!seen.HaveEnded)
        {
            sinceEnd.Reset();
            foreach (SlurmTask task in seen.Failed)
            {
                work!.Warnings.Enqueue($"Slurm's task {Words(task)} Others go on with its trials.");
            }
        }
        else if (Open() is int open and > 0)
        {
            sinceEnd.Start();
            if (!seen.IsOneFine || sinceEnd.Elapsed.TotalSeconds > SeenSeconds)
            {
                throw Errors.SlurmEnded(job.Number, open, work!.Plan.Trials, Failure(seen), work.Folder!.Root);
            }
        }

        Wait();
    }

    private void Tell(string? now)
    {
        if (now is null || now != trouble)
        {
            trouble = now ?? string.Empty;
            inTrouble.Restart();
        }
        else if (inTrouble.Elapsed.TotalSeconds >= TroubleSeconds)
        {
            work!.Warnings.Enqueue(now);
        }
    }

    // Of one that wrote something, if there is one.
    private string? Failure(SlurmTasks seen) => seen.Failed.OrderBy(task => folder!.End(task) is null).Select(Words).FirstOrDefault();

    private string Words(SlurmTask task) => $"{task.Id} ended as {task.State}{(task.Node.Length == 0 ? string.Empty : $" on {task.Node}")}"
        + (folder!.End(task) is (string file, string words) ? $"; the end of '{file}': {words.TrimEnd('.')}." : ".");

    private void Wait()
    {
        step = Step.Waiting;
        sinceLook.Restart();
    }
}
