using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Data;

namespace NormTools.Core.Abi;

/// <content>Files of tensors.</content>
internal static unsafe partial class Exports
{
    /// <summary>Opens a safetensors file with any contents.</summary>
    /// <returns>NotFound: PathNotFound. ReadError: FileNotAccessible, ForeignFile, InvalidSafetensors, DamagedFile.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_tensor_file_open", CallConvs = [typeof(CallConvCdecl)])]
    public static Status TensorFileOpen(byte* path, long pathLength, nint* file)
    {
        try
        {
            *file = ObjectHandle.Create(new TensorFile(Utf8.Read(path, pathLength)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Copies the list of its tensors as JSON (<see cref="TensorFile.Describe"/>) if it fits.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_tensor_file_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status TensorFileDescribe(nint file, byte* buffer, long capacity, long* length)
    {
        try
        {
            *length = Utf8.Copy(ObjectHandle.Get<TensorFile>(file).Describe(), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Reads the tensor at an index of that list into a block that has room for its dtype and shape.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_tensor_file_read", CallConvs = [typeof(CallConvCdecl)])]
    public static Status TensorFileRead(nint file, long index, void* result)
    {
        try
        {
            ObjectHandle.Get<TensorFile>(file).Read(index, result);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
