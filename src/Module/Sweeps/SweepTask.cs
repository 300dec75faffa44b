using System.Collections.Specialized;

namespace NormTools;

/// <summary>A trial to be done, or a rung of it.</summary>
internal sealed class SweepTask
{
    public SweepTask(int trial, OrderedDictionary values)
    {
        Trial = trial;
        Values = values;
    }

    /// <summary>Its number, from 0.</summary>
    public int Trial { get; }

    public OrderedDictionary Values { get; }

    /// <summary>The rung, from 0.</summary>
    public int Rung { get; set; }

    /// <summary>The epoch after which the rung ends; null for the last one, which ends with the trial.</summary>
    public long? Pause { get; set; }

    /// <summary>Of each repetition the median of the earlier trials at each epoch; empty where nothing is compared so.</summary>
    public double[][] Medians { get; set; } = Array.Empty<double[]>();
}
