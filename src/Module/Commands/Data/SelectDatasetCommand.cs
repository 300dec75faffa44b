using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Selects rows of a data set.</summary>
[Cmdlet(VerbsCommon.Select, "Dataset")]
[OutputType(typeof(Dataset), typeof(PSObject))]
public sealed class SelectDatasetCommand : NormToolsCommand
{
    /// <summary>The data set, or a part of one.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Dataset")]
    public Dataset InputObject { get; set; } = null!;

    /// <summary>The number of rows to take from the beginning, after those of -Skip.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long? First { get; set; }

    /// <summary>The number of rows to take from the end.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    public long? Last { get; set; }

    /// <summary>The number of rows to leave out at the beginning.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(0L, int.MaxValue)]
    public long Skip { get; set; }

    /// <summary>The numbers of the rows, from 0; negative ones count from the end.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation(IsList = true)]
    [ValidateNotNullOrEmpty]
    public long[]? Index { get; set; }

    /// <summary>The classes whose rows are taken.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Class { get; set; }

    /// <summary>Dataset: the rows as a data set; Row: each row as it came, as an object with a property a column.</summary>
    [Parameter]
    [ValidateSet("Dataset", "Row")]
    public string As { get; set; } = "Dataset";

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        if (Index is not null && (First is not null || Last is not null || Skip > 0))
        {
            throw Errors.Exclusive(First is not null ? nameof(First) : Last is not null ? nameof(Last) : nameof(Skip), nameof(Index));
        }

        bool isAll = Index is null && First is null && Last is null && Skip == 0 && Class is null;
        if (isAll && As == "Dataset")
        {
            throw Errors.Invalid("NothingToSelect", "Nothing says which rows are wanted: give -First, -Last, -Skip, -Index or -Class.");
        }

        Dataset data = Class is null ? InputObject : InputObject.OfClasses(Class);
        data = Index is not null ? data.Select(Index) : isAll ? data : data.Select(Rows(data.Count));
        if (As == "Dataset")
        {
            WriteObject(data);
            return;
        }

        foreach (PSObject row in SampleRows.Objects(data))
        {
            WriteObject(row);
        }
    });

    // As in Select-Object: the first and the last rows of those that -Skip leaves.
    private long[] Rows(long count)
    {
        bool all = First is null && Last is null;
        long left = Math.Max(0, count - Skip);
        return StopFlag.Rows(left)
            .Where(row => all || row < (First ?? 0) || row >= left - (Last ?? 0))
            .Select(row => row + Skip)
            .ToArray();
    }
}
