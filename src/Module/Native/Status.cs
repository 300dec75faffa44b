using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;

namespace NormTools.Native;

/// <summary>What the native library's functions return; the numbers are those of src/Core/Abi/Status.cs.</summary>
internal enum Status
{
    Ok = 0,
    InvalidArgument = 1,
    ShapeMismatch = 2,
    InvalidData = 3,
    NotFound = 4,
    ReadError = 5,
    WriteError = 6,
    InvalidState = 7,
    OutOfMemory = 8,
    NotFinite = 9,
    Cancelled = 10,
    Internal = 99,
}

/// <summary>The operations of nt_elementwise.</summary>
internal enum BinaryOperation
{
    Add = 0,
    Subtract = 1,
    Multiply = 2,
    Divide = 3,
    Minimum = 4,
    Maximum = 5,
}

/// <summary>A function of one value, for nt_element_function.</summary>
internal enum ElementFunction
{
    Absolute = 0,
    Exponential = 1,
    Logarithm = 2,
    SquareRoot = 3,
    Power = 4,
}

/// <summary>What nt_describe writes for a row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Moments
{
    public double Mean;
    public double Variance;
    public double Minimum;
    public double Maximum;
    public long NonFinite;
}

internal static class StatusExtensions
{
    /// <summary>Turns a failure into the exception that carries the library's own words.</summary>
    /// <exception cref="PipelineStoppedException">Ctrl+C broke the call off.</exception>
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
