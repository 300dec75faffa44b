using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A GRU with layer norm inside (Ba et al. 2016, appendix), the gates in torch's order.</summary>
/// <remarks>Weights and biases are those of torch.nn.GRU, to the bit of a seed; the biases are the norms' shifts.</remarks>
internal sealed class LayerNormGruLayer(LayerArguments arguments)
    : RecurrentLayer(arguments, NormedGruCell.Gates, projects: false)
{
    private readonly double eps = arguments.Number("eps", 1e-5, 1e-12);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LayerNormGRU", "a GRU with layer norm at each step", arguments => new LayerNormGruLayer(arguments));

    // The gates r and z of a product together; n has a norm of its own, half as wide.
    public override NormScope InnerNorm => new(false, 2 * HiddenUnits, eps);

    protected override string More => eps == 1e-5 ? string.Empty : $", eps={Shape.AsTorch(eps)}";

    protected override RecurrentNormWeights DeclareNorms(string suffix, long hidden, bool hasBias)
    {
        long all = NormedGruCell.Gates * hidden;
        return new(
            Parameter($"norm_ih{suffix}.weight", StateRole.Scale, all),
            Parameter($"norm_hh{suffix}.weight", StateRole.Scale, all), null, null)
        {
            Eps = eps,
        };
    }

    protected override Operation Operation(PlanBuilder plan, int layer, Value x) =>
        new RecurrentOperation<NormedCell<NormedGruCell, NormOfProducts>>(this, layer, plan, x) { Name = Path };
}
