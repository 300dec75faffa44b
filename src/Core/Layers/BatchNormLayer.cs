using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.BatchNorm1d, 2d or 3d, by the rank of its input.</summary>
/// <remarks>Ioffe and Szegedy 2015. Running statistics as PyTorch keeps them: unbiased variance, momentum of the new
/// value.</remarks>
internal sealed unsafe class BatchNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly double? momentum = arguments.NumberOrNull("momentum", 0.1, 0, 1);
    private readonly bool affine = arguments.Flag("affine", true);
    private readonly bool tracks = arguments.Flag("track_running_stats", true);
    private readonly RankOfName rankOfName = new(arguments, flat: true);
    private StateEntry? weight;
    private StateEntry? bias;
    private StateEntry? runningMean;
    private StateEntry? runningVar;
    private StateEntry? batches;

    internal int Channels => (int)InputShape[0];

    internal bool IsAffine => affine;

    private int Inner => InputCount / Channels;

    public override int LeastTrainingRows => Inner > 1 ? 1 : 2;

    public override bool EvaluatesByBatch => !tracks;

    public override string Describe() =>
        $"BatchNorm{Math.Max(1, InputShape.Length - 1)}d({Channels}, eps={Shape.Python(eps)}, "
        + $"momentum={Shape.Python(momentum)}, affine={Shape.Python(affine)}, "
        + $"track_running_stats={Shape.Python(tracks)})";

    public override void Initialize(Generator generator)
    {
        weight?.Span.Fill(1);
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

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        bool pools = following is [ReluLayer, MaxPoolLayer { IsPairs: true }, ..]
            && InputShape.Length == 3
            && x.Producer is not null // the arena's memory can be read a little behind its end, the caller's cannot
            && BatchNormPool.Fits(Channels, (int)InputShape[1], (int)InputShape[2]);
        taken = pools ? 2 : relu ? 1 : 0;
        if (pools)
        {
            return plan.Append(new BatchNormPoolOperation(this, !plan.Training && tracks, plan.HasBackward)
            {
                Name = Path,
                Input = x,
                Output = new Value(x.Width / 4),
                Updates = plan.Training && tracks,
                WeightGradient = plan.Gradient(weight),
                BiasGradient = plan.Gradient(bias),
            });
        }

        Value y = new(x.Width);
        if (!plan.Training && tracks)
        {
            return plan.Append(new EvaluationOperation
            {
                Name = Path,
                Input = x,
                Output = y,
                Layer = this,
                Relu = relu,
            });
        }

        return plan.Append(new TrainingOperation(this)
        {
            Name = Path,
            Input = x,
            Output = y,
            Relu = relu,
            Updates = plan.Training && tracks,
            WeightGradient = plan.Gradient(weight),
            BiasGradient = plan.Gradient(bias),
        });
    }

    /// <summary>Makes sure that a batch has statistics, and counts it where it is to move the running ones.</summary>
    /// <returns>The share of the batch in the running statistics.</returns>
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

    /// <summary>The arguments of a pass over so many rows; x and the results are still to come.</summary>
    internal BatchNormArguments<float> Arguments(int rows, bool training) => new()
    {
        N = rows,
        C = Channels,
        Inner = Inner,
        Eps = eps,
        Relu = true,
        Training = training,
        Weight = weight is null ? null : weight.Floats,
        Bias = bias is null ? null : bias.Floats,
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
        weight = affine ? Parameter("weight", channels) : null;
        bias = affine ? Parameter("bias", channels) : null;
        runningMean = tracks ? Buffer("running_mean", DType.Float32, channels) : null;
        runningVar = tracks ? Buffer("running_var", DType.Float32, channels) : null;
        batches = tracks ? Buffer("num_batches_tracked", DType.Int64) : null;
        return input;
    }

    /// <summary>By the running statistics.</summary>
    private sealed class EvaluationOperation : Operation
    {
        public required BatchNormLayer Layer { get; init; }

        public required bool Relu { get; init; }

        public override string Kind => "BatchNorm";

        public override IReadOnlyList<string> Fused => Relu ? ["ReLU"] : [];

        public override bool InPlace => true;

        public override void Forward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            BatchNorm.ForwardEvaluation<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(Layer.weight), StateEntry.SpanOf(Layer.bias),
                new(Output.Pointer, count), pass.Rows,
                Layer.Channels, Layer.Inner, Layer.eps, Layer.runningMean!.Span, Layer.runningVar!.Span, Relu,
                pass.Threads);
        }

        public override void Backward(Pass pass) =>
            throw new InvalidOperationException("A plan for evaluation has no backward pass.");
    }

    /// <summary>By the batch's statistics; the derivation of the gradient is with <see cref="BatchNorm"/>.</summary>
    private sealed class TrainingOperation : Operation
    {
        private readonly BatchNormLayer layer;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public TrainingOperation(BatchNormLayer layer)
        {
            this.layer = layer;
            mean = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        }

        public required bool Relu { get; init; }

        public required bool Updates { get; init; }

        public required float* WeightGradient { get; init; }

        public required float* BiasGradient { get; init; }

        public override string Kind => "BatchNorm";

        public override IReadOnlyList<string> Fused => Relu ? ["ReLU"] : [];

        public override bool HasParameters => layer.IsAffine;

        public override bool KeepsInput => true;

        public override bool KeepsOutput => Relu;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass)
        {
            double factor = layer.BeginPass(pass, Updates);
            int count = pass.Rows * Output.Width;
            BatchNorm.ForwardTraining<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), StateEntry.SpanOf(layer.bias),
                new(Output.Pointer, count), pass.Rows,
                layer.Channels, layer.Inner, layer.eps, new(mean.Floats, layer.Channels),
                new(inverseStd.Floats, layer.Channels),
                Updates ? layer.runningMean!.Span : default, Updates ? layer.runningVar!.Span : default, factor, Relu,
                pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            int channels = layer.Channels;
            BatchNorm.BackwardTraining<float>(
                new(Input.Pointer, count), new(Output.Gradient, count),
                Check.Optional(Relu ? Output.Pointer : null, count),
                StateEntry.SpanOf(layer.weight), new(mean.Floats, channels), new(inverseStd.Floats, channels),
                Check.Optional(Input.Gradient, count), Check.Optional(WeightGradient, channels),
                Check.Optional(BiasGradient, channels), pass.Rows, channels, layer.Inner, pass.Threads);
        }
    }
}
