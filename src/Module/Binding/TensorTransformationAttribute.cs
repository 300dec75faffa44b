using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Lets a tensor parameter take numbers, arrays, nested arrays and lists as well.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TensorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether a data set stands for its features, a split for those of its training part, and rows with
    /// properties for their numbers.</summary>
    public bool TakesData { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        try
        {
            return TakesData ? OfData(inputData) : TensorReader.ReadAny(inputData);
        }
        catch (NormToolsException failure)
        {
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }

    private static Tensor OfData(object value) => Unwrapped.Of(value) switch
    {
        DatasetSplit split => split.Train.Feature,
        Dataset data => data.Feature,
        IEnumerable rows when RecordReader.HoldsRecords(rows) =>
            new RecordReader(null, null, allowMissing: true).Read(rows.Cast<object?>().ToArray(), DType.Float32),
        _ => TensorReader.ReadAny(value),
    };
}
