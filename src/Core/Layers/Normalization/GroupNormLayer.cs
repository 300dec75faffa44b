using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.GroupNorm: the channels of each sample in groups.</summary>
/// <remarks>Wu and He 2018. One weight and one bias per channel.</remarks>
internal sealed unsafe class GroupNormLayer(LayerArguments arguments) : NormLayer(arguments)
{
    private readonly long groups = arguments.Integer("num_groups", null);
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly bool affine = arguments.Flag("affine", true);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "GroupNorm", "groups of channels of each sample", arguments => new GroupNormLayer(arguments));

    public override NormScope Scope => new(OverBatch: false, InputCount / (int)groups, eps);

    public override string Describe() =>
        $"GroupNorm({groups}, {Channels}, eps={Shape.AsTorch(eps)}, affine={Shape.AsTorch(affine)})";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new GroupNormOperation(this, plan) { Name = Path, Input = x, Output = new Value(x.Width) });

    protected override long[] Infer(long[] input)
    {
        if (input[0] % groups != 0)
        {
            throw ShapeMismatch(
                $"num_channels must be divisible by num_groups, but the input has {input[0]} channels and "
                    + $"num_groups={groups}");
        }

        if (Shape.Count(input) == groups)
        {
            throw ShapeMismatch(
                $"Expected more than 1 value per channel when training, got input size torch.Size([*, "
                    + $"{string.Join(", ", input)}]): each of the {groups} groups would hold one value, its own "
                    + "mean, so every output would be the bias. Use fewer groups");
        }

        DeclareAffine(affine, affine, input[0]);
        return input;
    }

    /// <summary>For the derivation of the gradient see <see cref="GroupNorm"/>.</summary>
    private sealed class GroupNormOperation : NormOperation
    {
        private readonly GroupNormLayer layer;
        private readonly int groups;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public GroupNormOperation(GroupNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            this.layer = layer;
            groups = (int)layer.groups;
            mean = Reserve(StorageLife.Both, groups * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, groups * sizeof(float));
        }

        public override void Forward(Pass pass) => GroupNorm.Forward<float>(
            X(pass), Weight, Bias, Y(pass), pass.Rows, layer.Channels, layer.Inner, groups, layer.eps,
            new(mean.Floats, pass.Rows * groups), new(inverseStd.Floats, pass.Rows * groups), Rectifies,
            pass.Threads);

        public override void Backward(Pass pass) => GroupNorm.Backward<float>(
            X(pass), OutputGradient(pass), Rectified(pass), Weight, new(mean.Floats, pass.Rows * groups),
            new(inverseStd.Floats, pass.Rows * groups), InputGradient(pass), WeightGradient, BiasGradient,
            pass.Rows, layer.Channels, layer.Inner, groups, pass.Threads);
    }
}
