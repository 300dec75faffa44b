using System.Text;
using NormTools.Contract;

namespace NormTools.Core.Abi;

/// <summary>Keeps the last failure of each thread, so that its text can be fetched after the status code.</summary>
internal static class Failure
{
    [ThreadStatic]
    private static string? text;

    /// <summary>Stores the id, a line feed and the message; returns the status.</summary>
    public static Status Record(Exception exception)
    {
        (Status status, string id) = exception switch
        {
            CoreException core => (core.Status, core.Id),
            OutOfMemoryException => (Status.OutOfMemory, "OutOfMemory"),
            FileNotFoundException or DirectoryNotFoundException => (Status.NotFound, "PathNotFound"),
            UnauthorizedAccessException or IOException => (Status.ReadError, "FileNotAccessible"),
            _ => (Status.Internal, "InternalError"),
        };
        text = exception is CoreException || status != Status.Internal
            ? $"{id}\n{Excerpt.Line(exception.Message)}"
            : $"{id}\n{Excerpt.Line($"{exception.GetType().Name}: {exception.Message}")}";
        return status;
    }

    /// <summary>Copies as much of the text as fits; returns its full length in bytes.</summary>
    public static unsafe long Copy(byte* buffer, long capacity) => Utf8.Copy(text ?? string.Empty, buffer, capacity);
}

/// <summary>Text across the boundary: UTF-8 with a length, never zero-terminated.</summary>
internal static unsafe class Utf8
{
    public static string Read(byte* text, long length) =>
        text is null || length == 0 ? string.Empty : Encoding.UTF8.GetString(text, checked((int)length));

    public static long Copy(string text, byte* buffer, long capacity)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (buffer is not null && capacity >= length)
        {
            Encoding.UTF8.GetBytes(text, new Span<byte>(buffer, (int)Math.Min(capacity, int.MaxValue)));
        }

        return length;
    }
}
