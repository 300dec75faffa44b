using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a range that Start-TrainingSweep takes values from.</summary>
[Cmdlet(VerbsCommon.New, "SearchRange")]
[OutputType(typeof(SearchRange))]
public sealed class NewSearchRangeCommand : NormToolsCommand
{
    /// <summary>The least value.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [NumberTransformation]
    [Alias("Minimum")]
    public double Low { get; set; }

    /// <summary>The largest value.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [NumberTransformation]
    [Alias("Maximum")]
    public double High { get; set; }

    /// <summary>Gives each power of ten the same share, as for learning rates and penalties.</summary>
    [Parameter]
    public SwitchParameter Log { get; set; }

    /// <summary>Gives whole numbers.</summary>
    [Parameter]
    public SwitchParameter Whole { get; set; }

    protected override void EndProcessing() => GuardTerminating(null, () =>
    {
        string? why = double.IsNaN(Low) || double.IsInfinity(Low) || double.IsNaN(High) || double.IsInfinity(High) ? "both ends are finite numbers"
            : Low >= High ? "the first number is the smaller one"
            : Log && Low <= 0 ? "on a logarithmic scale the least value is above 0"
            : Whole && (Low != Math.Floor(Low) || High != Math.Floor(High)) ? "with -Whole both ends are whole numbers"
            : Whole && Math.Max(Math.Abs(Low), Math.Abs(High)) > SearchRange.LargestWhole ? "with -Whole both ends are below 2 to the power of 53"
            : double.IsInfinity(High - Low) ? "its length is no number"
            : null;
        WriteObject(why is null ? new SearchRange(Low, High, Log, Whole) : throw Errors.InvalidRange(Low, High, why));
    });
}
