using System.Management.Automation;

namespace NormTools;

/// <summary>Counts the layers or steps that the script block around them has written, so that an error within says which
/// one it was.</summary>
internal static class BlockItems
{
    [ThreadStatic]
    private static int written;

    /// <summary>Called with each layer and step as it is written.</summary>
    public static void Add() => written++;

    /// <param name="kind">What the block writes: "Layer" or "Step".</param>
    /// <param name="run">Runs the block.</param>
    /// <exception cref="RuntimeException">An error that the preference 'Stop' made an exception of; without the mark of
    /// it, and with the number of the layer or step where a parameter of it could not be bound.</exception>
    public static T Run<T>(string kind, Func<T> run)
    {
        int around = written;
        written = 0;
        try
        {
            return run();
        }
        catch (RuntimeException failure) when (StopPreference.Made(failure) && failure is not CommandNotFoundException)
        {
            throw StopPreference.Anew(failure, Origin(kind, failure));
        }
        finally
        {
            written = around;
        }
    }

    private static string Origin(string kind, RuntimeException failure)
    {
        Exception cause = failure.ErrorRecord.Exception;
        string? name = (cause as ParameterBindingException)?.CommandInvocation?.InvocationName
            ?? (failure is ParameterBindingException binding ? binding.CommandInvocation?.InvocationName : null);
        return name is null ? string.Empty : FormattableString.Invariant($"{kind} {written} ({name}): ");
    }
}
