using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a network from layers, with PyTorch's default initialisation.</summary>
[Cmdlet(VerbsCommon.New, "Model", DefaultParameterSetName = "Block")]
[OutputType(typeof(Model))]
public sealed class NewModelCommand : NormToolsCommand
{
    private readonly List<object?> collected = new List<object?>();

    /// <summary>A script block that writes the layers in order: { Linear 64; ReLU; Linear 10 }.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Block")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "DataBlock")]
    public ScriptBlock Layer { get; set; } = null!;

    /// <summary>Layers from the pipeline.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Pipeline")]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "DataPipeline")]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>The shape of one sample: 64, or channels, height, width.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Block")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Pipeline")]
    [WholeNumberTransformation(IsShape = true)]
    [ValidateCount(1, 4)]
    [ValidateRange(1L, int.MaxValue)]
    public long[] InputShape { get; set; } = null!;

    /// <summary>The data set or split that the model is for: it gives the shape of a sample, and the number of outputs
    /// of a last Linear that has none.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "DataBlock")]
    [Parameter(Mandatory = true, ParameterSetName = "DataPipeline")]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>The seed, as for torch.manual_seed; without it the weights differ from call to call.</summary>
    [Parameter]
    [SeedTransformation]
    [Alias("RandomState")]
    public ulong? Seed { get; set; }

    /// <summary>A generator to draw the weights from; it advances.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    protected override void ProcessRecord()
    {
        if (IsPipeline)
        {
            collected.Add(InputObject); // checked at the end: an error in one layer must not make a model without it
        }
    }

    protected override void EndProcessing() => GuardTerminating(Layer, () =>
    {
        Streams.RefuseBoth(Generator, Seed);
        LayerSpecification[] layers = IsPipeline
            ? LayerReader.Read(collected)
            : LayerReader.Run(Layer);
        if (layers.Length == 0)
        {
            throw Errors.NoLayers();
        }

        Dataset? data = Data is null ? null : Dataset.ForTraining(Data);
        long[] shape = data?.ModelInputShape() ?? InputShape;
        layers = data is null ? DataShapes.Tables(layers, null) : DataShapes.Complete(layers, data);
        Model model = Generator is null
            ? Model.Create(shape, layers, Seed ?? Seeds.Fresh())
            : Model.Create(shape, layers, Generator);
        model.AwaitsTraining = data?.ForModel() is not null;
        WriteObject(model);
    });

    private bool IsPipeline => ParameterSetName is "Pipeline" or "DataPipeline";
}
