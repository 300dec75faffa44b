using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>Turns label columns into the block of targets.</summary>
internal static unsafe class Targets
{
    /// <summary>Decides what the labels are, and describes them.</summary>
    /// <returns>
    /// A block that the caller owns: int64 [rows] for classes, float32 [rows, labels] for regression, null for none.
    /// </returns>
    public static void* Complete(LabelColumn[] labels, long rows, DatasetDescription description)
    {
        description.TargetNames = [.. labels.Select(label => label.Name)];
        if (labels.Length == 0)
        {
            return null;
        }

        bool classification = true;
        foreach (LabelColumn label in labels)
        {
            classification &= label.Complete(labels.Length == 1);
        }

        if (classification && labels.Length == 1)
        {
            description.Task = nameof(TargetTask.Classification);
            long* classes = labels[0].DetachClasses(out string[] names);
            description.ClassNames = names;
            return classes;
        }

        description.Task = nameof(TargetTask.Regression);
        var values = (float*)NativePool.Rent(rows * labels.Length * sizeof(float));
        try
        {
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i].CopyValues(values + i, labels.Length);
            }

            return values;
        }
        catch
        {
            NativePool.Return(values);
            throw;
        }
    }
}
