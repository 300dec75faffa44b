using System.Collections;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>A sequence of layers inside a container.</summary>
internal sealed class LayerList(Layer[] layers) : IReadOnlyList<Layer>
{
    public int Count => layers.Length;

    public Layer this[int index] => layers[index];

    /// <summary>Builds all layers for an input shape; returns the output shape.</summary>
    public long[] Build(long[] input)
    {
        foreach (Layer layer in layers)
        {
            layer.Build(input);
            input = layer.OutputShape;
        }

        return input;
    }

    /// <inheritdoc cref="Layer.FollowSteps"/>
    public int FollowSteps(int axis)
    {
        foreach (Layer layer in layers)
        {
            axis = layer.FollowSteps(axis);
        }

        return axis;
    }

    /// <summary>Appends the operations of all layers.</summary>
    public Value Emit(PlanBuilder plan, Value x)
    {
        foreach (Layer layer in layers)
        {
            plan.Enter(layer.Path, x);
            x = layer.Emit(plan, x);
        }

        return x;
    }

    public IEnumerator<Layer> GetEnumerator() => ((IEnumerable<Layer>)layers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => layers.GetEnumerator();
}
