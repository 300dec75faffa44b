using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.LSTM.</summary>
internal sealed class LstmLayer(LayerArguments arguments) : RecurrentLayer(arguments, LstmCell.Gates, projects: true)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LSTM", "reads a sequence with long short-term memory", arguments => new LstmLayer(arguments));

    protected override int? ForgetGate => LstmCell.ForgetGate;

    protected override Operation Operation(PlanBuilder plan, int layer, Value x) =>
        new RecurrentOperation<LstmCell>(this, layer, plan, x) { Name = Path };
}
