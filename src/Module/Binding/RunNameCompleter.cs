using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace NormTools;

/// <summary>Completes the names of runs: those of the store that the command means, and of the session.</summary>
public sealed class RunNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        try
        {
            string? path = Convert.ToString(fakeBoundParameters["Path"]);
            string store = Store(string.IsNullOrEmpty(path) ? null : path);
            return TrainingRuns.All().Where(run => run.Name is not null && (string.IsNullOrEmpty(path) || RunStore.IsSame(Path.GetDirectoryName(run.Path), store)))
                .Select(run => run.Name!).Concat(RunStore.Names(store)).Distinct()
                .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
                .Select(name => new CompletionResult(RunStore.Quote(name), name, CompletionResultType.ParameterValue, "a run")).ToArray();
        }
        catch (Exception failure) when (failure is NormToolsException or RuntimeException)
        {
            return Array.Empty<CompletionResult>(); // the command itself says what is wrong with the store
        }
    }

    private static string Store(string? path)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return RunStore.Folder(path, shell.AddScript("$ExecutionContext").Invoke<EngineIntrinsics>()[0].SessionState.Path);
    }
}
