using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>y = the sum of its inputs: dy is the gradient of each.</summary>
internal sealed unsafe class AddOperation(string kind) : Operation
{
    public override string Kind => kind;

    public override bool InPlace => true;

    public override bool GradientIsAlias => true;

    public override void Forward(Pass pass)
    {
        float** parts = stackalloc float*[Inputs.Length];
        for (int i = 0; i < Inputs.Length; i++)
        {
            parts[i] = Inputs[i].Pointer;
        }

        VectorPass.Sum(parts, Inputs.Length, Output.Pointer, pass.Rows * Output.Width, pass.Threads);
    }

    public override void Backward(Pass pass)
    {
        long bytes = (long)pass.Rows * Output.Width * sizeof(float);
        foreach (Operand input in Inputs)
        {
            if (input.Gradient is not null && input.Gradient != Output.Gradient)
            {
                Buffer.MemoryCopy(Output.Gradient, input.Gradient, bytes, bytes);
            }
        }
    }
}

/// <summary>y = the product of its inputs: the gradient of each is dy times all the others.</summary>
internal sealed unsafe class MultiplyOperation : Operation
{
    public override string Kind => "Multiply";

    public override bool KeepsInput => true;

    public override bool GradientInPlace => true;

    public override void Forward(Pass pass)
    {
        int count = pass.Rows * Output.Width;
        VectorPass.Multiply(Inputs[0].Pointer, Inputs[1].Pointer, Output.Pointer, count, pass.Threads);
        for (int i = 2; i < Inputs.Length; i++)
        {
            VectorPass.Multiply(Output.Pointer, Inputs[i].Pointer, Output.Pointer, count, pass.Threads);
        }
    }

    // In reverse, since the first input's gradient may overwrite dy.
    public override void Backward(Pass pass)
    {
        int count = pass.Rows * Output.Width;
        for (int i = Inputs.Length - 1; i >= 0; i--)
        {
            float* gradient = Inputs[i].Gradient;
            float* product = Output.Gradient;
            for (int other = 0; gradient is not null && other < Inputs.Length; other++)
            {
                if (other != i)
                {
                    VectorPass.Multiply(product, Inputs[other].Pointer, gradient, count, pass.Threads);
                    product = gradient;
                }
            }
        }
    }
}

/// <summary>Concatenates its inputs along a dimension; the gradient of each is its part of dy.</summary>
/// <param name="outer">The product of a sample's dimensions before that one.</param>
internal sealed unsafe class ConcatOperation(int outer) : Operation
{
    public override string Kind => "Concat";

    public override void Forward(Pass pass) => Copy(pass, backward: false);

    public override void Backward(Pass pass) => Copy(pass, backward: true);

    private void Copy(Pass pass, bool backward)
    {
        int width = Output.Width / outer;
        int start = 0;
        foreach (Operand input in Inputs)
        {
            int part = input.Width / outer;
            if (!backward)
            {
                BlockCopy.Run(
                    input.Pointer, part, Output.Pointer + start, width, part, pass.Rows * outer, pass.Threads);
            }
            else if (input.Gradient is not null)
            {
                BlockCopy.Run(
                    Output.Gradient + start, width, input.Gradient, part, part, pass.Rows * outer, pass.Threads);
            }

            start += part;
        }
    }
}
