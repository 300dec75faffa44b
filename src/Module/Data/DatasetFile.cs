using System.Collections.Specialized;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>A data set that is being read from a file, slice by slice.</summary>
internal sealed class DatasetFile : IDisposable
{
    private const int ColumnsAtOnce = 256;

    private readonly string source;
    private readonly string? text; // the column of texts
    private readonly ObjectHandle reader;

    /// <param name="path">The file's full name.</param>
    /// <param name="options">The options that src/Core/Data/DatasetOptions.cs lists.</param>
    /// <exception cref="NormToolsException">There is no such file, it is empty, or its beginning cannot be
    /// read.</exception>
    public DatasetFile(string path, OrderedDictionary options)
    {
        source = Path.GetFileName(path);
        text = (string?)options["text"];
        byte[] name = Encoding.UTF8.GetBytes(path);
        byte[] json = Json.WriteUtf8(options);
        NativeMethods.DatasetOpen(name, name.Length, json, json.Length, out IntPtr handle).ThrowIfFailed();
        reader = new ObjectHandle(handle);
    }

    /// <param name="table">A text table in UTF-8.</param>
    /// <param name="options">The options that src/Core/Data/DatasetOptions.cs lists.</param>
    public DatasetFile(byte[] table, OrderedDictionary options)
    {
        source = string.Empty;
        text = (string?)options["text"];
        byte[] json = Json.WriteUtf8(options);
        NativeMethods.DatasetOpenText(table, table.Length, json, json.Length, out IntPtr handle).ThrowIfFailed();
        reader = new ObjectHandle(handle);
    }

    /// <summary>How much has been read, 0 to 1.</summary>
    public double Progress { get; private set; }

    /// <summary>What was corrected in the file, one sentence each; set by <see cref="ToDataset"/>.</summary>
    public string[] Notes { get; private set; } = Array.Empty<string>();

    /// <summary>Reads for about this time.</summary>
    /// <returns>Whether all has been read.</returns>
    public bool Advance(int milliseconds)
    {
        NativeMethods.DatasetAdvance(reader, milliseconds, out double progress, out int finished).ThrowIfFailed();
        Progress = progress;
        return finished != 0;
    }

    /// <summary>The data set, which owns the memory that was read into.</summary>
    public unsafe Dataset ToDataset()
    {
        var about = (Dictionary<string, object?>)Json.Read(
            NativeText.Read(
                (buffer, capacity, length) => NativeMethods.DatasetDescribe(reader, buffer, capacity, length)))!;
        long rows = Convert.ToInt64(about["rows"]);
        long[] shape = ((List<object?>)about["featureShape"]!).Select(size => Convert.ToInt64(size)).ToArray();
        DType type = (string)about["featureType"]! == "uint8" ? DType.UInt8 : DType.Float32;
        Notes = Texts(about["notes"]);
        string[] targets = Texts(about["targetNames"]);
        Tensor feature = Take(0, type, new[] { rows }.Concat(shape).ToArray());
        Tensor? target = null;
        string[]? classes = null;
        switch ((string)about["task"]!)
        {
            case "Classification":
                target = Take(1, DType.Int64, new[] { rows });
                classes = Texts(about["classNames"]);
                break;
            case "Regression":
                target = Take(1, DType.Float32, new[] { rows, targets.Length });
                break;
        }

        string[] features = Texts(about["featureNames"]);
        var categories = (Dictionary<string, object?>)about["categoryNames"]!;
        var data = new Dataset(feature, target)
        {
            ClassNames = classes,
            FeatureNames = features.Length > 0 ? features : null,
            TargetNames = targets.Length > 0 ? targets : null,
            Categories = categories.Count > 0
                ? categories.ToDictionary(entry => entry.Key, entry => Texts(entry.Value))
                : null,
            Columns = Columns(Convert.ToInt32(about["columnCount"]), features),
            Fills = ((Dictionary<string, object?>)about["fills"]!).ToDictionary(
                entry => entry.Key, entry => Convert.ToDouble(entry.Value)) is { Count: > 0 } fills ? fills : null,
            DroppedRows = Convert.ToInt64(about["droppedRows"]),
            FilledValues = Convert.ToInt64(about["filledValues"]),
            Source = source.Length == 0 ? null : source,
            RowCall = (string)about["rowCall"]! is { Length: > 0 } call ? call : null,
        };
        Notes = Notes.Concat(Spellings.Of(data, text)).ToArray();
        if (type == DType.UInt8)
        {
            data.ScaleBytes();
        }

        return data;
    }

    public void Dispose() => reader.Dispose();

    // Some at a time: the text of all of them would be many times as large as they are.
    private unsafe DatasetColumn[]? Columns(int count, string[] features)
    {
        var columns = new List<DatasetColumn>(count);
        while (columns.Count < count)
        {
            string json = NativeText.Read((buffer, capacity, length) =>
                NativeMethods.DatasetColumns(reader, columns.Count, ColumnsAtOnce, buffer, capacity, length));
            columns.AddRange(DatasetColumn.Read((Dictionary<string, object?>)Json.Read(json)!, new ArraySegment<string>(features, Math.Min(columns.Count, features.Length), Math.Max(0, features.Length - columns.Count))));
        }

        return count == 0 ? null : columns.ToArray();
    }

    private static string[] Texts(object? list) => ((List<object?>)list!).Select(text => (string)text!).ToArray();

    private Tensor Take(int part, DType type, long[] shape)
    {
        NativeMethods.DatasetTake(reader, part, out IntPtr memory).ThrowIfFailed();
        return new Tensor(TensorHandle.Adopt(memory, TensorShape.Count(shape) * type.Size()), type, shape);
    }
}
