using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>Preprocessors (src/Core/Abi/Exports.Preprocessing.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_preprocessor_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreprocessorCreate(byte[] json, long length, out IntPtr preprocessor);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_preprocessor_fit", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreprocessorFit(
        ObjectHandle preprocessor, byte[] columns, long length, in TableView table, out IntPtr fitted);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_preprocessor_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreprocessorDescribe(ObjectHandle preprocessor, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_preprocessor_apply", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreprocessorApply(
        ObjectHandle preprocessor,
        byte[] columns,
        long length,
        in TableView table,
        int inverse,
        DType type,
        out IntPtr result);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_prepared_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreparedDescribe(ObjectHandle prepared, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_prepared_take", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status PreparedTake(ObjectHandle prepared, out IntPtr memory);
}
