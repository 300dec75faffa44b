using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.BatchNorm1d, 2d or 3d, by the rank of its input.</summary>
/// <remarks>Ioffe and Szegedy 2015. Running statistics as in PyTorch: the variance is the unbiased one, and momentum is
/// the weight of the new value.</remarks>
internal sealed unsafe class BatchNormLayer(LayerArguments arguments) : NormLayer(arguments)
{
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly double? momentum = arguments.NumberOrNull("momentum", 0.1, 0, 1);
    private readonly bool affine = arguments.Flag("affine", true);
    private readonly bool tracks = arguments.Flag("track_running_stats", true);
    private readonly RankOfName rankOfName = new(arguments, flat: true);
    private StateEntry? runningMean;
    private StateEntry? runningVar;
    private StateEntry? batches;

    internal new int Channels => base.Channels;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "BatchNorm", "each channel by the mean and variance of the batch", arguments => new BatchNormLayer(arguments));

    public override NormScope Scope => new(OverBatch: true, Inner, eps) { Tracks = tracks, Momentum = momentum };

    public override int LeastTrainingRows => Inner > 1 ? 1 : 2;

    public override bool EvaluatesByBatch => !tracks;

    public override string Describe() =>
        $"BatchNorm{Math.Max(1, InputShape.Length - 1)}d({Channels}, eps={Shape.AsTorch(eps)}, "
        + $"momentum={Shape.AsTorch(momentum)}, affine={Shape.AsTorch(affine)}, "
        + $"track_running_stats={Shape.AsTorch(tracks)})";

    public override void Initialize(Generator generator)
    {
        base.Initialize(generator);
        runningVar?.Span.Fill(1);
    }

    public override void CheckState(bool training)
    {
        CheckVariances(runningVar);
        if (training && momentum is null && batches is not null && *(long*)batches.Memory < 0)
        {
            throw CoreException.InvalidData(
                "InvalidBatchesTracked",
                $"Layer {Path} (BatchNorm): num_batches_tracked holds {*(long*)batches.Memory}: a cumulative average "
                + "needs the number of batches so far, from 0 on.");
        }
    }

    public override Value Emit(PlanBuilder plan, Value x)
    {
        Value y = new(x.Width);
        BatchNormOperation operation = !tracks ? new TrainingOperation(this, plan) { Name = Path, Input = x, Output = y }
            : plan.PoolsStatistics ? new PoolingOperation(this, plan) { Name = Path, Input = x, Output = y }
            : !plan.Training || plan.Fixed.Contains(Path) ? new EvaluationOperation(this, plan) { Name = Path, Input = x, Output = y }
            : new TrainingOperation(this, plan) { Name = Path, Input = x, Output = y };
        return plan.Append(operation);
    }

    /// <summary>Makes sure that a batch has enough values for statistics, and counts it if it updates the running
    /// ones.</summary>
    /// <returns>The weight of the batch in the running statistics.</returns>
    internal double BeginPass(Pass pass, bool updates)
    {
        if (pass.Rows < LeastTrainingRows)
        {
            throw CoreException.Argument(
                "OneValuePerChannel",
                $"Layer {Path} (BatchNorm): Expected more than 1 value per channel when training, got input "
                + $"size torch.Size({Shape.Text([pass.Rows, .. InputShape])}).");
        }

        if (!updates)
        {
            return 0;
        }

        long* count = (long*)batches!.Memory;
        *count += 1;
        return momentum ?? (1.0 / *count);
    }

    /// <summary>Checks the running statistics after they were updated.</summary>
    internal void EndPass(bool updates)
    {
        if (updates)
        {
            CheckUpdated(runningVar);
        }
    }

    /// <summary>The arguments of a pass over a number of rows, except x and the results.</summary>
    internal BatchNormArguments<float> Arguments(int rows, bool training) => new()
    {
        N = rows,
        C = Channels,
        Inner = Inner,
        Eps = eps,
        Relu = true,
        Training = training,
        Weight = Weight is null ? null : Weight.Floats,
        Bias = Bias is null ? null : Bias.Floats,
        RunningMean = runningMean is null ? null : runningMean.Floats,
        RunningVar = runningVar is null ? null : runningVar.Floats,
    };

    protected override long[] Infer(long[] input)
    {
        if (rankOfName.Problem(input) is string problem)
        {
            throw ShapeMismatch(problem);
        }

        if (input.Length > 4)
        {
            throw ShapeMismatch($"expected 2D to 5D input (got {input.Length + 1}D input)");
        }

        long channels = input[0];
        DeclareAffine(affine, affine, channels);
        runningMean = tracks ? Buffer("running_mean", StateRole.Mean, DType.Float32, channels) : null;
        runningVar = tracks ? Buffer("running_var", StateRole.Variance, DType.Float32, channels) : null;
        batches = tracks ? Buffer("num_batches_tracked", StateRole.Count, DType.Int64) : null;
        return input;
    }

    /// <summary>What training and evaluation share: followed by a ReLU and a max pooling of pairs, one pass does all
    /// three.</summary>
    private abstract class BatchNormOperation(BatchNormLayer layer, PlanBuilder plan) : NormOperation(layer, plan)
    {
        protected BatchNormLayer Layer { get; } = layer;

        protected bool Updates => Plan.Training && Layer.tracks;

        protected virtual bool FusesWithPooling => true;

        // The fused kernel reads a little past the end, which the arena allows and the caller's memory does not.
        public override Operation? Fuse(Operation next) =>
            Rectifies && FusesWithPooling
            && Input.Value.Producer is not null
            && next is MaxPoolLayer.MaxPoolOperation { IsPairs: true } pool
            && pool.InputShape.AsSpan().SequenceEqual(Layer.InputShape)
            && BatchNormPool.Fits(Layer.Channels, (int)Layer.InputShape[1], (int)Layer.InputShape[2])
                ? new BatchNormPoolOperation(Layer, Plan, evaluates: !Plan.Training && Layer.tracks, Updates)
                {
                    Name = Name,
                    Inputs = Inputs,
                }
                : base.Fuse(next);
    }

    /// <summary>Uses the running statistics.</summary>
    private sealed class EvaluationOperation(BatchNormLayer layer, PlanBuilder plan) : BatchNormOperation(layer, plan)
    {
        public override void Forward(Pass pass) => BatchNorm.ForwardEvaluation<float>(
            X(pass), Weight, Bias, Y(pass), pass.Rows, Layer.Channels, Layer.Inner, Layer.eps,
            Layer.runningMean!.Span, Layer.runningVar!.Span, Rectifies, pass.Threads);

        protected override bool FusesWithPooling => !Plan.HasBackward;

        public override void Backward(Pass pass) => BatchNorm.BackwardEvaluation<float>(
            X(pass), OutputGradient(pass), Rectified(pass), Weight, Layer.runningMean!.Span, Layer.runningVar!.Span, Layer.eps,
            InputGradient(pass), WeightGradient, BiasGradient, pass.Rows, Layer.Channels, Layer.Inner, pass.Threads);
    }

    /// <summary>Uses the batch's statistics; for the derivation of the gradient see <see cref="BatchNorm"/>.</summary>
    private sealed class TrainingOperation : BatchNormOperation
    {
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public TrainingOperation(BatchNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            mean = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        }

        public override int CenteredChannels => Layer.Channels;

        public override void Forward(Pass pass)
        {
            double factor = Layer.BeginPass(pass, Updates);
            BatchNorm.ForwardTraining<float>(
                X(pass), Weight, Bias, Y(pass), pass.Rows, Layer.Channels, Layer.Inner, Layer.eps,
                new(mean.Floats, Layer.Channels), new(inverseStd.Floats, Layer.Channels),
                Updates ? Layer.runningMean!.Span : default, Updates ? Layer.runningVar!.Span : default, factor,
                Rectifies, pass.Threads);
            Layer.EndPass(Updates);
        }

        public override void Backward(Pass pass) => BatchNorm.BackwardTraining<float>(
            X(pass), OutputGradient(pass), Rectified(pass), Weight, new(mean.Floats, Layer.Channels),
            new(inverseStd.Floats, Layer.Channels), InputGradient(pass), WeightGradient, BiasGradient, pass.Rows,
            Layer.Channels, Layer.Inner, pass.Threads);
    }

    /// <summary>By the batch, whose statistics are pooled over all batches.</summary>
    /// <remarks>
    /// Over batches of n_b values with the means m_b and the sums of squares about them s_b, the mean of all is M = sum n_b m_b / N and
    /// their variance (sum s_b + sum n_b (m_b - M)^2) / (N - 1): nothing of what lies between the batches is lost, as it is where means
    /// and variances of batches are averaged. Added up one batch at a time as Chan, Golub and LeVeque 1979 do.
    /// </remarks>
    private sealed class PoolingOperation : BatchNormOperation, IPoolsStatistics
    {
        private readonly Storage moments;
        private readonly double[] means;
        private readonly double[] squares;
        private double count;

        public PoolingOperation(BatchNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            moments = Reserve(StorageLife.Both, 0, 4L * layer.Channels * sizeof(float));
            means = new double[layer.Channels];
            squares = new double[layer.Channels];
        }

        protected override bool FusesWithPooling => false;

        public override void Forward(Pass pass)
        {
            int channels = Layer.Channels;
            Span<float> all = new(moments.Floats, 4 * channels);
            Span<float> mean = all[..channels], variance = all.Slice(channels, channels);
            all[..(2 * channels)].Clear();
            Layer.BeginPass(pass, updates: false);
            BatchNorm.ForwardTraining<float>(
                X(pass), Weight, Bias, Y(pass), pass.Rows, channels, Layer.Inner, Layer.eps, all.Slice(2 * channels, channels),
                all[(3 * channels)..], mean, variance, 1, Rectifies, pass.Threads);
            double added = pass.Rows * (double)Layer.Inner, sum = count + added;
            for (int i = 0; i < channels; i++)
            {
                double difference = mean[i] - means[i];
                means[i] += difference * added / sum;
                squares[i] += (variance[i] * (added - 1)) + (difference * difference * count * added / sum);
            }

            count = sum;
        }

        public override void Backward(Pass pass) =>
            throw new InvalidOperationException("A plan for statistics has no backward pass.");

        public void Write()
        {
            for (int i = 0; i < means.Length; i++)
            {
                Layer.runningMean!.Span[i] = (float)means[i];
                Layer.runningVar!.Span[i] = (float)(squares[i] / (count - 1));
            }
        }
    }
}
