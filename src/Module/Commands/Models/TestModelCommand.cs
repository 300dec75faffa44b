using System.Management.Automation;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Judges a model by a data set: loss, accuracy, confusion matrix.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Model")]
[OutputType(typeof(ModelTest))]
public sealed class TestModelCommand : NormToolsCommand
{
    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>The data set; of a split, its test part.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object Data { get; set; } = null!;

    /// <summary>What is measured; by default cross-entropy for classes and the mean squared error for
    /// quantities.</summary>
    [Parameter]
    [ValidateSet("CrossEntropy", "MeanSquaredError")]
    public string? Loss { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        object? data = TensorReader.Unwrap(Data);
        Dataset part = data is DatasetSplit split ? split.Test ?? throw Errors.EmptyPart("Test")
            : data as Dataset ?? throw Errors.NotADataset(Data);
        WriteObject(Test(part));
    });

    private ModelTest Test(Dataset data)
    {
        InputObject.ThrowIfDisposed();
        bool classes = (Loss ?? (data.IsClassification ? "CrossEntropy" : "MeanSquaredError")) == "CrossEntropy";
        if (classes)
        {
            ClassAgreement.Check("The data", data.ClassNames, "the model", InputObject.ClassNames);
        }

        int outputs = checked((int)InputObject.OutputCount);
        bool judgesClasses = classes && InputObject.OutputShape.Length == 1; // the core refuses other outputs
        long[]? confusion = judgesClasses ? new long[(long)outputs * outputs] : null;
        using HandleLease model = InputObject.Hold();
        using var lease = new DatasetLease(data);
        NativeMethods.Evaluate(InputObject.Handle, lease.View, classes ? 0 : 1, 0, out Evaluation result, confusion).ThrowIfFailed();
        InputObject.Handle.Count(); // it keeps what a pass works in
        return new ModelTest
        {
            Count = result.Rows,
            Loss = result.Loss,
            Accuracy = double.IsNaN(result.Accuracy) ? (double?)null : result.Accuracy,
            ConfusionMatrix = confusion is null ? null : TensorReader.Read(confusion, DType.Int64).Reshape(outputs, outputs),
            ClassNames = data.ClassNames,
        };
    }
}
