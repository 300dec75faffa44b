using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>BatchNorm, ReLU and MaxPool(2) in a row as one operation.</summary>
/// <remarks>For the derivation of the gradient see <see cref="BatchNormPool"/>.</remarks>
internal sealed unsafe class BatchNormPoolOperation : Operation
{
    private readonly BatchNormLayer layer;
    private readonly bool evaluates;
    private readonly Storage mean;
    private readonly Storage inverseStd;
    private readonly Storage? rest;
    private readonly Storage? winners;

    private readonly bool updates;
    private readonly float* weightGradient;
    private readonly float* biasGradient;

    /// <param name="layer">The normalisation.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="evaluates">Whether it uses the running statistics.</param>
    /// <param name="updates">Whether it updates them.</param>
    public BatchNormPoolOperation(BatchNormLayer layer, PlanBuilder plan, bool evaluates, bool updates)
    {
        this.updates = updates;
        weightGradient = plan.Gradient(layer.Weight);
        biasGradient = plan.Gradient(layer.Bias);
        this.layer = layer;
        this.evaluates = evaluates;
        mean = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        inverseStd = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(float));
        if (plan.HasBackward)
        {
            rest = Reserve(StorageLife.Both, 0, layer.Channels * sizeof(double));
            winners = Reserve(StorageLife.Both, layer.InputCount / 4 * sizeof(float));
        }
    }

    public override string Kind => "BatchNorm";

    public override IReadOnlyList<string> Fused => ["ReLU", "MaxPool"];

    public override bool HasParameters => layer.Weight is not null;

    public override bool KeepsInput => true;

    public override bool KeepsOutput => true;

    public override void Forward(Pass pass)
    {
        BatchNormPool work = Work(pass);
        if (!evaluates)
        {
            work.Norm.Factor = layer.BeginPass(pass, updates);
            work.Norm.Mean = mean.Floats;
            work.Norm.InverseStd = inverseStd.Floats;
            work.Norm.RunningMean = updates ? work.Norm.RunningMean : null;
        }

        BatchNormPool.Run(work, pass.Threads);
        layer.EndPass(updates);
    }

    public override void Backward(Pass pass)
    {
        BatchNormPool work = Work(pass);
        work.Norm.Mean = mean.Floats;
        work.Norm.InverseStd = inverseStd.Floats;
        work.Norm.GradOutput = Output.Gradient;
        work.Norm.GradInput = Input.Gradient;
        work.Norm.GradWeight = weightGradient;
        work.Norm.GradBias = biasGradient;
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
