using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools;

/// <summary>A session in which a worker runs the script of a sweep, on its own thread.</summary>
internal sealed class SweepSession : IDisposable
{
    // The engine's caches of modules are filled by whoever comes first.
    private static readonly object Opening = new object();

    private readonly SweepScript script;
    private readonly OwnCopies copies;
    private readonly string location;
    private readonly ConcurrentQueue<string> warnings;
    private readonly Runspace session;
    private readonly SessionVariables variables;
    private volatile PowerShell? running;
    private volatile bool stopping;

    /// <param name="script">The script.</param>
    /// <param name="location">Its current folder.</param>
    /// <param name="warnings">Takes what it warns of.</param>
    public SweepSession(SweepScript script, string location, ConcurrentQueue<string> warnings)
    {
        this.script = script;
        copies = new OwnCopies(script.Outer);
        this.location = location;
        this.warnings = warnings;
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(new[] { Path.Combine(Path.GetDirectoryName(typeof(SweepSession).Assembly.Location)!, "NormTools.psd1") });
        session = RunspaceFactory.CreateRunspace(state);
        session.ThreadOptions = PSThreadOptions.UseCurrentThread; // the trial's scope is of this thread
        lock (Opening)
        {
            session.Open();
        }

        session.SessionStateProxy.Path.SetLocation(location);
        variables = new SessionVariables(session);
    }

    /// <summary>Runs the script, and gives what it wrote.</summary>
    /// <exception cref="RuntimeException">It failed.</exception>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public ICollection<PSObject> Run(IDictionary values, ulong seed)
    {
        variables.Restore(); // what a trial leaves is not there for the next
        foreach (KeyValuePair<string, object?> outer in copies.Make())
        {
            session.SessionStateProxy.SetVariable(outer.Key, outer.Value);
        }

        session.SessionStateProxy.SetVariable("ErrorActionPreference", ActionPreference.Stop);
        PathIntrinsics path = session.SessionStateProxy.Path;
        if (path.CurrentLocation.Path != location)
        {
            path.SetLocation(location);
        }

        var arguments = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry value in values)
        {
            arguments.Add(value.Key, value.Value);
        }

        if (script.TakesSeed)
        {
            arguments[SweepScript.Seed] = seed;
        }

        using var shell = PowerShell.Create();
        shell.Runspace = session;
        shell.AddScript($"param($NormToolsValues) & {script.Text} @NormToolsValues").AddArgument(arguments);
        running = shell;
        try
        {
            return stopping ? throw new PipelineStoppedException() : shell.Invoke();
        }
        finally
        {
            running = null;
            foreach (WarningRecord warning in shell.Streams.Warning)
            {
                warnings.Enqueue(warning.Message);
            }
        }
    }

    /// <summary>Stops the script, and lets no other begin.</summary>
    public void Stop()
    {
        stopping = true;
        running?.BeginStop(null, null);
    }

    public void Dispose() => session.Dispose();
}
