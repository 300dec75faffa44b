using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>An operation into whose pass a following ReLU can be fused.</summary>
internal abstract class RectifyingOperation : Operation
{
    /// <summary>Whether a ReLU is fused, so that the output is max(y, 0).</summary>
    protected bool Rectifies { get; private set; }

    public override IReadOnlyList<string> Fused => Rectifies ? ["ReLU"] : [];

    public override bool KeepsOutput => Rectifies;

    public override Operation? Fuse(Operation next)
    {
        if (Rectifies || next is not ActivationOperation<Relu>)
        {
            return null;
        }

        Rectifies = true;
        return this;
    }
}
