using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Divides a data set into a training, a validation and a test part.</summary>
[Cmdlet(VerbsCommon.Split, "Dataset")]
[OutputType(typeof(DatasetSplit))]
public sealed class SplitDatasetCommand : NormToolsCommand
{
    /// <summary>The data set, or a part of one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Dataset")]
    [ObjectItself]
    public Dataset InputObject { get; set; } = null!;

    /// <summary>The part that the finished model is judged by: below 1 a share of the rows, otherwise their
    /// number.</summary>
    [Parameter(Position = 0)]
    [Alias("TestSize")]
    [NumberTransformation]
    public double? Test { get; set; }

    /// <summary>The part that each epoch is judged by: below 1 a share of the rows, otherwise their number.</summary>
    [Parameter(Position = 1)]
    [Alias("ValidationSplit", "ValidationSize")]
    [NumberTransformation]
    public double? Validation { get; set; }

    /// <summary>The part to train on, if it is not all that the other parts leave: below 1 a share of the rows,
    /// otherwise their number.</summary>
    [Parameter]
    [Alias("TrainSize")]
    [NumberTransformation]
    public double? Train { get; set; }

    /// <summary>Gives every part the same shares of the classes.</summary>
    [Parameter]
    public SwitchParameter Stratify { get; set; }

    /// <summary>The seed, as for torch.manual_seed before random_split; a fresh one if left out.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw the rows from, as random_split takes one; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>
    /// Takes the rows in their order: the first ones to train, the last ones to test. For series in time.
    /// </summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>Scales every feature to mean 0 and standard deviation 1, fitted on the training part only.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    /// <summary>Steps that are fitted on the training part only, and applied to all parts: a script block, or a
    /// preprocessor from New-Preprocessor.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Preprocessor { get; set; }

    /// <summary>The number of splits to make, each with another part of the rows as its test.</summary>
    [Parameter]
    [Alias("Folds")]
    [WholeNumberTransformation]
    [ValidateRange(2, int.MaxValue)]
    public int? Fold { get; set; }

    /// <summary>Keeps the rows of a group in one part: a column's name, or a value for each row.</summary>
    [Parameter]
    [Alias("GroupBy")]
    [ValidateNotNull]
    public object? Group { get; set; }

    /// <summary>Takes the rows in order of time, so that a test comes after its training rows: a column's name, or a
    /// value for each row.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Time { get; set; }

    /// <summary>The number of rows, in order of -Time, to leave out before the validation and the test part.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0L, int.MaxValue)]
    public long Gap { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        SplitRules.Check(this);
        bool draws = !NoShuffle && Time is null && !(Fold is not null && Group is not null);
        ulong? seed = !draws || Generator is not null ? (ulong?)null : Seed ?? Seeds.Fresh();
        RandomGenerator? generator = !draws ? null : seed is null ? Generator : new RandomGenerator(seed.Value);
        var parts = new DatasetParts(InputObject)
        {
            IsDrawn = draws,
            Standardize = Standardize,
            Preprocessor = Preprocessor is null ? null : StepReader.Preprocessor(Preprocessor),
        };
        if (parts.Preprocessor?.IsFitted == true)
        {
            WriteWarning(Errors.FittedAnew);
        }

        long[]? groups = Group is null ? null : RowLabels.Groups(InputObject, Group, nameof(Group));
        long[]? order = Time is null ? null : RowLabels.Order(InputObject, Time, nameof(Time));
        DatasetSplit[] splits;
        try
        {
            splits = Fold is int count
                ? Folds(new DatasetFolds(InputObject, parts) { Count = count, Stratify = Stratify, Generator = generator, Group = groups }, order).ToArray()
                : new[] { Single(parts, generator, groups, order) };
        }
        finally
        {
            parts.Warnings.ForEach(WriteWarning); // before an error, too: it may say why
        }

        for (int i = 0; i < splits.Length; i++)
        {
            splits[i].Seed = seed;
            splits[i].Fold = Fold is null ? null : i + 1;
            WriteObject(splits[i].DividedBy(Group, Time));
        }
    });

    private IEnumerable<DatasetSplit> Folds(DatasetFolds folds, long[]? order) =>
        order is null ? folds.Split() : folds.SplitTime(order, Gap, (long)(Test ?? 0), (long)(Train ?? 0));

    private DatasetSplit Single(DatasetParts parts, RandomGenerator? generator, long[]? groups, long[]? order) =>
        new DatasetDivision(InputObject, parts)
        {
            Train = Train,
            Validation = Validation,
            Test = Test,
            Stratify = Stratify,
            Generator = generator,
            Group = groups,
            Time = order,
            Gap = Gap,
        }.Split();
}
