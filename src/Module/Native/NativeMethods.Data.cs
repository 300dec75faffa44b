using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>Data sets (src/Core/Abi/Exports.Data.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_open", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetOpen(
        byte[] path, long pathLength, byte[] options, long optionsLength, out IntPtr reader);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_open_text", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetOpenText(
        byte[] text, long textLength, byte[] options, long optionsLength, out IntPtr reader);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_number_read", CallingConvention = CallingConvention.Cdecl)]
    public static extern unsafe Status NumberRead(
        char* text, long length, int decimalMark, int thousands, int signs, out double value, out int isNumber, out ulong currencies);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_advance", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetAdvance(
        ObjectHandle reader, int milliseconds, out double progress, out int finished);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_describe", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetDescribe(ObjectHandle reader, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_columns", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetColumns(
        ObjectHandle reader, long first, long count, byte* buffer, long capacity, long* length);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_dataset_take", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status DatasetTake(ObjectHandle reader, int part, out IntPtr memory);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_split_counts", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status SplitCounts(long rows, double[] fractions, int parts, long[] counts);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_split_rows", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status SplitRows(
        long rows, long[] counts, int parts, ObjectHandle generator, TensorHandle classes, TensorHandle result);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_fold_rows", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status FoldRows(
        int kind, long rows, int folds, ObjectHandle generator, long[]? classes, long[]? groups, long[] result);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_fold_times", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status FoldTimes(
        long rows, int folds, long gap, long testRows, long mostTraining, long[] bounds);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_column_statistics", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ColumnStatistics(
        TensorHandle features,
        DType type,
        long width,
        long storedRows,
        TensorHandle rows,
        long count,
        double[] mean,
        double[] deviation);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_column_extremes", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ColumnExtremes(
        TensorHandle features, long width, long storedRows, TensorHandle rows, long count, float[] least, float[] largest);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_column_far", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status ColumnFar(float[] least, float[] largest, double[] seenLeast, double[] seenLargest, long width, double[] far);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_gather_rows", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GatherRows(
        TensorHandle source,
        DType type,
        long width,
        long storedRows,
        TensorHandle rows,
        long count,
        TensorHandle scale,
        TensorHandle shift,
        long scaleCount,
        TensorHandle result);
}
