using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Converts a tensor to numbers, nested arrays, or objects with named properties.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Tensor", DefaultParameterSetName = "Array")]
[OutputType(typeof(object[]), ParameterSetName = new[] { "Array" })]
[OutputType(typeof(PSObject), ParameterSetName = new[] { "Property" })]
public sealed class ConvertFromTensorCommand : NormToolsCommand
{
    /// <summary>The tensor.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation]
    public Tensor InputObject { get; set; } = null!;

    /// <summary>Gives an object for each row, with these properties for the columns.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Property")]
    [ValidateNotNullOrEmpty]
    public string[] Property { get; set; } = null!;

    /// <summary>Gives all values in row-major order, one after the other.</summary>
    [Parameter(ParameterSetName = "Array")]
    public SwitchParameter Flatten { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        if (ParameterSetName == "Property")
        {
            WriteRecords();
        }
        else if (Flatten)
        {
            WriteObject(Values(InputObject.ToArray()), enumerateCollection: true);
        }
        else
        {
            WriteObject(InputObject.ToNestedArray(), enumerateCollection: false);
        }
    });

    // PowerShell enumerates a collection to its end, even after Ctrl+C.
    private IEnumerable<object> Values(Array values)
    {
        foreach (object value in values)
        {
            if (IsStopping)
            {
                yield break;
            }

            yield return value;
        }
    }

    private void WriteRecords()
    {
        long[] shape = InputObject.Dimensions;
        if (shape.Length != 2 || shape[1] != Property.Length)
        {
            string wanted = $"[rows, {Property.Length}] for {Text.Count(Property.Length, "property", "properties")}";
            throw Errors.ShapeWanted("The tensor", shape, wanted);
        }

        if (Property.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(names => names.Skip(1).Any()) is { } twice)
        {
            throw Errors.DuplicateName(nameof(Property), twice.Key);
        }

        string[]?[] categories = Property.Select((_, column) => CategoriesOf(column)).ToArray();
        Array values = InputObject.ToArray();
        for (long row = 0; row < shape[0]; row++)
        {
            var record = new PSObject();
            for (int column = 0; column < Property.Length; column++)
            {
                object value = values.GetValue((row * Property.Length) + column)!;
                string[]? names = categories[column];
                double code = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
                record.Properties.Add(new PSNoteProperty(
                    Property[column], names is not null && code >= 0 && code < names.Length ? names[(int)code] : value));
            }

            WriteObject(record);
        }
    }
    // If the tensor knows its columns, the position decides, because -Property may rename them; otherwise the name
    // does.
    private string[]? CategoriesOf(int column)
    {
        string name = InputObject.ColumnNames is { } own && own.Length == Property.Length ? own[column] : Property[column];
        return InputObject.Categories is { } known && known.TryGetValue(name, out string[]? names) ? names : null;
    }
}
