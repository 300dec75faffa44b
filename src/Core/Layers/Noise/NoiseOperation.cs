using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>Draws factors and shifts of a batch: y = factor x + shift.</summary>
internal interface INoise
{
    /// <summary>Whether there are shifts.</summary>
    bool Shifts { get; }

    /// <summary>Draws from the pass's stream.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="factors">[rows, width].</param>
    /// <param name="shifts">As long, or empty.</param>
    void Draw(Pass pass, Span<float> factors, Span<float> shifts);
}

/// <summary>What a layer of noise does in training: y = factor x + shift with what was drawn, so dx = factor dy.</summary>
internal sealed unsafe class NoiseOperation : Operation
{
    private readonly INoise noise;
    private readonly string kind;
    private readonly Storage factors;
    private readonly Storage? shifts;

    public NoiseOperation(INoise noise, string kind, int width)
    {
        (this.noise, this.kind) = (noise, kind);
        factors = Reserve(StorageLife.Both, (long)width * sizeof(float));
        shifts = noise.Shifts ? Reserve(StorageLife.Forward, (long)width * sizeof(float)) : null;
    }

    public override string Kind => kind;

    public override bool Draws => true;

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
