using System.Management.Automation;

namespace NormTools;

/// <summary>Errors in a user's script block that $ErrorActionPreference 'Stop' turned into exceptions.</summary>
internal static class StopPreference
{
    /// <summary>Whether 'Stop' turned an error into this exception; false for throw and for a stopped
    /// pipeline.</summary>
    public static bool Made(RuntimeException failure) =>
        failure is not PipelineStoppedException && !failure.WasThrownFromThrowStatement;

    /// <summary>
    /// The error without the mark of 'Stop', which would end the caller's whole script and not only the statement.
    /// </summary>
    /// <param name="failure">The error.</param>
    /// <param name="origin">Where it came from; it is put before the message.</param>
    public static RuntimeException Anew(RuntimeException failure, string origin = "")
    {
        ErrorRecord record = failure.ErrorRecord;
        Exception cause = origin.Length == 0 ? record.Exception
            : new RuntimeException(origin + record.Exception.Message, record.Exception);
        return new RuntimeException(cause.Message, cause, new ErrorRecord(record, cause));
    }
}
