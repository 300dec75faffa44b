using System.Management.Automation;

namespace NormTools;

/// <summary>Takes names of runs, with wildcards, for the runs, and one run for a list of it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class RunsTransformationAttribute : RunTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        object?[] items = basic is object?[] list ? list : new[] { inputData };
        var runs = new List<object?>();
        foreach (object? item in items)
        {
            object? itself = Itself(item);
            if (Unwrapped.Of(itself) is string name)
            {
                runs.AddRange(Named(engineIntrinsics, name));
            }
            else
            {
                runs.Add(itself);
            }
        }

        return runs.ToArray();
    }
}
