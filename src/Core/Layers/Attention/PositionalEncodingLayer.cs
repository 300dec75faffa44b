using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>Tells steps apart: adds a vector of its own to each, of sines and cosines or learnt.</summary>
/// <remarks>Vaswani et al. 2017, section 3.5: pe[p, 2i] = sin(p / 10000^(2i / d)) and pe[p, 2i + 1] the cosine. Learnt
/// ones are drawn with a deviation of 0.02 (Radford et al. 2018).</remarks>
internal sealed class PositionalEncodingLayer(LayerArguments arguments) : Layer(arguments)
{
    private const double Deviation = 0.02;

    private readonly string kind = arguments.OneOf("kind", "sinusoidal", "sinusoidal", "learned");
    private readonly long? most = arguments.IntegerOrNull("max_len", null, 1, int.MaxValue);
    private readonly double dropout = arguments.Number("dropout", 0, 0, 1);
    private StateEntry? weight;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "PositionalEncoding", "adds to each step what tells it apart", arguments => new PositionalEncodingLayer(arguments));

    public override bool TakesSteps => true;

    public override string Summary => Describe();

    public override string Describe() =>
        $"PositionalEncoding(kind={kind}"
        + (weight is null ? string.Empty : $", max_len={weight.Shape[0]}")
        + (dropout > 0 ? $", dropout={Shape.AsTorch(dropout)})" : ")");

    public override void Initialize(Generator generator)
    {
        if (weight is not null)
        {
            generator.Normal(weight.Span, 0, Deviation);
        }
    }

    public override Value Emit(PlanBuilder plan, Value x)
    {
        x = plan.Append(new AddPositionsOperation(this, plan) { Name = Path, Input = x, Output = new Value(x.Width) });
        return DropoutLayer.Inside(Path, dropout).Emit(plan, x);
    }

    protected override long[] Infer(long[] input)
    {
        if (input.Length != 2)
        {
            throw ShapeMismatch($"expected samples of [steps, features], but got {Shape.Text(input)}");
        }

        if (most < input[0])
        {
            throw ShapeMismatch(
                $"max_len is {most}, but a sample has {input[0]} steps. Raise max_len, or leave it out");
        }

        if (kind == "learned")
        {
            long[] shape = [most ?? input[0], input[1]];
            weight = Table("weight", Fan.Of(shape), Deviation, null, shape);
        }

        return input;
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;

    private float[] Waves()
    {
        (int steps, int width) = ((int)InputShape[0], (int)InputShape[1]);
        float[] table = new float[steps * width];
        for (int i = 0; i < table.Length; i++)
        {
            (int step, int feature) = Math.DivRem(i, width);
            double angle = step * Math.Exp(-(feature & ~1) * Math.Log(10000) / width);
            table[i] = (float)((feature & 1) == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }

        return table;
    }

    /// <summary>y = x + the table; dx = dy, and the gradient of a learnt table is the sum of dy over the samples.</summary>
    private sealed unsafe class AddPositionsOperation : Operation
    {
        private readonly StateEntry? weight;
        private readonly float* gradient;
        private readonly float[] waves;

        public AddPositionsOperation(PositionalEncodingLayer layer, PlanBuilder plan)
        {
            weight = layer.weight;
            gradient = plan.Gradient(weight);
            waves = weight is null ? layer.Waves() : [];
        }

        public override string Kind => "PositionalEncoding";

        public override bool HasParameters => weight is not null;

        public override bool InPlace => true;

        public override bool GradientIsAlias => true;

        public override void Forward(Pass pass)
        {
            fixed (float* table = waves)
            {
                float* added = weight is null ? table : weight.Floats;
                for (int row = 0; row < pass.Rows; row++)
                {
                    nint at = (nint)row * Output.Width;
                    VectorPass.Add(Input.Pointer + at, added, Output.Pointer + at, Output.Width, pass.Threads);
                }
            }
        }

        public override void Backward(Pass pass)
        {
            if (gradient is not null)
            {
                ColumnSums.Of(Output.Gradient, gradient, pass.Rows, Output.Width, pass.Threads);
            }

            if (Input.Gradient is not null && Input.Gradient != Output.Gradient)
            {
                long bytes = (long)pass.Rows * Output.Width * sizeof(float);
                System.Buffer.MemoryCopy(Output.Gradient, Input.Gradient, bytes, bytes);
            }
        }
    }
}
