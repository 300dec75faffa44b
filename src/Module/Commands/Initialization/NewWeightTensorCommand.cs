using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a weight by an initialisation of torch.nn.init, Keras or JAX.</summary>
[Cmdlet(VerbsCommon.New, "WeightTensor")]
[OutputType(typeof(Tensor))]
public sealed class NewWeightTensorCommand : InitializationCommand
{
    /// <summary>The shape, [out, in, kernel...].</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    [WholeNumberTransformation(IsShape = true)]
    public long[] Shape { get; set; } = null!;

    /// <summary>The initialisation.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("Scheme")]
    [ArgumentCompleter(typeof(InitializationCompleter))]
    public string Init { get; set; } = null!;

    /// <summary>Float32 or Float64.</summary>
    [Parameter]
    [NameListTransformation]
    public DType DType { get; set; } = DType.Float32;

    protected override void EndProcessing() => GuardTerminating(Shape, () =>
    {
        var initialization = WeightInitialization.Create(nameof(Init), Init, Given());
        RandomGenerator generator = Streams.Choose(Generator, Seed);
        Tensor weight = initialization.Draw(generator, DType, Shape);
        if (initialization.Warning(Shape) is string warning)
        {
            WriteWarning(warning);
        }

        WriteObject(weight, enumerateCollection: false);
    });
}
