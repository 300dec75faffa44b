using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Every import from the native library, in the order of src/Core/Abi. All calls of it go through
/// here.</summary>
internal static unsafe partial class NativeMethods
{
    static NativeMethods() => CoreLibrary.Load();

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_abi_version", CallingConvention = CallingConvention.Cdecl)]
    public static extern int AbiVersion();

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_vector_width", CallingConvention = CallingConvention.Cdecl)]
    public static extern int VectorWidth();

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_last_error", CallingConvention = CallingConvention.Cdecl)]
    public static extern long LastError(byte* buffer, long capacity);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_threads_set", CallingConvention = CallingConvention.Cdecl)]
    public static extern int ThreadsSet(int count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_memory_rent", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status MemoryRent(long bytes, int cleared, out IntPtr memory);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_memory_return", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status MemoryReturn(IntPtr memory);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_memory_trim", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status MemoryTrim();

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_cancel_use", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status CancelUse(IntPtr word);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_object_bytes", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ObjectBytes(ObjectHandle handle, out long bytes);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_object_free", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ObjectFree(IntPtr handle);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_convert", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Convert(TensorHandle source, DType sourceType, TensorHandle result, DType resultType, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_copy_strided", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status CopyStrided(
        IntPtr source,
        long sourceCount,
        long* sourceStrides,
        IntPtr result,
        long resultCount,
        long* resultStrides,
        long* shape,
        int rank,
        DType type);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_elementwise", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Elementwise(
        BinaryOperation operation,
        DType type,
        TensorHandle a,
        long aCount,
        long* aStrides,
        TensorHandle b,
        long bCount,
        long* bStrides,
        TensorHandle result,
        long* shape,
        int rank);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_element_function", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ApplyFunction(
        ElementFunction function, double argument, DType type, TensorHandle x, TensorHandle y, long count);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_matrix_product", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status MatrixProduct(
        DType type, int transposeA, int transposeB, long m, long n, long k, TensorHandle a, TensorHandle b,
        TensorHandle c, int accumulate, int threads);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status Describe(TensorHandle x, DType type, long rows, long width, RowSummary* result);
}
