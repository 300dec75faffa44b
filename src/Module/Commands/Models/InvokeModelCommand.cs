using System.Management.Automation;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Sends samples through a model.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Model")]
[OutputType(typeof(Tensor))]
public sealed class InvokeModelCommand : NormToolsCommand
{
    /// <summary>Samples as a tensor [rows, ...], or a data set.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation]
    public Model Model { get; set; } = null!;

    /// <summary>Passes the samples as one training batch: batch statistics, running statistics updated, dropout
    /// drawn.</summary>
    [Parameter]
    public SwitchParameter Training { get; set; }

    /// <summary>What dropout draws from with -Training; it moves on. Without it, the model's own stream, which moves on
    /// as well.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>Output: the model's own; Class: the number of the largest, Int64 [rows]; Probability: their
    /// softmax.</summary>
    [Parameter]
    [ValidateSet("Output", "Class", "Probability")]
    public string As { get; set; } = "Output";

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        Model.ThrowIfDisposed();
        if (Generator is not null && !Training)
        {
            throw Errors.NoEffect(nameof(Generator), nameof(Training));
        }

        object basic = TensorReader.Unwrap(InputObject)!;
        Dataset data = basic as Dataset ?? Samples(TensorReader.ReadAny(basic, nameof(InputObject)));
        Tensor output = null!;
        if (Training)
        {
            StopWord.Whole(() => output = Forward(data)); // it moves statistics on
        }
        else
        {
            output = Forward(data);
        }

        WriteObject(Shape(output), enumerateCollection: false);
    });

    private Dataset Samples(Tensor input)
    {
        input.ThrowIfDisposed();
        long[] wanted = Model.InputShape;
        if (input.Rank == 0 || input.Count != input.Dimensions[0] * Model.InputCount)
        {
            throw Errors.ShapeWanted("-InputObject", input.Dimensions, "[rows, " + string.Join(", ", wanted) + "]");
        }

        return Dataset.Samples(input);
    }

    private Tensor Forward(Dataset data)
    {
        if (Training)
        {
            Model.ThrowIfTraining("passed through in training mode");
        }

        using HandleLease model = Model.Hold();
        using var lease = new DatasetLease(data);
        Tensor output = Tensor.Uninitialized(DType.Float32, new[] { data.Count }.Concat(Model.OutputShape).ToArray());
        if (Generator is null)
        {
            Pass(ObjectHandle.None).ThrowIfFailed();
        }
        else
        {
            Generator.Use(Pass);
        }

        Model.Handle.Count(); // it keeps what a pass works in
        return output;

        Status Pass(ObjectHandle stream) =>
            NativeMethods.ModelForward(Model.Handle, lease.View, Training ? 1 : 0, stream, 0, output.Handle);
    }

    private Tensor Shape(Tensor output) => As switch
    {
        "Class" => Predictions.Class(output),
        "Probability" => Predictions.Probability(output),
        _ => output,
    };
}
