using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Abi;

/// <summary>The functions of the native library. Each catches everything: an exception that left one would end the host
/// process.</summary>
internal static unsafe partial class Exports
{
    /// <summary>The contract's version: the module refuses a library compiled with another contract.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static int AbiVersion() => ContractVersion.Value;

    [UnmanagedCallersOnly(EntryPoint = "nt_vector_width", CallConvs = [typeof(CallConvCdecl)])]
    public static int VectorWidth() => System.Numerics.Vector<byte>.Count * 8;

    [UnmanagedCallersOnly(EntryPoint = "nt_last_error", CallConvs = [typeof(CallConvCdecl)])]
    public static long LastError(byte* buffer, long capacity)
    {
        try
        {
            return Failure.Copy(buffer, capacity);
        }
        catch (Exception)
        {
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_memory_rent", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MemoryRent(long bytes, int cleared, void** memory)
    {
        try
        {
            *memory = cleared != 0 ? NativePool.RentCleared(bytes) : NativePool.Rent(bytes);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_memory_return", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MemoryReturn(void* memory)
    {
        try
        {
            NativePool.Return(memory);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_memory_trim", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MemoryTrim()
    {
        try
        {
            NativePool.Trim();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Gives the calls of this thread a flag by which another thread can cancel them.</summary>
    /// <remarks>
    /// Once the flag is positive, a call stops between two parts of its work and returns Cancelled, its results half
    /// written. nt_run_advance rolls the unfinished step back instead and returns Ok. A negative flag cancels after
    /// that many polls (for tests).
    /// </remarks>
    /// <param name="flag">Has to stay in place until the thread passes another; null for none.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_cancel_use", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CancelUse(int* flag)
    {
        Cancellation.Use(flag);
        return Status.Ok;
    }

    /// <summary>Bytes of native memory that an object currently holds.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_object_bytes", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ObjectBytes(nint handle, long* bytes)
    {
        try
        {
            *bytes = ObjectHandle.HeldBytes(handle);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_object_free", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ObjectFree(nint handle)
    {
        try
        {
            ObjectHandle.Free(handle);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
