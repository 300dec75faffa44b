using System.Runtime.CompilerServices;
using NormTools.Core.Checkpoints;

namespace NormTools.Core.Optimizers;

/// <summary>torch.optim.LBFGS: steps that use curvature estimated from the last gradients. For the whole data set as
/// one batch.</summary>
/// <remarks>
/// Nocedal and Wright 2006, algorithm 7.4. A step is up to max_iter iterations, each along d = -H g with H from the last
/// history_size pairs (change of w, change of g); without a line search it moves by rate d, the first time by at most
/// min(1, 1 / sum |g|) of that. strong_wolfe searches for a point that is low and flat enough
/// (<see cref="WolfeSearch"/>). The history is kept from step to step. A cancelled step leaves everything as it was.
/// </remarks>
internal sealed unsafe partial class Lbfgs : Optimizer
{
    private readonly int iterations;
    private readonly int evaluations;
    private readonly double leastGradient;
    private readonly double leastChange;
    private readonly int historySize;
    private readonly bool searches;
    private readonly List<Pair> history = [];
    private long taken;
    private double length = double.NaN;
    private double scale = 1;
    private double loss = double.NaN;

    public Lbfgs(Arguments arguments)
    {
        LearningRate = arguments.Number("lr", 1, 0);
        iterations = (int)arguments.Integer("max_iter", 20);
        evaluations = (int)(arguments.IntegerOrNull("max_eval", null, 1, int.MaxValue) ?? Math.Max(1, iterations * 5L / 4));
        leastGradient = arguments.Number("tolerance_grad", 1e-7, 0);
        leastChange = arguments.Number("tolerance_change", 1e-9, 0);
        historySize = (int)arguments.Integer("history_size", 100);
        searches = arguments.OneOf("line_search_fn", "none", "none", "strong_wolfe") != "none";
    }

    /// <summary>The direction, the gradient it was computed from, and three work vectors.</summary>
    public override IReadOnlyList<string> StateNames => ["d", "prev_flat_grad", "flat_grad", "x_init", "q"];

    public override bool NeedsClosure => true;

    public override long HeldBytes => base.HeldBytes + (2L * history.Count * StateCount * sizeof(float));

    private Span<float> Direction => Vector(0);

    private Span<float> Before => Vector(1);

    private Span<float> Gradient => Vector(2);

    private Span<float> Start => Vector(3);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "LBFGS", "uses curvature, all data as one batch; line_search_fn strong_wolfe for small networks and tables",
        arguments => new Lbfgs(arguments));

    public override void Dispose()
    {
        history.ForEach(pair => pair.Free());
        history.Clear();
        base.Dispose();
    }

    public override void Save(CheckpointWriter entries)
    {
        base.Save(entries);
        entries.Add(Prefix + "n_iter", taken);
        entries.Add(Prefix + "t", length);
        entries.Add(Prefix + "h_diag", scale);
        entries.Add(Prefix + "prev_loss", loss);
        entries.Add(Prefix + "ro", [.. history.Select(pair => pair.Reciprocal)]);
        for (int i = 0; i < history.Count; i++)
        {
            entries.Add($"{Prefix}old_dirs.{i}", history[i].Change, StateCount);
            entries.Add($"{Prefix}old_stps.{i}", history[i].Step, StateCount);
        }
    }

    public override void Restore(CheckpointReader entries)
    {
        base.Restore(entries);
        taken = entries.Integer(Prefix + "n_iter", 0);
        length = entries.Number(Prefix + "t");
        scale = entries.Number(Prefix + "h_diag");
        loss = entries.Number(Prefix + "prev_loss");
        history.ForEach(pair => pair.Free());
        history.Clear();
        double[] reciprocals = entries.Numbers(Prefix + "ro");
        if (reciprocals.Length > historySize)
        {
            throw entries.Invalid($"it holds {reciprocals.Length} steps of LBFGS, but history_size is {historySize}");
        }

        for (int i = 0; i < reciprocals.Length; i++)
        {
            history.Add(new Pair(StateCount, reciprocals[i]));
            entries.Read($"{Prefix}old_dirs.{i}", history[i].Change, StateCount);
            entries.Read($"{Prefix}old_stps.{i}", history[i].Step, StateCount);
        }
    }

    public override void Step(double rate, Closure closure)
    {
        Mark mark = new(this);
        try
        {
            Iterate(rate, closure);
            mark.Forget(this);
            Steps++;
        }
        catch (Exception)
        {
            mark.GoBack(this);
            throw;
        }
    }

    protected override void Update(
        in OptimizerMemory memory, double rate, float gradientFactor, int threads) =>
        throw new InvalidOperationException("LBFGS takes a closure.");

    private void Iterate(double rate, Closure closure)
    {
        double value = closure();
        Gather(Gradients, Gradient);
        int evaluated = 1;
        for (int done = 1; done <= iterations && !(DoubleSums.Largest(Gradient) <= leastGradient); done++)
        {
            taken++;
            Turn();
            Gradient.CopyTo(Before);
            loss = value;
            length = taken == 1 ? Math.Min(1, 1 / DoubleSums.Absolute(Gradient)) * rate : rate;
            double slope = DoubleSums.Dot(Gradient, Direction);
            if (!(slope <= -leastChange))
            {
                return; // not downhill, or NaN
            }

            Gather(Parameters, Start);
            if (searches)
            {
                WolfeSearch search = new(Evaluate, Direction.ToArray(), value, Gradient.ToArray(), slope, length, leastChange);
                (value, length) = (search.Value, search.Length);
                evaluated += search.Evaluations;
                search.Gradient.CopyTo(Gradient);
                Move(length);
            }
            else
            {
                Move(length);
                if (done == iterations)
                {
                    return;
                }

                value = closure();
                Gather(Gradients, Gradient);
                evaluated++;
            }

            if (evaluated >= evaluations || DoubleSums.Largest(Direction) * Math.Abs(length) <= leastChange
                || Math.Abs(value - loss) < leastChange)
            {
                return;
            }
        }

        (double, float[]) Evaluate(double along)
        {
            Move(along);
            double there = closure();
            float[] gradient = new float[StateCount];
            Gather(Gradients, gradient);
            return (there, gradient);
        }
    }

    /// <summary>The next direction: steepest descent at first, then from the history, after adding the last step to
    /// it.</summary>
    private void Turn()
    {
        if (taken == 1)
        {
            scale = 1;
            DoubleSums.Negate(Gradient, Direction);
            return;
        }

        Pair pair = new(StateCount, 0);
        for (int i = 0; i < StateCount; i++)
        {
            pair.Change[i] = Gradient[i] - Before[i];
            pair.Step[i] = Direction[i] * (float)length;
        }

        double product = DoubleSums.Dot(pair.Changes, pair.Steps);
        if (product > 1e-10)
        {
            pair.Reciprocal = 1 / product;
            scale = product / DoubleSums.Dot(pair.Changes, pair.Changes);
            history.Add(pair);
        }
        else
        {
            pair.Free();
        }

        List<Pair> kept = history[Math.Max(0, history.Count - historySize)..];
        double[] shares = new double[kept.Count];
        Span<float> q = Vector(4);
        DoubleSums.Negate(Gradient, q);
        for (int i = kept.Count - 1; i >= 0; i--)
        {
            shares[i] = DoubleSums.Dot(kept[i].Steps, q) * kept[i].Reciprocal;
            DoubleSums.Add(q, kept[i].Changes, -shares[i]);
        }

        for (int i = 0; i < q.Length; i++)
        {
            q[i] *= (float)scale;
        }

        for (int i = 0; i < kept.Count; i++)
        {
            DoubleSums.Add(q, kept[i].Steps, shares[i] - (DoubleSums.Dot(kept[i].Changes, q) * kept[i].Reciprocal));
        }

        q.CopyTo(Direction);
    }

    // Always from the start of the iteration, so that rounding does not accumulate during a search.
    private void Move(double along)
    {
        foreach (ParameterBlock block in Blocks)
        {
            for (int i = 0; i < block.Count; i++)
            {
                Parameters[block.Offset + i] = Start[block.State + i] + ((float)along * Direction[block.State + i]);
            }
        }
    }

    private void Gather(float* source, Span<float> target)
    {
        foreach (ParameterBlock block in Blocks)
        {
            new ReadOnlySpan<float>(source + block.Offset, block.Count).CopyTo(target[block.State..]);
        }
    }

    private Span<float> Vector(int index) => State.Slice(index * StateCount, StateCount);
}
