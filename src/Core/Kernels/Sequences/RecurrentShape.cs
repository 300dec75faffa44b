using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>The sizes of one layer of a recurrent network.</summary>
/// <param name="Steps">Steps of a sample.</param>
/// <param name="Inputs">Values of a step.</param>
/// <param name="Hidden">Hidden units.</param>
/// <param name="State">Values of the state: those of a projection, or the hidden units.</param>
/// <param name="Gates">Gates of a unit that have weights.</param>
/// <param name="Slots">Values kept of a unit and step.</param>
internal readonly record struct RecurrentShape(int Steps, int Inputs, int Hidden, int State, int Gates, int Slots)
{
    /// <summary>The hidden units filled up with zeros to whole vectors.</summary>
    public int Units => Pad(Hidden);

    /// <summary>The state filled up likewise.</summary>
    public int StateUnits => Pad(State);

    /// <summary>Vectors of units that the norms' scales and shifts are, and statistics that a row keeps of a step; 0
    /// without norms.</summary>
    public int Scales { get; init; }

    /// <inheritdoc cref="Scales"/>
    public int Statistics { get; init; }

    public bool IsProjected => State != Hidden;

    /// <summary>Values that a row keeps of one step: its slots.</summary>
    public int SlotUnits => Slots * Units;

    /// <summary>Values of the packed hidden weight, for either pass.</summary>
    public long HiddenPanels => Math.Max((long)Gates * Units * State, (long)Gates * Units * StateUnits);

    /// <summary>Values of the packed projection, for either pass.</summary>
    public long ProjectionPanels =>
        IsProjected ? Math.Max((long)Hidden * StateUnits, (long)State * Units) : 0;

    private static int Pad(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
}

/// <summary>One direction of a recurrent layer: its parameters, their gradients, and what it keeps. The values of a
/// step lie together, row by row.</summary>
internal unsafe struct RecurrentDirection
{
    /// <summary>Whether it reads the steps from the last to the first.</summary>
    public bool IsReverse;

    /// <summary>[gates * hidden, inputs] and [gates * hidden, state].</summary>
    public float* InputWeight, HiddenWeight;

    /// <summary>[gates * hidden], or null.</summary>
    public float* InputBias, HiddenBias;

    /// <summary>[state, hidden], or null without a projection.</summary>
    public float* Projection;

    /// <summary>The gradients of the parameters.</summary>
    public float* InputWeightGradient, HiddenWeightGradient, InputBiasGradient, HiddenBiasGradient, ProjectionGradient;

    /// <summary>[steps, rows, slots, units]: what is added up for the gates, then their values, then the gradients of
    /// the sums.</summary>
    public float* Gates;

    /// <summary>[steps + 1, rows, stateUnits], in the order of the steps: the state before a step and the one after
    /// it.</summary>
    public float* States;

    /// <summary>[steps + 1, rows, units] likewise, and [steps, rows, units]: an LSTM's cells, and their hyperbolic
    /// tangents.</summary>
    public float* Cells, CellTanh;

    /// <summary>[steps, rows, units]: what is projected; null without a projection.</summary>
    public float* Hidden;

    /// <summary>[slots, units]: the biases added up; in the backward pass their gradients.</summary>
    public float* Bias;

    /// <summary>The hidden weight and the projection, packed for the pass.</summary>
    public float* HiddenPanels, ProjectionPanels;

    /// <summary>[rows, stateUnits], and with a projection a step; [rows, units]: the gradients of the step that the
    /// backward pass is at.</summary>
    public float* StateGradient, CellGradient, HiddenGradient;

    /// <summary>The norms of a layer that has them.</summary>
    public RecurrentNorms Norms;

    /// <summary>The place of a step's new state, or that of the state before it, among steps + 1.</summary>
    public readonly int Place(int step, bool isBefore) => IsReverse == isBefore ? step + 1 : step;
}

/// <summary>The layer's output, or its gradient, as one direction sees it.</summary>
/// <param name="values">The direction's first value.</param>
/// <param name="row">Values from a sample to the next.</param>
/// <param name="step">Values from a step to the next.</param>
internal readonly unsafe struct StepView(float* values, nint row, nint step)
{
    /// <summary>The sample at each place; null where they lie in the order of the places.</summary>
    public int* Samples { get; init; }

    /// <summary>Whether there is but one step: each sample's last one.</summary>
    public bool IsLastOnly { get; init; }

    /// <summary>The values of a step of the sample at a place.</summary>
    public float* At(int index, int place) =>
        values + (IsLastOnly ? 0 : index * step) + ((Samples is null ? place : Samples[place]) * row);

    /// <summary>The places from <paramref name="top"/> on that have values at a step.</summary>
    public (int First, int End) Places(in SampleOrder order, int index, int top, int count) =>
        (IsLastOnly ? order.Having(index + 1, top, count) : 0, order.Having(index, top, count));
}
