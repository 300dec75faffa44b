using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The base of the cmdlets that judge all their models by the same rows, which no model sees.</summary>
public abstract class JudgedTrialCommand : TrialCommand
{
    private const double UsualShare = 0.2;

    /// <summary>A split, or a data set with -Validation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>The rows to judge by, where -Data has none or others are wanted.</summary>
    [Parameter]
    public Dataset? Validation { get; set; }

    /// <summary>The part of each model's training rows that its epochs are judged by, for -EarlyStopping: below 1 a share, otherwise
    /// the number of rows; a fifth without it.</summary>
    [Parameter]
    [NumberTransformation]
    public double? SetAside { get; set; }

    /// <summary>The rows to train on and those to judge by: -Validation, else the validation part of a split, else its test
    /// part.</summary>
    /// <exception cref="NormToolsException">There is nothing to judge by, or nothing is set aside for -SetAside.</exception>
    private protected DatasetSplit Parts()
    {
        Dataset training = Dataset.ForTraining(Data);
        var split = Unwrapped.Of(Data) as DatasetSplit;
        Dataset judged = Validation ?? split?.Validation ?? split?.Test ?? throw Errors.NothingToJudgeBy();
        return SetAside is null || MaySetAside ? new DatasetSplit(training, judged, null)
            : throw Errors.NoEffect(nameof(SetAside), nameof(EarlyStopping));
    }

    /// <summary>Whether any of the models looks at rows while it trains.</summary>
    private protected virtual bool MaySetAside => Validates;

    /// <summary>What one model is trained on: where epochs are judged, some of its rows are set aside for that, so that those that
    /// judge the model stay unseen.</summary>
    /// <param name="part">Its rows.</param>
    /// <param name="judged">The rows that judge it.</param>
    /// <param name="seed">Draws what is set aside, as Split-Dataset -Validation does.</param>
    /// <param name="drawn">The numbers of the rows where some may be there several times: their copies stay together.</param>
    private protected DatasetSplit Rows(Dataset part, Dataset judged, ulong seed, long[]? drawn = null)
    {
        var rows = new DatasetSplit(part, null, judged);
        return Validates ? FoldPlan.SetAside(rows, SetAside ?? UsualShare, seed, part.IsClassification && CanStratify(part), drawn is null ? null : Copies(drawn)) : rows;
    }

    private static long[] Copies(long[] drawn)
    {
        var groups = new Dictionary<long, long>();
        return Array.ConvertAll(drawn, row =>
        {
            if (!groups.TryGetValue(row, out long group))
            {
                groups.Add(row, group = groups.Count);
            }

            return group;
        });
    }

    // A class of one row cannot be divided.
    private static bool CanStratify(Dataset part) => part.ClassCounts!.Values.Cast<object>().All(count => Convert.ToInt64(count) != 1);
}
