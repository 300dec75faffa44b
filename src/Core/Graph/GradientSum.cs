using NormTools.Core.Kernels;

namespace NormTools.Core.Graph;

/// <summary>Adds up the gradients of a value's readers: with y1 = f(x) and y2 = g(x), dx = f'(x)^T dy1 + g'(x)^T
/// dy2.</summary>
internal sealed unsafe class GradientSum(Value value)
{
    /// <summary>Adds in the order of the readers.</summary>
    public void Run(Pass pass)
    {
        IReadOnlyList<Operand> readers = value.Readers;
        float** parts = stackalloc float*[readers.Count];
        for (int i = 0; i < readers.Count; i++)
        {
            parts[i] = readers[i].Gradient;
        }

        VectorPass.Sum(parts, readers.Count, value.Gradient, pass.Rows * value.Width, pass.Threads);
    }
}
