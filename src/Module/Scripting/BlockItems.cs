using System.Management.Automation;

namespace NormTools;

/// <summary>Counts the layers or steps that a script block has written so far, so that an error in the block can say
/// which one it concerns.</summary>
internal static class BlockItems
{
    public const string Step = "Step";

    [ThreadStatic]
    private static int written;

    /// <summary>Called with each layer and step as it is written.</summary>
    public static void Add() => written++;

    /// <param name="kind">What the block writes: "Layer", counted from 0 as in the names of parameters, or <see cref="Step"/>, counted from 1.</param>
    /// <param name="run">Runs the block.</param>
    /// <exception cref="RuntimeException">An error of the block, which ErrorActionPreference 'Stop' turned into an
    /// exception. Here it no longer carries the mark of 'Stop', and names the layer or step if one of its parameters
    /// could not be bound.</exception>
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
        return name is null ? string.Empty : FormattableString.Invariant($"{kind} {written + (kind == Step ? 1 : 0)} ({name}): ");
    }
}
