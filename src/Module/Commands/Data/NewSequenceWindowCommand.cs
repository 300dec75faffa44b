using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Cuts windows out of series: some rows in a row as a sample, the rows behind them as its target.</summary>
[Cmdlet(VerbsCommon.New, "SequenceWindow")]
[OutputType(typeof(Dataset), typeof(DatasetSplit))]
public sealed class NewSequenceWindowCommand : NormToolsCommand
{
    /// <summary>The rows, or a split of them, of which each part gets windows of its own rows.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Dataset", "Data")]
    [ObjectItself]
    public object InputObject { get; set; } = null!;

    /// <summary>The rows of a window.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Length { get; set; }

    /// <summary>The rows behind a window that are to be predicted; 0 for windows without targets.</summary>
    [Parameter(Position = 1)]
    [WholeNumberTransformation]
    [ValidateRange(0, 100_000)]
    public int Horizon { get; set; } = 1;

    /// <summary>The rows from the beginning of a window to that of the next.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int Stride { get; set; } = 1;

    /// <summary>The columns to predict, whose past is among the inputs; by default the target of the data set.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Target { get; set; }

    /// <summary>Leaves the past of what is predicted out of the inputs.</summary>
    [Parameter]
    public SwitchParameter ExcludeTarget { get; set; }

    /// <summary>What tells several series apart: a column's name, or a value for each row.</summary>
    [Parameter]
    [Alias("GroupBy")]
    [ValidateNotNull]
    public object? Group { get; set; }

    /// <summary>The order of the rows, and where some are missing: a column's name, or a value for each row.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Time { get; set; }

    /// <summary>The longest time between two rows that is no gap: a time span, or a number; by default one and a half times the usual
    /// one.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? MaximumStep { get; set; }

    /// <summary>The rows of a season: Test-Model also says what repeating it would do.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1, int.MaxValue)]
    public int? Season { get; set; }

    /// <summary>Scales inputs and quantities to predict to mean 0 and deviation 1, learnt of the training part.</summary>
    [Parameter]
    public SwitchParameter Standardize { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        object? basic = Unwrapped.Of(InputObject);
        var windows = new SequenceWindowing
        {
            Length = Length,
            Horizon = Horizon,
            Stride = Stride,
            Group = Group,
            Time = Time,
            MaximumStep = MaximumStep,
            Target = Target,
            ExcludeTarget = ExcludeTarget,
            Season = Season,
            Standardize = Standardize,
        };
        object made = basic is DatasetSplit split ? windows.Make(split)
            : basic is Dataset data ? windows.Make(data)
            : throw Errors.NotADataset(InputObject, basic is Tensor);
        windows.Warnings.ForEach(WriteWarning);
        WriteObject(made);
    });
}
