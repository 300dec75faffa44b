using NormTools.Core.Memory;

namespace NormTools.Core.Optimizers;

/// <content>The history of steps, and the mark that a cancelled step goes back to.</content>
internal sealed unsafe partial class Lbfgs
{
    /// <summary>A step taken and the change of the gradient along it.</summary>
    private sealed class Pair(int count, double reciprocal)
    {
        public float* Change { get; } = (float*)NativePool.Rent(count * (long)sizeof(float));

        public float* Step { get; } = (float*)NativePool.Rent(count * (long)sizeof(float));

        public double Reciprocal { get; set; } = reciprocal;

        public Span<float> Changes => new(Change, count);

        public Span<float> Steps => new(Step, count);

        public void Free()
        {
            NativePool.Return(Change);
            NativePool.Return(Step);
        }
    }

    /// <summary>The state before a step. Pairs that drop out of the history are freed once the step has been
    /// taken.</summary>
    private sealed class Mark
    {
        private readonly long taken;
        private readonly (double Length, double Scale, double Loss) numbers;
        private readonly int pairs;
        private readonly float[] direction;
        private readonly float[] before;
        private readonly float[] weights;

        public Mark(Lbfgs owner)
        {
            (taken, numbers, pairs) = (owner.taken, (owner.length, owner.scale, owner.loss), owner.history.Count);
            (direction, before, weights) = (owner.Direction.ToArray(), owner.Before.ToArray(), new float[owner.StateCount]);
            owner.Gather(owner.Parameters, weights);
        }

        public void Forget(Lbfgs owner)
        {
            int superfluous = Math.Max(0, owner.history.Count - owner.historySize);
            owner.history.GetRange(0, superfluous).ForEach(pair => pair.Free());
            owner.history.RemoveRange(0, superfluous);
        }

        public void GoBack(Lbfgs owner)
        {
            (owner.taken, (owner.length, owner.scale, owner.loss)) = (taken, numbers);
            owner.history.GetRange(pairs, owner.history.Count - pairs).ForEach(pair => pair.Free());
            owner.history.RemoveRange(pairs, owner.history.Count - pairs);
            direction.CopyTo(owner.Direction);
            before.CopyTo(owner.Before);
            weights.CopyTo(owner.Start);
            owner.Move(0);
        }
    }
}
