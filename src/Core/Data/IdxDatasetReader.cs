using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>Reads IDX images (or any rows) and the IDX file of their labels.</summary>
/// <remarks>
/// Bytes stay bytes, so that images take a quarter of the memory of float32; all other types become float32.
/// </remarks>
internal sealed unsafe class IdxDatasetReader : DatasetReader
{
    private const int StepBytes = 1 << 18;

    private readonly SourceFile file;
    private readonly DatasetOptions options;
    private readonly IdxHeader header;
    private readonly byte[] step = new byte[StepBytes];
    private readonly IdxLabels? labels;
    private void* features;
    private int done; // values read so far

    /// <summary>Reads the header; owns the file from then on unless it throws.</summary>
    public IdxDatasetReader(SourceFile file, DatasetOptions options)
    {
        this.file = file;
        this.options = options;
        if (options.Label.Length + options.Property.Length + options.ExcludeProperty.Length
            + options.Category.Length > 0
            || options.Delimiter is not null || options.Decimal != '.' || options.Thousands is not null
            || options.MissingMarker is not null || options.NumberSign.Length > 0 || !options.Header
            || options.HeaderNames is not null || options.SkipLine > 0 || options.Comment is not null
            || options.Encoding is not null || options.MorePaths.Length > 0 || options.Missing != MissingValue.Keep)
        {
            throw CoreException.Argument(
                "NoColumns", $"{file.Name} is an IDX file: it has no columns to name; its labels are a second file.");
        }

        header = IdxHeader.Read(file);
        if (options.LabelPath is not null)
        {
            labels = new IdxLabels(options.LabelPath, header.Shape[0], options);
        }

        bool bytes = header.Type == IdxType.UInt8;
        features = NativePool.Rent((long)header.Count * (bytes ? 1 : sizeof(float)));
    }

    public override double Progress => (double)done / header.Count;

    public override void Dispose()
    {
        base.Dispose();
        file.Dispose();
        NativePool.Return(features);
        features = null;
        labels?.Dispose();
    }

    protected override SourceFile Source => file;

    protected override LoadedDataset? Read(long deadline)
    {
        if (labels?.Read(() => IsPast(deadline)) == false)
        {
            return null;
        }

        while (done < header.Count)
        {
            int count = Math.Min(StepBytes / header.ValueBytes, header.Count - done);
            if (header.Type == IdxType.UInt8)
            {
                IdxHeader.Fill(file, new Span<byte>((byte*)features + done, count), "its values");
            }
            else
            {
                Span<byte> values = step.AsSpan(0, count * header.ValueBytes);
                IdxHeader.Fill(file, values, "its values");
                IdxValues.ToFloat(values, header.Type, new Span<float>((float*)features + done, count));
            }

            done += count;
            if (done < header.Count && IsPast(deadline))
            {
                return null;
            }
        }

        if (file.Read(step) > 0)
        {
            throw CoreException.InvalidData(
                "LengthMismatch",
                $"{file.Name} goes on after the values of its shape [{string.Join(", ", header.Shape)}].");
        }

        var description = new DatasetDescription
        {
            Rows = header.Shape[0],
            FeatureShape = header.Shape.Length == 1 ? [1] : header.Shape[1..],
            FeatureType = header.Type == IdxType.UInt8 ? "uint8" : "float32",
        };
        void* targets = labels is null ? null : labels.Complete(description);
        var result = new LoadedDataset(features, targets, description);
        features = null;
        return result;
    }
}
