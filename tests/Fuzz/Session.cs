using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools.Fuzz;

/// <summary>One call of a cmdlet.</summary>
/// <param name="Command">The cmdlet.</param>
/// <param name="Parameters">By name.</param>
/// <param name="Input">What comes from the pipeline, or null for none.</param>
/// <param name="Bytes">The size of the file that is read; 0 where memory is not limited by it.</param>
/// <param name="Note">What else tells the case.</param>
internal sealed record Case(
    string Command, IReadOnlyList<KeyValuePair<string, object?>> Parameters, object?[]? Input, long Bytes, string Note)
{
    public override string ToString() =>
        $"{(Input is null ? string.Empty : Text(Input) + " | ")}{Command} "
        + $"{string.Join(' ', Parameters.Select(item => $"-{item.Key} {Text(item.Value)}"))} {Note}";

    private static string Text(object? value) => value switch
    {
        null => "$null",
        string text when text.Length > 60 => $"'{text[..60]}'...({text.Length})",
        string text => $"'{text}'",
        ScriptBlock script => $"{{{script}}}",
        Array array when array.Length <= 8 => $"({string.Join(", ", array.Cast<object?>().Select(Text))})",
        Array array => $"({array.Length} values)",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? value.GetType().Name,
    };
}

/// <summary>What a call did wrong, or null; the ids of its errors; whether the session is still of use.</summary>
internal readonly record struct Outcome(string? Finding, string[] Refusals, bool CanGoOn = true);

/// <summary>A session with the module, which judges calls.</summary>
internal sealed class Session : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2); // then Ctrl+C is pressed

    /// <summary>For a call to end, or to be stopped.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int Waiting = 10; // times as long, for a call that waits: beside other work, or for what never comes
    private const long Slack = 64 << 20;

    private readonly Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

    public Session()
    {
        string module = Environment.GetEnvironmentVariable("NORMTOOLS_MODULE")
            ?? Path.Combine(Repository(), "out", "NormTools");
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        Folder = Scratch.Create("case-");
        Script("Import-Module $args[0] -ErrorAction Stop", Path.Combine(module, "NormTools.psd1"));
        Script("$ConfirmPreference = 'None'; Set-Location -LiteralPath $args[0]", Folder);
        DataFolder = Path.Combine(module, "data");
    }

    /// <summary>Where relative paths lead to; what cases write there is removed with it.</summary>
    public string Folder { get; }

    /// <summary>The small tables that come with the module.</summary>
    public string DataFolder { get; }

    /// <summary>How many calls it has judged.</summary>
    public int Calls { get; private set; }

    public PSObject[] Script(string script, params object?[] arguments)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        PSObject[] result = [.. shell.Invoke()];
        return shell.HadErrors ? throw new InvalidOperationException($"{shell.Streams.Error[0]}: {script}") : result;
    }

    public Outcome Run(Case one)
    {
        Calls++;
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand(one.Command);
        foreach ((string name, object? value) in one.Parameters)
        {
            shell.AddParameter(name, value);
        }

        using PSDataCollection<object?> input = [.. one.Input ?? []];
        input.Complete();
        using PSDataCollection<PSObject> output = [];
        long before = one.Bytes > 0 ? Memory.Restart() : 0;
        IAsyncResult running = one.Input is null
            ? shell.BeginInvoke<PSObject, PSObject>(null, output)
            : shell.BeginInvoke(input, output);
        bool stopped = false;
        if (!IsDoneWithin(running, Patience))
        {
            stopped = true;
            shell.BeginStop(null, null);
            if (!IsDoneWithin(running, Limit - Patience))
            {
                return new($"neither done nor stopped after {Limit.TotalSeconds} s", [], CanGoOn: false);
            }
        }

        ErrorRecord? terminating = null;
        try
        {
            shell.EndInvoke(running);
        }
        catch (PipelineStoppedException)
        {
            stopped = true;
        }
        catch (RuntimeException failure)
        {
            terminating = failure.ErrorRecord;
        }

        if (one.Bytes > 0 && Greedy(one, before) is { } greedy)
        {
            return new(greedy, []);
        }

        ErrorRecord[] errors = terminating is null || stopped
            ? [.. shell.Streams.Error]
            : [.. shell.Streams.Error, terminating];
        string? finding = errors.Select(Judge).FirstOrDefault(found => found is not null);
        foreach (PSObject item in output.Where(item => item is not null))
        {
            (item.BaseObject as IDisposable)?.Dispose();
        }

        return new(finding, [.. errors.Select(Id)]);
    }

    public void Dispose()
    {
        runspace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // In time that the machine gave to this process: beside other work a second may pass with nothing done.
    private static bool IsDoneWithin(IAsyncResult running, TimeSpan limit)
    {
        if (running.AsyncWaitHandle.WaitOne(0))
        {
            return true;
        }

        TimeSpan worked = Environment.CpuUsage.TotalTime;
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan rest = limit;
        while (!running.AsyncWaitHandle.WaitOne(rest))
        {
            if (IsOver(limit, clock.Elapsed, Environment.CpuUsage.TotalTime - worked))
            {
                return false;
            }

            rest = limit / 20;
        }

        return true;
    }

    /// <summary>Whether a call has had its time: it worked for so long, or waited for ten times as long.</summary>
    public static bool IsOver(TimeSpan limit, TimeSpan elapsed, TimeSpan worked) =>
        elapsed > limit && (worked > limit || elapsed > Waiting * limit);

    /// <summary>Says how much memory was in use for a file, where it was too much.</summary>
    /// <param name="one">The case.</param>
    /// <param name="before">What was in use before it.</param>
    public static string? Greedy(Case one, long before)
    {
        long grown = Memory.Peak() - before;
        return grown > (4 * one.Bytes) + Slack ? $"{grown >> 20} MB for a file of {one.Bytes:N0} bytes" : null;
    }

    /// <summary>What is wrong with an error. An id of an exception's own name is PowerShell's for what nobody gave an
    /// id.</summary>
    public static string? Judge(ErrorRecord error)
    {
        string id = Id(error);
        string? fault = id.Length == 0 || id.EndsWith("Exception", StringComparison.Ordinal) ? "an error without an id"
            : id == "InternalError" ? "an internal error"
            : error.CategoryInfo.Category == ErrorCategory.NotSpecified ? "an error of no category"
            : null;
        return fault is null ? null : $"{fault} ({error.FullyQualifiedErrorId}: {Line(error.Exception.Message)})";
    }

    public static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    private static string Line(string text) =>
        new([.. text.Take(200).Select(letter => char.IsControl(letter) ? ' ' : letter)]);

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NormTools.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
