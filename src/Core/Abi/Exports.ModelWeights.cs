using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Abi;

/// <content>Weights computed by a parametrization.</content>
internal static unsafe partial class Exports
{
    /// <summary>Recomputes what a layer's parametrization keeps after a weight was written into the model's state: the
    /// magnitudes of weight norm become the weight's norms, the vectors of spectral norm its singular
    /// vectors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer's index in the list of nt_model_describe.</param>
    /// <remarks>Does nothing to a layer without a parametrization. For spectral norm as when PyTorch registers one: 15
    /// power iterations and those of one forward pass, starting from the present vectors.</remarks>
    /// <returns>InvalidArgument: NoSuchLayer.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_model_settle_weight", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ModelSettleWeight(nint model, long layer)
    {
        try
        {
            Model settled = ObjectHandle.Get<Model>(model);
            using ModelGate.Use use = settled.Gate.Change();
            LayerOf(settled, layer).SettleWeight();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static Layer LayerOf(Model model, long index) => index >= 0 && index < model.Layers.Count
        ? model.Layers[(int)index]
        : throw CoreException.Argument(
            "NoSuchLayer", $"There are {model.Layers.Count} layers, but none with the number {index}.");
}
