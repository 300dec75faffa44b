using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>Reads the label file of IDX images in slices: one value per row, or several.</summary>
/// <remarks>
/// Integer types are classes and floating-point types are numbers unless the options say otherwise. Rows of several
/// numbers go straight into the block of targets.
/// </remarks>
internal sealed unsafe class IdxLabels : IDisposable
{
    private const int MostOutputs = Categories.MaxCount;
    private const int RowsBetweenClockReads = 1024;

    private readonly SourceFile file;
    private readonly IdxHeader header;
    private readonly LabelColumn? column; // with one label per row
    private readonly byte[] bytes;
    private readonly double[] values;
    private float* block; // with several labels per row
    private int row;

    /// <summary>Reads the header.</summary>
    /// <exception cref="CoreException">
    /// RowCountMismatch, TooManyLabels or SeveralClassLabels; and what reading the header throws.
    /// </exception>
    public IdxLabels(string path, int rows, DatasetOptions options)
    {
        file = SourceFile.Open(path);
        try
        {
            ForeignFile.Refuse(file, "an IDX file of labels");
            header = IdxHeader.Read(file);
            Check(rows, options);
            bytes = new byte[Width * header.ValueBytes];
            values = new double[Width];
            if (Width == 1)
            {
                column = new LabelColumn("label", Task(options), options.ClassNames);
            }
            else
            {
                block = (float*)NativePool.Rent((long)header.Count * sizeof(float));
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private int Width => header.Shape.Length == 2 ? header.Shape[1] : 1;

    /// <summary>Reads until everything is read or the condition says that time is up.</summary>
    /// <returns>Whether everything has been read.</returns>
    public bool Read(Func<bool> isPast)
    {
        while (row < header.Shape[0])
        {
            IdxHeader.Fill(file, bytes, "its labels");
            IdxValues.ToDouble(bytes, header.Type, values);
            if (column is not null && column.AddNumber(values[0]) is var (id, message))
            {
                throw CoreException.InvalidData(id, $"{file.Name}, row {row + 1}: {values[0]} {message}");
            }

            for (int i = 0; column is null && i < values.Length; i++)
            {
                block[((long)row * Width) + i] = (float)values[i];
                if (!float.IsFinite((float)values[i]))
                {
                    throw CoreException.InvalidData(
                        "ValueOutOfRange",
                        $"{file.Name}, row {row + 1}: {values[i]} is beyond the range of a 32-bit floating-point number.");
                }
            }

            row++;
            if ((Width > RowsBetweenClockReads || row % RowsBetweenClockReads == 0) && isPast())
            {
                return row == header.Shape[0];
            }
        }

        return true;
    }

    /// <summary>Hands over the block of targets, which the caller owns, and describes it.</summary>
    public void* Complete(DatasetDescription description)
    {
        if (column is not null)
        {
            return Targets.Complete([column], header.Shape[0], description);
        }

        description.Task = nameof(TargetTask.Regression);
        description.TargetNames = [.. Enumerable.Range(1, Width).Select(i => FormattableString.Invariant($"label{i}"))];
        float* result = block;
        block = null;
        return result;
    }

    public void Dispose()
    {
        file.Dispose();
        column?.Dispose();
        NativePool.Return(block);
        block = null;
    }

    private TargetTask Task(DatasetOptions options) => options.Task != TargetTask.Auto ? options.Task
        : header.Type is IdxType.Float32 or IdxType.Float64 ? TargetTask.Regression
        : TargetTask.Classification;

    private void Check(int rows, DatasetOptions options)
    {
        if (header.Shape[0] != rows || header.Shape.Length > 2)
        {
            throw CoreException.Shape(
                "RowCountMismatch",
                $"{file.Name} has labels of shape [{string.Join(", ", header.Shape)}]: "
                + $"one label for each of {rows:N0} rows was expected.");
        }

        if (Width > MostOutputs)
        {
            throw CoreException.Shape(
                "TooManyLabels", $"{file.Name} has {Width:N0} labels a row; at most {MostOutputs:N0} are taken.");
        }

        if (Width > 1 && (options.Task == TargetTask.Classification || options.ClassNames is not null))
        {
            throw CoreException.Argument(
                "SeveralClassLabels",
                $"{file.Name} has {Width} labels a row: classes come from one label; several are numbers, for regression.");
        }
    }
}
