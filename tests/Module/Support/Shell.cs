using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace NormTools.Module.Tests;

/// <summary>A PowerShell session with the built module imported; its variables live from one Run to the next.</summary>
public sealed class Shell : IDisposable
{
    // The engine's caches of modules are filled by whoever comes first, and once did not give a second all commands.
    private static readonly Lock Importing = new();

    private readonly Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault());
    private readonly List<PowerShell> runs = [];

    public Shell()
    {
        runspace.Open();
        lock (Importing)
        {
            ShellResult import = Run("Import-Module $args[0] -ErrorAction Stop", BuiltModule.Manifest);
            Assert.True(import.Failure is null, $"{BuiltModule.Manifest} cannot be imported: {import.Failure}");
        }
    }

    /// <summary>Runs a script with arguments ($args, or its param block's) to its end or terminating error.</summary>
    public ShellResult Run(string script, params object?[] arguments) => RunUntil(_ => false, script, arguments);

    /// <summary>What the tabulator key offers at the end of a line.</summary>
    public CompletionResult[] Complete(string line)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches];
    }

    /// <summary>Runs a script and stops it, as Ctrl+C does, as soon as its streams are as wished.</summary>
    public ShellResult RunUntil(Func<ShellResult, bool> enough, string script, params object?[] arguments)
    {
        PowerShell shell = PowerShell.Create(runspace);
        runs.Add(shell);
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        using PSDataCollection<PSObject> input = [];
        input.Complete();
        PSDataCollection<PSObject> objects = [];
        ShellResult result = new(shell.Streams, objects);
        IAsyncResult running = shell.BeginInvoke(input, objects);
        while (!running.AsyncWaitHandle.WaitOne(2))
        {
            if (enough(result))
            {
                Stopwatch clock = Stopwatch.StartNew();
                shell.Stop();
                result.StopTime = clock.Elapsed;
                break;
            }
        }

        try
        {
            shell.EndInvoke(running);
        }
        catch (PipelineStoppedException)
        {
            result.Stopped = true;
        }
        catch (RuntimeException failure)
        {
            result.Failure = failure.ErrorRecord;
        }

        return result;
    }

    public void Dispose()
    {
        runs.ForEach(run => run.Dispose());
        runspace.Dispose();
    }
}

/// <summary>What a script wrote to its streams.</summary>
public sealed class ShellResult(PSDataStreams streams, PSDataCollection<PSObject> objects)
{
    public IReadOnlyList<PSObject> Objects { get; } = new ReadOnlyCollection<PSObject>(objects);

    /// <summary>The non-terminating errors.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; } = new ReadOnlyCollection<ErrorRecord>(streams.Error);

    public IReadOnlyList<ProgressRecord> Progress { get; } = new ReadOnlyCollection<ProgressRecord>(streams.Progress);

    public IEnumerable<string> Warnings => streams.Warning.Select(w => w.Message);

    public IEnumerable<string> Verbose => streams.Verbose.Select(v => v.Message);

    public IEnumerable<string> Information => streams.Information.Select(i => i.ToString());

    /// <summary>The terminating error that ended the script, if one did.</summary>
    public ErrorRecord? Failure { get; set; }

    public bool Stopped { get; set; }

    public TimeSpan StopTime { get; set; }

    /// <summary>The only object, where a script is to give one and no error.</summary>
    public T Single<T>()
    {
        Assert.Null(Failure);
        Assert.Empty(Errors);
        return Assert.IsType<T>(Assert.Single(Objects).BaseObject, exactMatch: false);
    }

    /// <summary>All objects, where a script is to give no error.</summary>
    public T[] All<T>()
    {
        Assert.Null(Failure);
        Assert.Empty(Errors);
        return [.. Objects.Select(o => Assert.IsType<T>(o.BaseObject, exactMatch: false))];
    }

    /// <summary>The only error, terminating or not; its id stands before the comma of FullyQualifiedErrorId.</summary>
    public ErrorRecord Error(string id)
    {
        ErrorRecord error = Assert.Single(Failure is null ? Errors : Errors.Append(Failure));
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }
}
