using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters that the cmdlets for new data sets share.</summary>
public abstract class DatasetCommand : NormToolsCommand
{
    /// <summary>Whether the target is classes or quantities; without it the values decide.</summary>
    [Parameter]
    [ValidateSet("Classification", "Regression")]
    public string? Task { get; set; }

    /// <summary>
    /// Scales every feature to mean 0 and standard deviation 1; Split-Dataset fits that again, on the training part
    /// only.
    /// </summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    /// <summary>Another shape for the features of one row, such as 1, 28, 28.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsShape = true)]
    public long[]? FeatureShape { get; set; }

    /// <summary>Applies -FeatureShape and -Standardize.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="lengths">How many steps of each row are no padding; null for all.</param>
    internal Dataset Finish(Dataset data, Tensor? lengths = null)
    {
        if (FeatureShape is not null)
        {
            data = data.WithFeatureShape(FeatureShape);
        }

        data.StoredLength = RowNumbers.Lengths(lengths, data.Count, data.FeatureShape);
        if (Standardize)
        {
            if (data.ScaledBefore is string twice)
            {
                WriteWarning(twice);
            }

            data.RefuseSetAside();

            Standardization fitted = data.Fit();
            if (!data.IsToldToLoseValues && data.LostDigits(fitted) is string warning)
            {
                WriteWarning(warning);
            }

            data.Standardize(fitted);
            data.FitsOnSplit = true;
        }

        return data;
    }
}
