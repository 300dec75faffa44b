using System.Management.Automation;

namespace NormTools;

/// <summary>Accepts a training run in place of the model that it trained.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ModelTransformationAttribute : ObjectItselfAttribute
{
    /// <summary>Whether the parameter takes data as well; otherwise data is refused with where it belongs.</summary>
    public bool TakesData { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? itself = base.Transform(engineIntrinsics, inputData);
        object? basic = Unwrapped.Of(itself);
        if (!TakesData && (basic is Dataset or DatasetSplit or Tensor || (basic is PSObject && RecordReader.IsRecord(basic))))
        {
            NormToolsException failure = Errors.NotAModel(itself);
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }

        return basic is TrainingRun run ? run.Model : itself;
    }
}
