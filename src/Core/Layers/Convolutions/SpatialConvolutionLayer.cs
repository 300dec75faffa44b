using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>Common base of convolutions and transposed convolutions: torch.nn's arguments, a weight that may be
/// parametrized, a bias.</summary>
internal abstract class SpatialConvolutionLayer : Layer
{
    private ConvolutionAxis[] axes = [];

    protected SpatialConvolutionLayer(LayerArguments arguments, int rank, int outputDimension)
        : base(arguments)
    {
        Rank = rank;
        OutChannels = arguments.Integer("out_channels", null);
        Kernel = arguments.RequiredSizes("kernel_size", count: rank);
        Stride = arguments.SizesOr("stride", 1, count: rank);
        Dilation = arguments.SizesOr("dilation", 1, count: rank);
        Groups = arguments.Integer("groups", 1);
        HasBias = arguments.Flag("bias", true);
        Weight = LayerWeight.Read(arguments, rank + 2, outputDimension);
    }

    public override string? Family => "convolution";

    public int Rank { get; }

    public bool HasBias { get; }

    public StateEntry? Bias { get; private set; }

    protected LayerWeight Weight { get; }

    protected long OutChannels { get; }

    protected long[] Kernel { get; }

    protected long[] Stride { get; }

    protected long[] Dilation { get; }

    protected long Groups { get; }

    /// <summary>The arguments after the stride, as torch prints them.</summary>
    protected abstract string Rest { get; }

    public override string Describe() =>
        $"{TypeName}({InputShape[0]}, {OutChannels}, kernel_size={SpatialArguments.Text(Kernel)}, "
        + $"stride={SpatialArguments.Text(Stride)}"
        + Rest
        + (Groups != 1 ? $", groups={Groups}" : string.Empty)
        + (HasBias ? ")" : ", bias=False)")
        + Weight.Suffix;

    /// <summary>Conv2d, for example.</summary>
    public abstract string TypeName { get; }

    public override void Initialize(Generator generator) => Weight.Initialize(generator, Bias);

    public override void SettleWeight() => Weight.Settle();

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(Operation(plan, x));

    /// <summary>The convolution over a batch; for a transposed layer, the ordinary convolution whose gradient it
    /// computes.</summary>
    public ConvolutionShape ShapeOf(int rows)
    {
        (long from, long to) = Direction(InputShape[0], OutChannels);
        return new(rows, (int)from, (int)to, (int)Groups, axes[0], axes[1], axes[2]);
    }

    protected override long[] Infer(long[] input)
    {
        if (input.Length != Rank + 1)
        {
            throw ShapeMismatch($"expected {Rank + 2}D input (got {input.Length + 1}D input)");
        }

        if (input[0] % Groups != 0 || OutChannels % Groups != 0)
        {
            throw ShapeMismatch($"groups={Groups} has to divide the channels of input and output, {input[0]} and "
                + $"{OutChannels}");
        }

        ConvolutionAxis[] own =
        [
            .. Enumerable.Range(0, Rank).Select(i =>
                SpatialArguments.Named(() => Axis((int)input[i + 1], i), ShapeMismatch)),
        ];
        SpatialArguments.RefuseLarge(own, ShapeMismatch);
        axes = SpatialArguments.Pad(own, ConvolutionAxis.One);
        (long from, long to) = Direction(input[0], OutChannels);
        Bias = Weight.Declare(this, [to, from / Groups, .. Kernel], HasBias ? OutChannels : null);
        return [OutChannels, .. own.Select(Positions)];
    }

    /// <summary>Input and output channels of that convolution.</summary>
    protected abstract (long From, long To) Direction(long inputs, long outputs);

    protected abstract ConvolutionAxis Axis(int size, int i);

    /// <summary>The number of output positions along an axis.</summary>
    protected abstract long Positions(ConvolutionAxis axis);

    protected abstract Operation Operation(PlanBuilder plan, Value x);
}
