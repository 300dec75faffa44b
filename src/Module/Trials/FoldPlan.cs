namespace NormTools;

/// <summary>The divisions of a cross-validation: for each seed the folds, each with what it is trained on.</summary>
internal sealed class FoldPlan
{
    private readonly Dataset data;

    public FoldPlan(Dataset data) => this.data = data;

    public int Count { get; set; }

    /// <summary>Gives every fold the same shares of the classes.</summary>
    public bool Stratify { get; set; }

    /// <summary>The group of each row, from 0; null for none.</summary>
    public long[]? Group { get; set; }

    /// <summary>The row numbers in order of time; null if time does not matter.</summary>
    public long[]? Time { get; set; }

    /// <summary>Steps to fit on the training rows of each fold; null for those of the data.</summary>
    public Preprocessor? Preprocessor { get; set; }

    /// <summary>The folds that a seed draws; in order of time, and of groups, every seed has the same.</summary>
    /// <param name="seed">As of Split-Dataset -Fold.</param>
    /// <param name="warn">Takes what is odd.</param>
    public DatasetSplit[] Folds(ulong seed, Action<string> warn)
    {
        DatasetParts parts = Refitting.Parts(data, Preprocessor);
        try
        {
            var folds = new DatasetFolds(data, parts)
            {
                Count = Count,
                Stratify = Stratify,
                Group = Group,
                Generator = Time is null && Group is null ? new RandomGenerator(seed) : null,
            };
            return (Time is null ? folds.Split() : folds.SplitTime(Time, 0, 0, 0)).ToArray();
        }
        finally
        {
            parts.Warnings.ForEach(warn);
        }
    }

    /// <summary>A fold whose training rows give some away to judge epochs by; the fold itself stays unseen.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="validation">Below 1 a share of the training rows, otherwise their number.</param>
    /// <param name="seed">Draws the rows.</param>
    /// <param name="stratify">Whether both parts have the same shares of classes.</param>
    /// <param name="group">The group of each row, from 0, which is not divided; null for none.</param>
    public static DatasetSplit SetAside(DatasetSplit fold, double validation, ulong seed, bool stratify, long[]? group = null)
    {
        DatasetSplit inner = new DatasetDivision(fold.Train, Refitting.Parts(fold.Train, null))
        {
            Validation = group is null || validation < 1 ? validation : (validation + 0.5) / (group.Max() + 1), // as many groups
            Stratify = stratify && group is null,
            Group = group,
            Generator = new RandomGenerator(seed),
        }.Split();
        return new DatasetSplit(inner.Train, inner.Validation, fold.Test);
    }
}
