using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A layer that reduces each window of each channel to one value, over all spatial axes of its
/// input.</summary>
internal abstract class PoolingLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly RankOfName rankOfName = new(arguments, flat: false);
    private PoolingAxis[] axes = [];

    protected int Rank => InputShape.Length - 1;

    /// <summary>The pooling shape for a number of samples.</summary>
    public PoolingShape ShapeOf(int rows) => new((int)(rows * InputShape[0]), axes[0], axes[1], axes[2]);

    protected abstract PoolingAxis Axis(int index, int rank, int input);

    protected override long[] Infer(long[] input)
    {
        if (input.Length is < 2 or > 4)
        {
            throw ShapeMismatch($"expected 3D to 5D input (got {input.Length + 1}D input)");
        }

        if (rankOfName.Problem(input) is string problem)
        {
            throw ShapeMismatch(problem);
        }

        PoolingAxis[] own = [.. Enumerable.Range(0, input.Length - 1).Select(i => SpatialArguments.Named(
            () => Axis(i, input.Length - 1, (int)input[i + 1]), ShapeMismatch))];
        axes = SpatialArguments.Pad(own, PoolingAxis.One);
        SpatialArguments.RefuseLarge(own.Select(axis => (long)axis.Input), ShapeMismatch);
        return [input[0], .. own.Select(axis => (long)axis.Output)];
    }

    /// <summary>The size for one axis, where there is one size for each or one for all.</summary>
    protected static long At(long[] sizes, string name, int index, int rank) =>
        sizes.Length == 1 || sizes.Length == rank
        ? sizes[Math.Min(index, sizes.Length - 1)]
        : throw CoreException.Shape(
            "LayerShapeMismatch",
            $"\"{name}\" takes 1 or {rank} sizes for an input of {rank} spatial dimensions, but {sizes.Length} were given");
}

/// <summary>torch.nn.MaxPool1d, 2d and 3d, by the rank of its input.</summary>
internal sealed class MaxPoolLayer : PoolingLayer
{
    private readonly long[] kernel;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] dilation;
    private readonly bool ceiling;

    public MaxPoolLayer(LayerArguments arguments)
        : base(arguments)
    {
        kernel = arguments.RequiredSizes("kernel_size");
        stride = arguments.Sizes("stride") ?? kernel;
        padding = arguments.SizesOr("padding", 0, least: 0);
        dilation = arguments.SizesOr("dilation", 1);
        ceiling = arguments.Flag("ceil_mode", false);
    }

    /// <summary>Whether the windows are 2 x 2 and do not overlap.</summary>
    public bool IsPairs => Rank == 2
        && kernel.All(size => size == 2)
        && stride.All(size => size == 2)
        && padding.All(size => size == 0)
        && dilation.All(size => size == 1);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "MaxPool", "the largest value of each window", arguments => new MaxPoolLayer(arguments));

    public override string Describe() =>
        $"MaxPool{Rank}d(kernel_size={SpatialArguments.Text(kernel, true)}, "
        + $"stride={SpatialArguments.Text(stride, true)}, "
        + $"padding={SpatialArguments.Text(padding, true)}, dilation={SpatialArguments.Text(dilation, true)}, "
        + $"ceil_mode={Shape.AsTorch(ceiling)})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Append(new MaxPoolOperation(this, plan.HasBackward)
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
        });
    }

    protected override PoolingAxis Axis(int index, int rank, int input) => PoolingAxis.Of(
        input, (int)At(kernel, "kernel_size", index, rank), (int)At(stride, "stride", index, rank),
        (int)At(padding, "padding", index, rank), (int)At(dilation, "dilation", index, rank), ceiling);

    /// <summary>The gradient of a window goes to the position of its largest value.</summary>
    internal sealed unsafe class MaxPoolOperation : Operation
    {
        private readonly MaxPoolLayer layer;
        private readonly Storage? places;
        private PoolingShape shape;

        public MaxPoolOperation(MaxPoolLayer layer, bool hasBackward)
        {
            this.layer = layer;
            places = hasBackward ? Reserve(StorageLife.Both, (long)layer.OutputCount * sizeof(int)) : null;
        }

        public override string Kind => "MaxPool";

        /// <inheritdoc cref="MaxPoolLayer.IsPairs"/>
        public bool IsPairs => layer.IsPairs;

        public long[] InputShape => layer.InputShape;

        public override void Forward(Pass pass)
        {
            shape = layer.ShapeOf(pass.Rows);
            int* winners = places is null ? null : (int*)places.Pointer;
            PoolingMaximum.Forward(shape, Input.Pointer, Output.Pointer, winners, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            if (Input.Gradient is not null)
            {
                PoolingMaximum.Backward(shape, Output.Gradient, (int*)places!.Pointer, Input.Gradient, pass.Threads);
            }
        }
    }
}

/// <summary>torch.nn.AvgPool1d, 2d and 3d, by the rank of its input.</summary>
internal sealed class AvgPoolLayer : PoolingLayer
{
    private readonly long[] kernel;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly bool ceiling;
    private readonly bool countsPadding;
    private readonly long? divisor;

    public AvgPoolLayer(LayerArguments arguments)
        : base(arguments)
    {
        kernel = arguments.RequiredSizes("kernel_size");
        stride = arguments.Sizes("stride") ?? kernel;
        padding = arguments.SizesOr("padding", 0, least: 0);
        ceiling = arguments.Flag("ceil_mode", false);
        countsPadding = arguments.Flag("count_include_pad", true);
        divisor = arguments.IntegerOrNull("divisor_override", null, 1, int.MaxValue);
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "AvgPool", "the mean of each window", arguments => new AvgPoolLayer(arguments));

    public override string Describe() =>
        $"AvgPool{Rank}d(kernel_size={SpatialArguments.Text(kernel, true)}, "
        + $"stride={SpatialArguments.Text(stride, true)}, "
        + $"padding={SpatialArguments.Text(padding, true)})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Append(new AvgPoolOperation(this, countsPadding, (int)(divisor ?? 0))
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
        });
    }

    protected override PoolingAxis Axis(int index, int rank, int input) => PoolingAxis.Of(
        input, (int)At(kernel, "kernel_size", index, rank), (int)At(stride, "stride", index, rank),
        (int)At(padding, "padding", index, rank), 1, ceiling);
}

/// <summary>torch.nn.AdaptiveAvgPool1d, 2d and 3d, by the rank of its input.</summary>
internal sealed class AdaptiveAvgPoolLayer : PoolingLayer
{
    private readonly long[] output;

    public AdaptiveAvgPoolLayer(LayerArguments arguments)
        : base(arguments) =>
        output = arguments.RequiredSizes("output_size");

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "AdaptiveAvgPool",
        "means over windows chosen for an output size",
        arguments => new AdaptiveAvgPoolLayer(arguments));

    public override string Describe() => $"AdaptiveAvgPool{Rank}d(output_size={SpatialArguments.Text(output, true)})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Append(new AvgPoolOperation(this, true, 0)
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
        });
    }

    protected override PoolingAxis Axis(int index, int rank, int input) =>
        PoolingAxis.Adaptive(input, (int)At(output, "output_size", index, rank));
}

/// <summary>For the derivation of the gradient see <see cref="PoolingAverage"/>.</summary>
internal sealed unsafe class AvgPoolOperation(PoolingLayer layer, bool countsPadding, int divisor) : Operation
{
    public override string Kind => layer.Type;

    public override void Forward(Pass pass) =>
        PoolingAverage.Forward(
            layer.ShapeOf(pass.Rows), Input.Pointer, Output.Pointer, countsPadding, divisor, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            PoolingAverage.Backward(layer.ShapeOf(pass.Rows), Output.Gradient, Input.Gradient, countsPadding, divisor,
                pass.Threads);
        }
    }
}
