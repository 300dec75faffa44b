using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A noise layer in training: y = factor x + shift with the values drawn, so dx = factor dy.</summary>
internal sealed unsafe class NoiseOperation : Operation
{
    private readonly NoiseLayer noise;
    private readonly Storage factors;
    private readonly Storage? shifts;

    public NoiseOperation(NoiseLayer noise, int width)
    {
        this.noise = noise;
        factors = Reserve(StorageLife.Both, (long)width * sizeof(float));
        shifts = noise.Shifts ? Reserve(StorageLife.Forward, (long)width * sizeof(float)) : null;
    }

    public override string Kind => noise.Type;

    public override bool Draws => noise.Draws;

    public override bool InPlace => true;

    public override bool GradientInPlace => true;

    public override void Forward(Pass pass)
    {
        int count = pass.Rows * Output.Width;
        noise.Draw(pass, new(factors.Floats, count), shifts is null ? default : new(shifts.Floats, count));
        VectorPass.Multiply(Input.Pointer, factors.Floats, Output.Pointer, count, pass.Threads);
        if (shifts is not null)
        {
            VectorPass.Add(Output.Pointer, shifts.Floats, Output.Pointer, count, pass.Threads);
        }
    }

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            VectorPass.Multiply(Output.Gradient, factors.Floats, Input.Gradient, pass.Rows * Output.Width, pass.Threads);
        }
    }
}
