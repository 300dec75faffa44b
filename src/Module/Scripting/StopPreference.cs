using System.Management.Automation;

namespace NormTools;

/// <summary>Errors that the preference 'Stop' made exceptions of, in the script blocks that are read for what they
/// write.</summary>
internal static class StopPreference
{
    /// <summary>Whether it is an error that the preference 'Stop' made an exception of.</summary>
    public static bool Made(RuntimeException failure) =>
        failure is not PipelineStoppedException && !failure.WasThrownFromThrowStatement;

    /// <summary>
    /// The error without the mark of 'Stop', with which it would end the caller's whole script, not only the statement.
    /// </summary>
    /// <param name="failure">The error.</param>
    /// <param name="origin">Where it came from, to be put before its message.</param>
    public static RuntimeException Anew(RuntimeException failure, string origin = "")
    {
        ErrorRecord record = failure.ErrorRecord;
        Exception cause = origin.Length == 0 ? record.Exception
            : new RuntimeException(origin + record.Exception.Message, record.Exception);
        return new RuntimeException(cause.Message, cause, new ErrorRecord(record, cause));
    }
}
