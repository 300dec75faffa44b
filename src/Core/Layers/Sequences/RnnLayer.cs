using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.RNN, with tanh or ReLU.</summary>
internal sealed class RnnLayer(LayerArguments arguments) : RecurrentLayer(arguments, 1, projects: false)
{
    private readonly string nonlinearity = arguments.OneOf("nonlinearity", "tanh", "tanh", "relu");

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "RNN", "reads a sequence with simple recurrent units", arguments => new RnnLayer(arguments));

    protected override string More => nonlinearity == "tanh" ? string.Empty : $", nonlinearity='{nonlinearity}'";

    protected override Operation Operation(PlanBuilder plan, int layer, Value x) => nonlinearity == "tanh"
        ? new RecurrentOperation<PlainCell<HyperbolicTangent>>(this, layer, plan, x) { Name = Path }
        : new RecurrentOperation<PlainCell<Relu>>(this, layer, plan, x) { Name = Path };
}
