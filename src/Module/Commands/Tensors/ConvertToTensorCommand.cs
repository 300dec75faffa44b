using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a tensor from numbers, nested arrays, or the properties of pipeline objects.</summary>
[Cmdlet(VerbsData.ConvertTo, "Tensor")]
[OutputType(typeof(Tensor))]
public sealed class ConvertToTensorCommand : NormToolsCommand
{
    private readonly List<object?> items = new List<object?>();

    /// <summary>A number or a (nested) array; pipeline objects become the first dimension.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? InputObject { get; set; }

    /// <summary>The properties that become columns, in this order; wildcards are allowed. Default: all properties of
    /// the first object.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Properties of text whose distinct values become 0, 1, 2...; the result's Categories keeps the
    /// names.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Encode { get; set; }

    /// <summary>Empty cells become NaN instead of an error.</summary>
    [Parameter]
    public SwitchParameter AllowMissing { get; set; }

    /// <summary>The type of the values.</summary>
    [Parameter]
    [NameListTransformation]
    public DType DType { get; set; } = DType.Float32;

    protected override void ProcessRecord()
    {
        if (MyInvocation.ExpectingInput)
        {
            items.Add(InputObject);
            return;
        }

        if (RecordReader.IsRecord(InputObject))
        {
            items.Add(InputObject);
            return;
        }

        if (InputObject is System.Collections.IEnumerable list && RecordReader.HoldsRecords(list))
        {
            items.AddRange(list.Cast<object?>());
            return;
        }

        GuardTerminating(InputObject, () => WriteObject(OfNumbers(InputObject), enumerateCollection: false));
    }

    protected override void EndProcessing()
    {
        if (items.Count == 0)
        {
            return;
        }

        GuardTerminating(null, () =>
        {
            Tensor result = RecordReader.IsRecord(items[0])
                ? new RecordReader(Property, Encode, AllowMissing).Read(items, DType)
                : OfNumbers(items);
            WriteObject(result, enumerateCollection: false);
        });
    }

    private Tensor OfNumbers(object? numbers)
    {
        string? idle = Property is not null ? nameof(Property)
            : Encode is not null ? nameof(Encode)
            : AllowMissing ? nameof(AllowMissing)
            : null;
        return idle is null ? TensorReader.Read(numbers, DType, nameof(InputObject)) : throw Errors.NoEffectOnNumbers(idle);
    }
}
