using System.Management.Automation;
using System.Text;
using NormTools.Contract;

namespace NormTools.Native;

internal static class StatusExtensions
{
    /// <summary>Throws an exception with the library's own message if a call failed.</summary>
    /// <exception cref="PipelineStoppedException">Ctrl+C stopped the call.</exception>
    public static void ThrowIfFailed(this Status status)
    {
        if (status != Status.Ok)
        {
            throw status == Status.Cancelled ? new PipelineStoppedException() : LastFailure(status);
        }
    }

    private static unsafe NormToolsException LastFailure(Status status)
    {
        var buffer = new byte[Math.Max(NativeMethods.LastError(null, 0), 1)];
        long length;
        fixed (byte* bytes = buffer)
        {
            length = NativeMethods.LastError(bytes, buffer.Length);
        }

        string text = Encoding.UTF8.GetString(buffer, 0, (int)Math.Min(length, buffer.Length));
        int split = text.IndexOf('\n');
        return split < 0
            ? Errors.FromCore(status, "InternalError", text)
            : Errors.FromCore(status, text.Substring(0, split), text.Substring(split + 1));
    }
}
