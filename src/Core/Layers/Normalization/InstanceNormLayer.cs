using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.InstanceNorm1d, 2d or 3d, by the rank of its input: each channel of each sample by
/// itself.</summary>
/// <remarks>
/// Ulyanov et al. 2016. By default there are no weight, bias and running statistics; with running statistics,
/// evaluation uses them. num_batches_tracked stays 0, as in PyTorch.
/// </remarks>
internal sealed unsafe class InstanceNormLayer(LayerArguments arguments) : NormLayer(arguments)
{
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly double momentum = arguments.Number("momentum", 0.1, 0, 1);
    private readonly bool affine = arguments.Flag("affine", false);
    private readonly bool tracks = arguments.Flag("track_running_stats", false);
    private readonly RankOfName rankOfName = new(arguments, flat: false);
    private StateEntry? runningMean;
    private StateEntry? runningVar;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "InstanceNorm", "each channel of each sample by itself", arguments => new InstanceNormLayer(arguments));

    public override NormScope Scope => new(OverBatch: false, Inner, eps) { Tracks = tracks, Momentum = momentum };

    public override string Describe() =>
        $"InstanceNorm{InputShape.Length - 1}d({Channels}, eps={Shape.AsTorch(eps)}, momentum={Shape.AsTorch(momentum)}, "
        + $"affine={Shape.AsTorch(affine)}, track_running_stats={Shape.AsTorch(tracks)})";

    public override void Initialize(Generator generator)
    {
        base.Initialize(generator);
        runningVar?.Span.Fill(1);
    }

    public override void CheckState(bool training) => CheckVariances(runningVar);

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new InstanceNormOperation(this, plan) { Name = Path, Input = x, Output = new Value(x.Width) });

    protected override long[] Infer(long[] input)
    {
        if (rankOfName.Problem(input) is string problem)
        {
            throw ShapeMismatch(problem);
        }

        if (input.Length is < 2 or > 4)
        {
            throw ShapeMismatch($"expected 3D to 5D input (got {input.Length + 1}D input)");
        }

        if (Shape.Count(input) == input[0])
        {
            throw ShapeMismatch(
                $"Expected more than 1 spatial element when training, got input size torch.Size([*, "
                    + $"{string.Join(", ", input)}])");
        }

        long channels = input[0];
        DeclareAffine(affine, affine, channels);
        runningMean = tracks ? Buffer("running_mean", StateRole.Mean, DType.Float32, channels) : null;
        runningVar = tracks ? Buffer("running_var", StateRole.Variance, DType.Float32, channels) : null;
        _ = tracks ? Buffer("num_batches_tracked", StateRole.Count, DType.Int64) : null;
        return input;
    }

    /// <summary>For the derivation of the gradient see <see cref="GroupNorm"/>: this is the case with as many groups as
    /// channels.</summary>
    private sealed class InstanceNormOperation : NormOperation
    {
        private readonly InstanceNormLayer layer;
        private readonly bool usesRunning;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public InstanceNormOperation(InstanceNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            this.layer = layer;
            usesRunning = !plan.Training && layer.tracks;
            mean = Reserve(StorageLife.Both, layer.Channels * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, layer.Channels * sizeof(float));
        }

        public override void Forward(Pass pass)
        {
            int channels = layer.Channels;
            if (usesRunning)
            {
                BatchNorm.ForwardEvaluation<float>(
                    X(pass), Weight, Bias, Y(pass), pass.Rows, channels, layer.Inner, layer.eps,
                    layer.runningMean!.Span, layer.runningVar!.Span, Rectifies, pass.Threads);
                return;
            }

            InstanceNorm.Forward<float>(
                X(pass), Weight, Bias, Y(pass), pass.Rows, channels, layer.Inner, layer.eps,
                new(mean.Floats, pass.Rows * channels), new(inverseStd.Floats, pass.Rows * channels),
                StateEntry.SpanOf(layer.runningMean), StateEntry.SpanOf(layer.runningVar), layer.momentum, Rectifies,
                pass.Threads);
            layer.CheckUpdated(layer.runningVar);
        }

        public override void Backward(Pass pass)
        {
            int channels = layer.Channels;
            InstanceNorm.Backward<float>(
                X(pass), OutputGradient(pass), Rectified(pass), Weight, new(mean.Floats, pass.Rows * channels),
                new(inverseStd.Floats, pass.Rows * channels), InputGradient(pass), WeightGradient, BiasGradient,
                pass.Rows, channels, layer.Inner, pass.Threads);
        }
    }
}
