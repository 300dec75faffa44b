using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Which layers of a model give sequences: samples of [steps, features].</summary>
internal static class StepLayers
{
    /// <summary>None where the model has no layer that goes over steps.</summary>
    public static HashSet<Layer> Of(Model model)
    {
        Layer[] layers = [.. model.Layers.Where(layer => layer.Content.Count == 0)];
        Layer? first = Array.Find(layers, layer => layer.TakesSteps);
        if (first is null)
        {
            return [];
        }

        // What is in front of the first such layer belongs to the sequence where it keeps the steps apart.
        HashSet<Layer> found = Follow(layers, isOverSteps: true);
        bool reaches = layers.TakeWhile(layer => layer != first).All(found.Contains);
        return reaches ? found : Follow(layers, isOverSteps: false);
    }

    private static HashSet<Layer> Follow(Layer[] layers, bool isOverSteps)
    {
        HashSet<Layer> found = [];
        foreach (Layer layer in layers)
        {
            isOverSteps = (isOverSteps || layer.TakesSteps) && layer.KeptSteps(0) == 0;
            if (isOverSteps && layer.OutputShape.Length == 2)
            {
                found.Add(layer);
            }
        }

        return found;
    }
}
