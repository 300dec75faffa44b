using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a tensor of zeros, of one value, or of given values.</summary>
[Cmdlet(VerbsCommon.New, "Tensor", DefaultParameterSetName = "Value")]
[OutputType(typeof(Tensor))]
public sealed class NewTensorCommand : NormToolsCommand
{
    /// <summary>The size of every dimension; empty for a single number. With -Data one size may be -1, which is then
    /// inferred.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Value")]
    [Parameter(Position = 0, ParameterSetName = "Data")]
    [AllowEmptyCollection]
    [WholeNumberTransformation(IsShape = true)]
    public long[] Shape { get; set; } = null!;

    /// <summary>The values, in any nesting; their count has to fit the shape.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Data")]
    [AllowEmptyCollection]
    public object Data { get; set; } = null!;

    /// <summary>The value of every element.</summary>
    [Parameter(ParameterSetName = "Value")]
    [Parameter(ParameterSetName = "Data", DontShow = true)] // so that the error names the two parameters
    [NumberTransformation]
    public double Value { get; set; }

    /// <summary>The type of the values.</summary>
    [Parameter]
    [NameListTransformation]
    public DType DType { get; set; } = DType.Float32;

    protected override void ProcessRecord() => GuardTerminating(Shape, () =>
        WriteObject(ParameterSetName == "Data" ? FromData() : FromValue(), enumerateCollection: false));

    private Tensor FromValue()
    {
        Tensor tensor = Tensor.Zeros(DType, Shape);
        if (Value != 0)
        {
            tensor.Fill(Value);
        }

        return tensor;
    }

    private Tensor FromData()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Value)))
        {
            throw Errors.Exclusive(nameof(Value), nameof(Data));
        }

        Tensor data = TensorReader.Read(Data, DType, nameof(Data));
        if (Shape is null)
        {
            return data;
        }

        if (Array.IndexOf(Shape, -1) >= 0)
        {
            return data.Reshape(Shape);
        }

        TensorShape.Check(Shape);
        return data.Count == TensorShape.Count(Shape)
            ? data.Reshape(Shape)
            : throw Errors.DataCount(data.Count, Shape, TensorShape.Count(Shape));
    }
}
