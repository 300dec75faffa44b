using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>Files of tensors (src/Core/Abi/Exports.Files.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_tensor_file_open", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status TensorFileOpen(byte[] path, long pathLength, out IntPtr file);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_tensor_file_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status TensorFileDescribe(ObjectHandle file, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_tensor_file_read", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status TensorFileRead(ObjectHandle file, long index, TensorHandle result);
}
