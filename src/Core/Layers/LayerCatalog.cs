using System.Text.Json;

namespace NormTools.Core.Layers;

/// <summary>All layers by their names.</summary>
internal static class LayerCatalog
{
    private static readonly SortedDictionary<string, Func<LayerArguments, Layer>> Makers = new(StringComparer.Ordinal)
    {
        ["AdaptiveAvgPool"] = arguments => new AdaptiveAvgPoolLayer(arguments),
        ["AvgPool"] = arguments => new AvgPoolLayer(arguments),
        ["Branch"] = arguments => new BranchLayer(arguments),
        ["BatchNorm"] = arguments => new BatchNormLayer(arguments),
        ["Conv1d"] = arguments => new ConvolutionLayer(arguments, 1),
        ["Conv2d"] = arguments => new ConvolutionLayer(arguments, 2),
        ["Conv3d"] = arguments => new ConvolutionLayer(arguments, 3),
        ["ConvTranspose1d"] = arguments => new TransposedConvolutionLayer(arguments, 1),
        ["ConvTranspose2d"] = arguments => new TransposedConvolutionLayer(arguments, 2),
        ["ConvTranspose3d"] = arguments => new TransposedConvolutionLayer(arguments, 3),
        ["Dropout"] = arguments => new DropoutLayer(arguments),
        ["ELU"] = arguments => new EluLayer(arguments),
        ["Flatten"] = arguments => new FlattenLayer(arguments),
        ["GELU"] = arguments => new GeluLayer(arguments),
        ["GroupNorm"] = arguments => new GroupNormLayer(arguments),
        ["Identity"] = arguments => new IdentityLayer(arguments),
        ["InstanceNorm"] = arguments => new InstanceNormLayer(arguments),
        ["LayerNorm"] = arguments => new LayerNormLayer(arguments),
        ["LeakyReLU"] = arguments => new LeakyReluLayer(arguments),
        ["Linear"] = arguments => new LinearLayer(arguments),
        ["LocalResponseNorm"] = arguments => new LocalResponseNormLayer(arguments),
        ["LogSoftmax"] = arguments => new SoftmaxLayer(arguments, logarithm: true),
        ["MaxPool"] = arguments => new MaxPoolLayer(arguments),
        ["ReLU"] = arguments => new ReluLayer(arguments),
        ["Residual"] = arguments => new ResidualLayer(arguments),
        ["RMSNorm"] = arguments => new RmsNormLayer(arguments),
        ["Sequential"] = arguments => new SequentialLayer(arguments),
        ["Sigmoid"] = arguments => new SigmoidLayer(arguments),
        ["SiLU"] = arguments => new SiluLayer(arguments),
        ["Softmax"] = arguments => new SoftmaxLayer(arguments, logarithm: false),
        ["Tanh"] = arguments => new TanhLayer(arguments),
        ["Unflatten"] = arguments => new UnflattenLayer(arguments),
    };

    public static IEnumerable<string> Names => Makers.Keys;

    /// <param name="element">The layer's specification.</param>
    /// <param name="path">The layer's place in the model.</param>
    /// <exception cref="CoreException">UnknownLayer, UnknownLayerArgument, InvalidLayerArgument.</exception>
    public static Layer Create(JsonElement element, string path)
    {
        LayerArguments arguments = new(element, path);
        if (!Makers.TryGetValue(arguments.Type, out Func<LayerArguments, Layer>? make))
        {
            throw CoreException.Argument(
                "UnknownLayer", $"Layer {path}: there is no layer \"{arguments.Type}\". There are "
                    + $"{string.Join(", ", Names)}.");
        }

        Layer layer = make(arguments);
        arguments.RefuseOthers();
        return layer;
    }

    /// <summary>The layers of a list, numbered below a prefix ("" or "2.").</summary>
    public static LayerList CreateAll(JsonElement list, string prefix)
    {
        Layer[] layers = new Layer[list.GetArrayLength()];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = Create(list[i], $"{prefix}{i}");
        }

        return new LayerList(layers);
    }
}
