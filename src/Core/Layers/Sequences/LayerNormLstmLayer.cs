using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>An LSTM with layer norm inside (Ba et al. 2016, appendix), and its common variants.</summary>
/// <remarks>Weights and biases are those of torch.nn.LSTM, to the bit of a seed; the biases are the norms' shifts.</remarks>
internal sealed class LayerNormLstmLayer(LayerArguments arguments)
    : RecurrentLayer(arguments, NormedLstmCell.Gates, projects: true)
{
    private const string Product = "product";
    private const string Output = "output";
    private readonly double eps = arguments.Number("eps", 1e-5, 1e-12);
    private readonly string normOver = arguments.OneOf("norm_over", Product, Product, "gate");
    private readonly string stateNorm = arguments.OneOf("state_norm", Output, Output, "stored");
    private readonly double forgetBias = arguments.Number("forget_bias", 0);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LayerNormLSTM", "an LSTM with layer norm at each step", arguments => new LayerNormLstmLayer(arguments));

    public override NormScope InnerNorm =>
        new(false, normOver == Product ? NormedLstmCell.Gates * HiddenUnits : HiddenUnits, eps);

    protected override string More =>
        (normOver == Product ? string.Empty : $", norm_over='{normOver}'")
        + (stateNorm == Output ? string.Empty : $", state_norm='{stateNorm}'")
        + (forgetBias == 0 ? string.Empty : $", forget_bias={Shape.AsTorch(forgetBias)}")
        + (eps == 1e-5 ? string.Empty : $", eps={Shape.AsTorch(eps)}");

    // Not where it is held open at each step already.
    protected override int? ForgetGate => forgetBias == 0 ? LstmCell.ForgetGate : null;

    protected override RecurrentNormWeights DeclareNorms(string suffix, long hidden, bool hasBias)
    {
        long all = NormedLstmCell.Gates * hidden;
        bool isOfProducts = normOver == Product;
        return new(
            Parameter($"norm_{(isOfProducts ? "ih" : "gates")}{suffix}.weight", StateRole.Scale, all),
            isOfProducts ? Parameter($"norm_hh{suffix}.weight", StateRole.Scale, all) : null,
            Parameter($"norm_c{suffix}.weight", StateRole.Scale, hidden),
            hasBias ? Parameter($"norm_c{suffix}.bias", StateRole.Shift, hidden) : null)
        {
            Eps = eps,
            StoresCell = stateNorm != Output,
            ForgetBias = forgetBias,
        };
    }

    protected override Operation Operation(PlanBuilder plan, int layer, Value x) => normOver == Product
        ? new RecurrentOperation<NormedCell<NormedLstmCell, NormOfProducts>>(this, layer, plan, x) { Name = Path }
        : new RecurrentOperation<NormedCell<NormedLstmCell, NormOfGates>>(this, layer, plan, x) { Name = Path };
}
