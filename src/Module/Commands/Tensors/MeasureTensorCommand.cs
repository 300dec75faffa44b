using System.Management.Automation;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Describes the values of a tensor: count, mean, variance, range, non-finite values.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Tensor")]
[OutputType(typeof(TensorMeasure))]
public sealed class MeasureTensorCommand : NormToolsCommand
{
    /// <summary>The tensor; of a data set its features, of a split those of the training part.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation(TakesData = true)]
    public Tensor InputObject { get; set; } = null!;

    /// <summary>The axes to reduce over, as in NumPy: for [rows, columns], -Axis 0 describes each column. Default:
    /// all.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    public int[]? Axis { get; set; }

    /// <summary>Divides the variance by the count minus one, as torch.var does. Default: by the count, as normalisation
    /// does.</summary>
    [Parameter]
    public SwitchParameter Unbiased { get; set; }

    protected override void ProcessRecord() => Guard(
        InputObject, () => WriteObject(Measure(InputObject), enumerateCollection: true));

    private unsafe TensorMeasure[] Measure(Tensor input)
    {
        input.ThrowIfDisposed();
        int rank = input.Rank;
        var reduced = new bool[rank];
        foreach (int axis in Axis ?? Enumerable.Range(0, rank).ToArray())
        {
            int at = TensorShape.Axis(axis, rank);
            reduced[at] = reduced[at] ? throw Errors.RepeatedAxis(axis) : true;
        }

        int[] kept = Enumerable.Range(0, rank).Where(axis => !reduced[axis]).ToArray();
        long rows = kept.Aggregate(1L, (count, axis) => count * input.Dimensions[axis]);
        long width = rows == 0 ? 0 : input.Count / rows;
        if (rows == 0 || width == 0)
        {
            throw Errors.Empty("The tensor");
        }

        // The reduced axes are moved to the back, where their values are contiguous.
        long[] order = kept.Concat(Enumerable.Range(0, rank).Where(axis => reduced[axis])).Select(axis => (long)axis).ToArray();
        Tensor sorted = rank < 2 || order.SequenceEqual(order.OrderBy(axis => axis)) ? input : input.Transpose(order);
        var moments = new RowSummary[rows];
        fixed (RowSummary* result = moments)
        {
            NativeMethods.Describe(sorted.Handle, sorted.DType, rows, width, result).ThrowIfFailed();
        }

        var index = new long[kept.Length];
        int looked = 0;
        return moments.Select(row =>
        {
            StopFlag.Poll(ref looked);
            return Next(row, width, index, kept, input.Dimensions);
        }).ToArray();
    }

    private TensorMeasure Next(RowSummary moments, long count, long[] index, int[] kept, long[] shape)
    {
        var measure = new TensorMeasure
        {
            Index = new TensorIndex((long[])index.Clone()),
            Count = count,
            Mean = moments.Mean,
            Variance = Unbiased ? moments.Variance * count / (count - 1) : moments.Variance,
            Minimum = moments.Minimum,
            Maximum = moments.Maximum,
            NonFiniteCount = moments.NonFinite,
        };
        for (int axis = kept.Length - 1; axis >= 0 && ++index[axis] == shape[kept[axis]]; axis--)
        {
            index[axis] = 0;
        }

        return measure;
    }
}
