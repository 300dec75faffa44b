using NormTools.Contract;

namespace NormTools.Core;

/// <summary>A failure that the user caused and can mend: an id for scripts, a sentence for people.</summary>
/// <remarks>The id reaches PowerShell as the first part of FullyQualifiedErrorId, so it never changes once
/// released.</remarks>
internal sealed class CoreException : Exception
{
    private CoreException(Status status, string id, string message)
        : base(message)
    {
        Status = status;
        Id = id;
    }

    public Status Status { get; }

    public string Id { get; }

    public static CoreException Argument(string id, string message) => new(Status.InvalidArgument, id, message);

    public static CoreException Shape(string id, string message) => new(Status.ShapeMismatch, id, message);

    public static CoreException InvalidData(string id, string message) => new(Status.InvalidData, id, message);

    public static CoreException NotFound(string id, string message) => new(Status.NotFound, id, message);

    public static CoreException Read(string id, string message) => new(Status.ReadError, id, message);

    public static CoreException Write(string id, string message) => new(Status.WriteError, id, message);

    public static CoreException State(string id, string message) => new(Status.InvalidState, id, message);

    public static CoreException NotFinite(string id, string message) => new(Status.NotFinite, id, message);

    /// <summary>The caller cancelled the call.</summary>
    public static CoreException Cancelled() => new(Status.Cancelled, "Cancelled", "The call was ended early, as its caller asked.");

    public static CoreException OutOfMemory(long bytes) => new(
        Status.OutOfMemory, "OutOfMemory", FormattableString.Invariant($"{bytes:N0} bytes of memory were asked for and not to be had."));
}
