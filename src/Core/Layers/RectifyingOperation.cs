using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>An operation whose own pass can do the ReLU behind it as well.</summary>
internal abstract class RectifyingOperation : Operation
{
    /// <summary>Whether the output is max(y, 0).</summary>
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
