using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Divides a data set into parts to train, to validate and to test with.</summary>
[Cmdlet(VerbsCommon.Split, "Dataset")]
[OutputType(typeof(DatasetSplit))]
public sealed class SplitDatasetCommand : NormToolsCommand
{
    /// <summary>The data set, or a part of one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Dataset")]
    [ObjectItself]
    public Dataset InputObject { get; set; } = null!;

    /// <summary>What the finished model is judged by: below 1 a share of the rows, else their number.</summary>
    [Parameter(Position = 0)]
    public double? Test { get; set; }

    /// <summary>What each epoch is judged by: below 1 a share of the rows, else their number.</summary>
    [Parameter(Position = 1)]
    public double? Validation { get; set; }

    /// <summary>Gives every part the same shares of the classes.</summary>
    [Parameter]
    public SwitchParameter Stratify { get; set; }

    /// <summary>What torch.manual_seed would be given before random_split; a new one if left out.</summary>
    [Parameter]
    [SeedTransformation]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw the rows from, which moves on: random_split's.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>
    /// Takes the rows in their order: the first ones to train, the last ones to test. For series in time.
    /// </summary>
    [Parameter]
    public SwitchParameter NoShuffle { get; set; }

    /// <summary>Brings every feature to mean 0 and deviation 1, fitted on the training part only.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    /// <summary>Steps that are fitted on the training part only, and applied to all parts: a script block, or what
    /// New-Preprocessor made.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Preprocessor { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        if (Preprocessor is not null && Standardize)
        {
            throw Errors.TwoScalings();
        }

        if (Standardize && InputObject.IsPrepared)
        {
            throw Errors.PreparedAlready();
        }

        RefuseDrawing();
        ulong? seed = NoShuffle || Generator is not null ? (ulong?)null : Seed ?? Seeds.Fresh();
        var division = new DatasetDivision(InputObject)
        {
            Test = Test,
            Validation = Validation,
            Stratify = Stratify,
            Seed = seed,
            Generator = seed is null ? Generator : new RandomGenerator(seed.Value),
            Standardize = Standardize,
            Preprocessor = Preprocessor is null ? null : StepReader.Preprocessor(Preprocessor),
        };
        DatasetSplit split = division.Split();
        division.Warnings.ForEach(WriteWarning);

        WriteObject(split);
    });

    private void RefuseDrawing()
    {
        Streams.RefuseBoth(Generator, Seed);
        string? idle = !NoShuffle ? null
            : Stratify ? nameof(Stratify)
            : Seed is not null ? nameof(Seed)
            : Generator is not null ? nameof(Generator)
            : null;
        if (idle is not null)
        {
            throw Errors.Exclusive(idle, nameof(NoShuffle));
        }
    }
}
