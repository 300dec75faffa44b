using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Abi;

/// <content>Weights that a parametrization makes.</content>
internal static unsafe partial class Exports
{
    /// <summary>Brings what a layer's parametrization keeps in line with a weight that was written into the model's
    /// state: weight norm's magnitudes become its norms, spectral norm's vectors its singular vectors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer's place among those of nt_model_describe.</param>
    /// <remarks>Does nothing to a layer without a parametrization. As PyTorch makes one: 15 power iterations, and
    /// those of one forward pass, from the vectors as they are.</remarks>
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
