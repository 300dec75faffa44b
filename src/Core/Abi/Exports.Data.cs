using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Data;
using NormTools.Core.Preprocessing;

namespace NormTools.Core.Abi;

/// <content>Datasets: reading files, statistics of columns.</content>
internal static unsafe partial class Exports
{
    private const string RowsName = "The pipeline's table";

    /// <summary>Opens a text table or an IDX file; the options are JSON, see <see cref="DatasetOptions"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_open", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetOpen(byte* path, long pathLength, byte* options, long optionsLength, nint* reader)
    {
        try
        {
            DatasetOptions parsed = DatasetOptions.Parse(Utf8.Read(options, optionsLength));
            *reader = ObjectHandle.Create(DatasetReader.Open(Utf8.Read(path, pathLength), parsed));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Opens a text table in memory, UTF-8, which is copied; the options are JSON.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_open_text", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetOpenText(byte* text, long textLength, byte* options, long optionsLength, nint* reader)
    {
        try
        {
            DatasetOptions parsed = DatasetOptions.Parse(Utf8.Read(options, optionsLength));
            byte[] copy = new ReadOnlySpan<byte>(text, Check.Count(textLength)).ToArray();
            *reader = ObjectHandle.Create(DatasetReader.Open(copy, RowsName, parsed));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Reads for about the given time; reports the share done so far (0 to 1) and whether reading has
    /// finished.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_advance", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetAdvance(nint reader, int milliseconds, double* progress, int* finished)
    {
        try
        {
            DatasetReader dataset = ObjectHandle.Get<DatasetReader>(reader);
            *finished = dataset.Advance(milliseconds) ? 1 : 0;
            *progress = *finished != 0 ? 1 : dataset.Progress;
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Copies the description of a finished data set as JSON (<see cref="DatasetDescription"/>) if it fits.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_describe", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetDescribe(nint reader, byte* buffer, long capacity, long* length)
    {
        try
        {
            DatasetDescription description = ObjectHandle.Get<DatasetReader>(reader).Result.Description;
            *length = Utf8.Copy(
                JsonSerializer.Serialize(description, DatasetJson.Default.DatasetDescription), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Copies the descriptions of some of the columns (<see cref="DatasetDescription.Columns"/>) as JSON (<see cref="ColumnLists"/>) if it fits.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_columns", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetColumns(nint reader, long first, long count, byte* buffer, long capacity, long* length)
    {
        try
        {
            ColumnDescriptions columns = ObjectHandle.Get<DatasetReader>(reader).Result.Description.Columns;
            int from = (int)Math.Clamp(first, 0, columns.Count);
            int end = from + (int)Math.Clamp(count, 0, columns.Count - from);
            ColumnLists lists = new([.. Enumerable.Range(from, end - from).Select(i => columns[i])]);
            *length = Utf8.Copy(JsonSerializer.Serialize(lists, DatasetJson.Default.ColumnLists), buffer, capacity);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Hands over the features (part 0) or the targets (1): the caller returns the block to the pool.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_dataset_take", CallConvs = [typeof(CallConvCdecl)])]
    public static Status DatasetTake(nint reader, int part, void** memory)
    {
        try
        {
            *memory = ObjectHandle.Get<DatasetReader>(reader).Result.Take(part);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Mean and standard deviation of each column over some rows (all where rows is null).</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_column_statistics", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ComputeColumnStatistics(
        void* features, DType type, long width, long storedRows, long* rows, long count, double* mean, double* std)
    {
        try
        {
            int columns = Check.Count(width);
            Check.Count(storedRows, width);
            Check.Rows(rows, count, storedRows);
            var means = new Span<double>(mean, columns);
            var deviations = new Span<double>(std, columns);
            switch (type)
            {
                case DType.Float32:
                    ColumnStatistics.Compute((float*)features, columns, rows, (int)count, means, deviations);
                    break;
                case DType.UInt8:
                    ColumnStatistics.Compute((byte*)features, columns, rows, (int)count, means, deviations);
                    break;
                default: throw FeatureType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The smallest and the largest value of each column of float32 over some rows (all where rows is null), missing ones left
    /// out; infinity and its negative where there is none.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_column_extremes", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ComputeColumnExtremes(
        float* features, long width, long storedRows, long* rows, long count, float* least, float* largest)
    {
        try
        {
            int columns = Check.Count(width);
            Check.Count(storedRows, width);
            Check.Rows(rows, count, storedRows);
            ColumnStatistics.Extremes(features, columns, rows, (int)count, new(least, columns), new(largest, columns));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The value of each column that is far from the training rows; NaN where none is.</summary>
    /// <param name="least">[width]: the smallest value of each column of some rows, as nt_column_extremes gives it.</param>
    /// <param name="largest">[width].</param>
    /// <param name="seenLeast">[width]: that of the training rows, above the largest where they had none.</param>
    /// <param name="seenLargest">[width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="far">[width].</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_column_far", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ColumnFar(float* least, float* largest, double* seenLeast, double* seenLargest, long width, double* far)
    {
        try
        {
            for (int i = 0; i < Check.Count(width); i++)
            {
                far[i] = BeyondTraining.Of(new(least[i], largest[i]), new(seenLeast[i], seenLargest[i])) ?? double.NaN;
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>
    /// Copies rows; with a scale they become value * scale + shift in float32, otherwise they keep their type.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_gather_rows", CallConvs = [typeof(CallConvCdecl)])]
    public static Status GatherRows(
        void* source,
        DType type,
        long width,
        long storedRows,
        long* rows,
        long count,
        float* scale,
        float* shift,
        long scaleCount,
        void* result)
    {
        try
        {
            int columns = Check.Count(width);
            Check.Count(storedRows, width);
            Check.Count(count, width);
            Check.Rows(rows, count, storedRows);
            if (scaleCount is not 0 and not 1 && scaleCount != width)
            {
                throw CoreException.Shape(
                    "ScaleMismatch",
                    $"There are {scaleCount} scales: 0, 1 or one for each of {width} columns were expected.");
            }

            var scales = new ReadOnlySpan<float>(scale, (int)scaleCount);
            var shifts = new ReadOnlySpan<float>(shift, (int)scaleCount);
            switch (type)
            {
                case DType.Float32 when scaleCount > 0:
                    RowGather.Scale((float*)source, columns, rows, count, scales, shifts, (float*)result);
                    break;
                case DType.UInt8 when scaleCount > 0:
                    RowGather.Scale((byte*)source, columns, rows, count, scales, shifts, (float*)result);
                    break;
                case DType.Float32: RowGather.Copy((float*)source, columns, rows, count, (float*)result); break;
                case DType.UInt8: RowGather.Copy((byte*)source, columns, rows, count, (byte*)result); break;
                case DType.Int64: RowGather.Copy((long*)source, columns, rows, count, (long*)result); break;
                default: throw FeatureType(type);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static CoreException FeatureType(DType type) =>
        CoreException.Argument("DataTypeMismatch", $"Rows of {type} cannot be used here.");
}
