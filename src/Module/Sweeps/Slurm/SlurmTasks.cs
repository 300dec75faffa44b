namespace NormTools;

/// <summary>A task of an array job, as Slurm tells of it.</summary>
internal readonly struct SlurmTask
{
    public SlurmTask(string id, string state, string reason, string node)
    {
        Id = id;
        State = state;
        Reason = reason;
        Node = node;
    }

    /// <summary>As 123_4.</summary>
    public string Id { get; }

    /// <summary>In Slurm's word.</summary>
    public string State { get; }

    /// <summary>Why it waits, in Slurm's word.</summary>
    public string Reason { get; }

    /// <summary>Where it runs or ran; empty before.</summary>
    public string Node { get; }

    /// <summary>Whether it is yet to run, or to run again.</summary>
    public bool Waits => State is "PENDING" or "REQUEUED" or "REQUEUE_FED" or "REQUEUE_HOLD" or "SPECIAL_EXIT";

    /// <summary>Whether it has a node.</summary>
    public bool Runs => State is "RUNNING" or "CONFIGURING" or "COMPLETING" or "SUSPENDED" or "RESIZING" or "SIGNALING" or "STAGE_OUT" or "STOPPED";

    /// <summary>Whether it came to its own end and did not fail.</summary>
    public bool IsFine => State == "COMPLETED";

    /// <summary>Whether it ended otherwise, as FAILED, TIMEOUT or NODE_FAIL.</summary>
    public bool HasFailed => !Waits && !Runs && !IsFine;
}

/// <summary>The tasks of an array job.</summary>
internal sealed class SlurmTasks
{
    // What is waited for on any cluster, and passes.
    private static readonly string[] Usual = { "None", "Priority", "Resources", "BeginTime", "Cleaning", "JobArrayTaskLimit", "Prolog", string.Empty };

    private static readonly (string Start, string Hint)[] Hints =
    {
        ("PartitionTimeLimit", "--time is longer than the partition allows: sinfo -o '%P %l' shows the limits"),
        ("Partition", "the partition does not have what is asked for, or is closed: sinfo and scontrol show partition say what it has"),
        ("ReqNodeNotAvail", "nodes that could run it are down, drained or reserved: sinfo -R says why"),
        ("Nodes required", "nodes that could run it are down, drained or reserved: sinfo -R says why"),
        ("JobHeld", "it is held: scontrol release {0} lets it go on, where you may"),
        ("job requeued in held state", "it is held: scontrol release {0} lets it go on, where you may"),
        ("launch failed", "it could not be begun and is held: see the node's slurmd log, then scontrol release {0}"),
        ("Assoc", "a limit of the account is reached: sacctmgr show assoc user=$USER shows the limits"),
        ("QOS", "a limit of the QOS is reached: sacctmgr show qos shows the limits"),
        ("Max", "a limit of the account or the QOS is reached: sacctmgr show assoc user=$USER shows the limits"),
        ("Invalid", "--account or --qos is not one of yours: sacctmgr show assoc user=$USER shows them"),
        ("Dependency", "the job that it depends on has not ended as wanted: see --dependency"),
        ("BadConstraints", "no node has what --constraint asks for: sinfo -o '%N %f' shows what they have"),
        ("Reservation", "the reservation has not begun, or does not have so much: scontrol show reservation"),
        ("Licenses", "licenses are missing: scontrol show licenses"),
    };

    private readonly SlurmTask[] tasks;

    private SlurmTasks(SlurmTask[] tasks) => this.tasks = tasks;

    /// <summary>What squeue is asked for, and sacct: a task a line, its parts divided by strokes.</summary>
    public static string[] QueueArguments(SlurmJob job) => job.Of("--noheader", "--array", "--states=all", "--format=%i|%T|%N|%r", "--jobs=" + job.Number);

    /// <inheritdoc cref="QueueArguments"/>
    public static string[] AccountArguments(SlurmJob job) =>
        job.Of("--noheader", "--allocations", "--parsable2", "--format=JobID,State,NodeList", "--jobs=" + job.Number);

    /// <summary>Reads what squeue or sacct wrote.</summary>
    public static SlurmTasks Read(string text) => new SlurmTasks(text.Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Trim().Split(new[] { '|' }, 4)).Where(parts => parts.Length > 1)
        .Select(parts => new SlurmTask(parts[0], parts[1].Split(' ')[0], parts.Length > 3 ? parts[3] : string.Empty, parts.Length > 2 ? Node(parts[2]) : string.Empty)) // "CANCELLED by 0"
        .ToArray());

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => tasks.Length == 0;

    /// <summary>Whether none runs or will run.</summary>
    public bool HaveEnded => !tasks.Any(task => task.Runs || task.Waits);

    /// <summary>Whether one came to its own end without a failure.</summary>
    public bool IsOneFine => tasks.Any(task => task.IsFine);

    /// <summary>Whether some wait for their turn.</summary>
    public bool DoWait => tasks.Any(task => task.Waits);

    /// <summary>Those that failed.</summary>
    public IEnumerable<SlurmTask> Failed => tasks.Where(task => task.HasFailed);

    /// <summary>How many run, and how many wait for what, in a few words.</summary>
    public string Status
    {
        get
        {
            int running = tasks.Count(task => task.Runs), waiting = tasks.Count(task => task.Waits);
            return Text.Count(running, "task") + (running == 1 ? " runs" : " run")
                + (waiting == 0 ? string.Empty : FormattableString.Invariant($", {waiting:N0} {(waiting == 1 ? "waits" : "wait")}{(Reason.Length == 0 ? string.Empty : $" ({Reason})")}"));
        }
    }

    /// <summary>What nothing but a hand may end: where none runs, why all wait, and what to look at. Null where that passes.</summary>
    public string? Trouble(SlurmJob job)
    {
        string reason = Reason;
        return tasks.Any(task => task.Runs) || !DoWait || Usual.Contains(reason) ? null
            : $"Slurm's job {job.Number} waits, for the reason that Slurm calls {reason}: "
                + string.Format(System.Globalization.CultureInfo.InvariantCulture, Hints.FirstOrDefault(hint => reason.StartsWith(hint.Start, StringComparison.Ordinal)).Hint ?? "scontrol show job {0} says more", job.Number) + ".";
    }

    // What most wait for.
    private string Reason => tasks.Where(task => task.Waits && task.Reason is not ("None" or "")).GroupBy(task => task.Reason)
        .OrderByDescending(group => group.Count()).Select(group => group.Key).FirstOrDefault() ?? string.Empty;

    private static string Node(string text) => text is "None assigned" or "(null)" ? string.Empty : text;
}
