using NormTools.Core.Graph;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Metrics;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Runs a model over samples in evaluation mode, in batches of bounded memory.</summary>
internal sealed unsafe class Evaluator : IDisposable
{
    private readonly Model model;
    private readonly BatchReader data;
    private readonly Plan plan;
    private readonly Pass pass;
    private void* targets;
    private float* weights;
    private float* unitTargets;

    public Evaluator(Model model, BatchReader data, int threads)
    {
        model.CheckState(training: false);
        this.data = data;
        pass = new Pass { Threads = threads };
        plan = model.RentPlan(data.Count);
        this.model = model.AddReference();
    }

    /// <summary>The number of samples done so far.</summary>
    public long Position { get; set; }

    public bool IsDone => Position >= data.Count;

    /// <summary>Runs the next batch forward and writes its outputs, those behind a sample's end as 0.</summary>
    /// <param name="y">[rows, outputs].</param>
    public void Next(float* y)
    {
        int rows = Next();
        long bytes = (long)rows * model.OutputCount * sizeof(float);
        Buffer.MemoryCopy(plan.Output, y, bytes, bytes);
        data.ClearPadding(plan, y, rows, model.OutputCount);
    }

    /// <summary>Runs the next batch forward and adds its loss and evidence.</summary>
    public void Next(Loss loss, ref LossTotals totals, MetricEvidence? evidence)
    {
        long first = Position;
        int rows = Next();
        if (targets is null)
        {
            targets = NativePool.Rent(plan.Rows * sizeof(float) * data.View.TargetWidth);
            weights = data.View.Weights is null ? null : (float*)NativePool.Rent(plan.Rows * (long)sizeof(float));
            unitTargets = data.ScalesTargets ? (float*)NativePool.Rent(plan.Rows * sizeof(float) * data.View.TargetWidth) : null;
        }

        data.ReadTargets(loss, null, first, rows, targets);
        data.Weights(null, first, rows, weights);
        LossBatch batch = new()
        {
            Output = plan.Output,
            Targets = targets,
            Weights = weights,
            Lengths = data.LossLengths(plan),
            Rows = rows,
            Threads = pass.Threads,
        };
        data.KeepUnit(ref batch, null, first, unitTargets);
        loss.Evaluate(batch, ref totals);
        evidence?.Add(batch);
    }

    public void Dispose()
    {
        NativePool.Return(targets);
        NativePool.Return(weights);
        NativePool.Return(unitTargets);
        targets = null;
        weights = null;
        unitTargets = null;
        plan.UseOwnInput();
        plan.UseLengths(false);
        model.ReturnPlan(plan);
        model.Release();
    }

    // Returns the number of rows, whose outputs the plan has.
    private int Next()
    {
        int rows = (int)Math.Min(plan.Rows, data.Count - Position);
        pass.Rows = rows;
        if (data.Direct is null)
        {
            plan.UseOwnInput();
            data.Features(null, Position, rows, plan.Input, pass.Threads);
        }
        else
        {
            plan.UseInput(data.Direct + (Position * data.FeatureWidth));
        }

        data.FillLengths(plan, null, Position, rows);

        plan.Forward(pass);
        Position += rows;
        return rows;
    }
}
