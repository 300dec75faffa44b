using NormTools.Core.Losses;
using NormTools.Core.Models;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>Samples of different lengths: what is behind a sample's end is padding.</remarks>
internal sealed unsafe partial class BatchReader
{
    private StepLayout? targetSteps; // known once the lengths were checked
    private int steps;

    public bool HasLengths => view.Lengths is not null;

    /// <summary>How the model's outputs belong to steps; null where samples have no lengths, or one output for all
    /// steps.</summary>
    public StepLayout? OutputSteps => targetSteps;

    /// <summary>Checks the lengths, that the model keeps padding apart from steps, and where it reads numbers of rows, those.</summary>
    /// <exception cref="CoreException">InvalidSequenceLength, StepsAreMixed, IndexOutOfRange.</exception>
    public void Fit(Model model)
    {
        if (HasLengths)
        {
            FitLengths(model);
        }

        if (model.Root.Indices is long rows)
        {
            CheckIndices(rows, model);
        }
    }

    private void FitLengths(Model model)
    {
        steps = (int)model.InputShape[0];
        for (long sample = 0; sample < Count; sample++)
        {
            CheckedLength(Row(sample));
        }

        int axis = model.Root.FollowSteps(0);
        targetSteps = axis < 0 ? null : StepLayout.Of(model.OutputShape, axis);
    }

    /// <summary>Puts samples and their lengths where a plan reads them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="order">The samples' order, or null for 0, 1, 2...</param>
    /// <param name="first">The first position in the order.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="threads">The most threads.</param>
    public void Fill(Plan plan, long* order, long first, int count, int threads)
    {
        Features(order, first, count, plan.Input, threads);
        FillLengths(plan, order, first, count);
    }

    /// <summary>As <see cref="Fill"/>, the lengths alone.</summary>
    public void FillLengths(Plan plan, long* order, long first, int count)
    {
        int* lengths = plan.UseLengths(HasLengths);
        for (int i = 0; lengths is not null && i < count; i++)
        {
            lengths[i] = CheckedLength(Row(order is null ? first + i : order[first + i]));
        }
    }

    /// <summary>The lengths of a batch for a loss; null where all outputs count.</summary>
    public int* LossLengths(Plan plan) => targetSteps is null ? null : plan.Lengths;

    /// <summary>Makes the outputs behind each sample's end 0.</summary>
    /// <param name="plan">The plan, whose lengths are those of the outputs.</param>
    /// <param name="y">[rows, outputs].</param>
    /// <param name="rows">Samples.</param>
    /// <param name="width">Outputs.</param>
    public void ClearPadding(Plan plan, float* y, int rows, int width)
    {
        for (int row = 0; targetSteps is not null && row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                if (targetSteps.Value.StepOf(column) >= plan.Lengths[row])
                {
                    y[((long)row * width) + column] = 0;
                }
            }
        }
    }

    /// <summary>Whether a target is behind its sample's end.</summary>
    public bool IsPadding(long row, int column) =>
        targetSteps is StepLayout layout && layout.StepOf(column) >= view.Lengths[row];

    // Behind a sample's end there may be anything.
    private void CheckIndices(long rows, Model model)
    {
        int ofStep = FeatureWidth / (int)model.InputShape[0];
        float[] values = new float[FeatureWidth];
        fixed (float* pointer = values)
        {
            for (long sample = 0; sample < Count; sample++)
            {
                Cancellation.ThrowIfRequested();
                Features(null, sample, 1, pointer, 1);
                int count = HasLengths ? CheckedLength(Row(sample)) * ofStep : values.Length;
                for (int i = 0; i < count; i++)
                {
                    if (!(values[i] >= 0 && values[i] < rows && values[i] == MathF.Floor(values[i])))
                    {
                        throw WrongIndex(rows, model, Row(sample), i, values[i]);
                    }
                }
            }
        }
    }

    private CoreException WrongIndex(long rows, Model model, long row, int column, float value)
    {
        string type = model.Layers.First(layer => layer.Content.Count == 0).Type;
        string hint = (DType)view.FeatureDType == DType.UInt8 && view.ScaleCount > 0
            ? " Bytes reach a model as 0 to 1: make them another type first, as with ConvertTo-Tensor -DType Int64."
            : value >= rows ? FormattableString.Invariant($" A table of {(long)value + 1} rows has that one.")
            : string.Empty;
        return CoreException.InvalidData(
            "IndexOutOfRange",
            FormattableString.Invariant($"The {Name} has {value} in row {row}, column {column} (counted from 0), but {type} takes whole numbers ")
                + $"from 0 to {rows - 1}.{hint}");
    }

    // Lengths were checked at the start, but the caller may have written to the memory since, and loops end by them.
    private int CheckedLength(long row) => view.Lengths[row] is >= 1 and long length && length <= steps
        ? (int)length
        : throw CoreException.InvalidData(
            "InvalidSequenceLength",
            $"The {Name} has the length {view.Lengths[row]} in row {row}, but a sample of the model's has 1 to {steps} steps. "
                + "Leave rows without a step out, and cut longer ones.");
}
