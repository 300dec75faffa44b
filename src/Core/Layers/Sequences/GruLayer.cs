using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.GRU.</summary>
internal sealed class GruLayer(LayerArguments arguments) : RecurrentLayer(arguments, GruCell.Gates, projects: false)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "GRU", "reads a sequence with gated recurrent units", arguments => new GruLayer(arguments));

    protected override Operation Operation(PlanBuilder plan, int layer, Value x) =>
        new RecurrentOperation<GruCell>(this, layer, plan, x) { Name = Path };
}
