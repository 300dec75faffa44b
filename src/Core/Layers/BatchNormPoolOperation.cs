using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>BatchNorm, ReLU and MaxPool(2) in a row as one operation.</summary>
/// <remarks>The derivation of the gradient is with <see cref="BatchNormPool"/>.</remarks>
internal sealed unsafe class BatchNormPoolOperation : Operation
{
    private readonly BatchNormLayer layer;
    private readonly bool evaluates;
    private readonly Storage mean;
    private readonly Storage inverseStd;
    private readonly Storage? rest;
    private readonly Storage? winners;

    /// <param name="layer">The normalisation.</param>
    /// <param name="evaluates">Whether it goes by its running statistics.</param>
    /// <param name="hasBackward">Whether a gradient will be wanted.</param>
    public BatchNormPoolOperation(BatchNormLayer layer, bool evaluates, bool hasBackward)
    {
        this.layer = layer;
        this.evaluates = evaluates;
        mean = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        inverseStd = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        if (hasBackward)
        {
            rest = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(double));
            winners = Reserve(StorageLife.Both, layer.InputCount / 4 * sizeof(float));
        }
    }

    public required bool Updates { get; init; }

    public required float* WeightGradient { get; init; }

    public required float* BiasGradient { get; init; }

    public override string Kind => "BatchNorm";

    public override IReadOnlyList<string> Fused => ["ReLU", "MaxPool"];

    public override bool HasParameters => layer.IsAffine;

    public override bool KeepsInput => true;

    public override bool KeepsOutput => true;

    public override void Forward(Pass pass)
    {
        BatchNormPool work = Work(pass);
        if (!evaluates)
        {
            work.Norm.Factor = layer.BeginPass(pass, Updates);
            work.Norm.Mean = mean.Floats;
            work.Norm.InverseStd = inverseStd.Floats;
            work.Norm.RunningMean = Updates ? work.Norm.RunningMean : null;
        }

        BatchNormPool.Run(work, pass.Threads);
    }

    public override void Backward(Pass pass)
    {
        BatchNormPool work = Work(pass);
        work.Norm.Mean = mean.Floats;
        work.Norm.InverseStd = inverseStd.Floats;
        work.Norm.GradOutput = Output.Gradient;
        work.Norm.GradInput = Input.Gradient;
        work.Norm.GradWeight = WeightGradient;
        work.Norm.GradBias = BiasGradient;
        BatchNormPool.Run(work, pass.Threads);
    }

    private BatchNormPool Work(Pass pass)
    {
        BatchNormPool work = new()
        {
            Norm = layer.Arguments(pass.Rows, !evaluates),
            Height = (int)layer.InputShape[1],
            Width = (int)layer.InputShape[2],
            Winners = winners is null ? null : winners.Floats,
            Rest = rest is null ? null : (double*)rest.Pointer,
        };
        work.Norm.X = Input.Pointer;
        work.Norm.Y = Output.Pointer;
        return work;
    }
}
