using NormTools.Core.Checkpoints;
using NormTools.Core.Training;

namespace NormTools.Core.Schedules;

/// <summary>How the learning rate changes over a run.</summary>
internal abstract class Schedule : ICheckpointed
{
    /// <summary>torch.optim.lr_scheduler's name.</summary>
    public abstract string Name { get; }

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether the number of epochs changes its rates.</summary>
    public virtual bool DependsOnEpochs => false;

    /// <inheritdoc/>
    public virtual void Save(CheckpointWriter entries)
    {
    }

    /// <inheritdoc/>
    public virtual void Restore(CheckpointReader entries)
    {
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="initial">The optimiser's rate.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="step">Of the whole run, from 0.</param>
    /// <param name="steps">Of the whole run.</param>
    public abstract double Rate(double initial, long epoch, long step, long steps);

    /// <summary>Takes note of an epoch's results.</summary>
    public virtual void EpochEnded(in EpochResult result, double initial)
    {
    }
}

/// <summary>A schedule that is a formula of the epoch.</summary>
internal sealed class FormulaSchedule(string name, Func<double, long, double> rate) : Schedule
{
    public override string Name => name;

    public override double Rate(double initial, long epoch, long step, long steps) => rate(initial, epoch);
}
