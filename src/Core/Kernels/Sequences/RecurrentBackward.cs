using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Backward through time: a part takes its rows from the last step to the first.</summary>
/// <remarks>
/// The gradient of a state has two terms: that of the layer's output at this step, and the product of the next step's
/// gradients of the sums with the hidden weight. The cell turns it into the gradients of this step's sums, which
/// replace the gates' values; the gradients of all weights follow from those at once (<see cref="Recurrence"/>). Behind a
/// sample's end they are zero.
/// </remarks>
internal unsafe struct RecurrentBackward<TCell> : IParallelWork
    where TCell : struct, IRecurrentCell
{
    public RecurrentShape Shape;
    public RecurrentCut Cut;
    public int Rows;
    public SampleOrder Order;
    public RecurrentDirection First, Second;
    public StepView FirstGradient, SecondGradient;

    public readonly void Run(int part)
    {
        (int direction, int top, int rows) = Cut.Part(part);
        RecurrentDirection own = direction == 0 ? First : Second;
        StepView gradient = direction == 0 ? FirstGradient : SecondGradient;
        for (int i = Shape.Steps - 1; i >= 0; i--)
        {
            Cancellation.ThrowIfRequested();
            int step = own.IsReverse ? Shape.Steps - 1 - i : i;
            int next = i == Shape.Steps - 1 ? -1 : own.IsReverse ? step - 1 : step + 1;
            int live = Order.Having(step, top, rows);
            int followed = Math.Min(live, Order.Having(next, top, rows)); // those that have the next step, too
            nint at = ((nint)step * Rows) + top;
            float* state = own.StateGradient + ((Shape.IsProjected ? at : top) * Shape.StateUnits);
            if (followed > 0)
            {
                FromNext(own, next, state, top, followed);
            }

            new Span<float>(state + ((nint)followed * Shape.StateUnits), (rows - followed) * Shape.StateUnits).Clear();
            AddOutput(gradient, step, state, top, rows);
            if (live > 0)
            {
                Step(own, step, followed, state, top, live);
            }

            nint slots = Shape.SlotUnits;
            new Span<float>(own.Gates + ((at + live) * slots), (rows - live) * Shape.SlotUnits).Clear();
        }
    }

    private readonly void FromNext(in RecurrentDirection own, int next, float* state, int top, int rows)
    {
        int slotUnits = Shape.SlotUnits;
        int k = TCell.Gates * Shape.Units;
        float* sums = own.Gates + ((((nint)next * Rows) + top) * slotUnits) + ((TCell.FirstHiddenSlot + TCell.HiddenProducts) * Shape.Units);
        float* panel = own.HiddenPanels;
        for (int start = 0; start < Shape.StateUnits; start += 2 * Vector<float>.Count)
        {
            int width = RecurrentPanels.Width(Shape.StateUnits, start);
            RecurrentPanels.Multiply(
                rows, k, sums, slotUnits, panel, width, state + start, Shape.StateUnits, TCell.PassesState);
            panel += (nint)width * k;
        }
    }

    private readonly void AddOutput(in StepView gradient, int step, float* state, int top, int rows)
    {
        (int first, int end) = gradient.Places(Order, step, top, rows);
        for (int row = first; row < end; row++)
        {
            Span<float> sum = new(state + ((nint)row * Shape.StateUnits), Shape.State);
            TensorPrimitives.Add(sum, new ReadOnlySpan<float>(gradient.At(step, top + row), Shape.State), sum);
        }
    }

    private readonly void Step(in RecurrentDirection own, int step, int followed, float* state, int top, int rows)
    {
        int units = Shape.Units;
        nint at = ((nint)step * Rows) + top;
        nint before = ((nint)own.Place(step, isBefore: true) * Rows) + top;
        nint after = ((nint)own.Place(step, isBefore: false) * Rows) + top;
        CellRow row = new()
        {
            Gates = own.Gates + (at * Shape.SlotUnits),
            Slot = units,
            PreviousState = own.States + (before * Shape.StateUnits),
            State = own.States + (after * Shape.StateUnits),
            PreviousCell = own.Cells + (before * units),
            CellTanh = own.CellTanh + (at * units),
            StateGradient = Shape.IsProjected ? own.HiddenGradient + ((nint)top * units) : state,
            CellGradient = own.CellGradient + ((nint)top * units),
            Hidden = Shape.Hidden,
            Norms = own.Norms,
            NormSums = own.Norms.Sums + ((nint)top * TCell.Scales * units),
            InverseStd = own.Norms.InverseStd + (at * TCell.Statistics),
        };
        if (TCell.HasCell)
        {
            new Span<float>(row.CellGradient + ((nint)followed * units), (rows - followed) * units).Clear();
        }

        if (Shape.IsProjected)
        {
            Unproject(own, state, row.StateGradient, rows);
        }

        for (int i = 0; i < rows; i++)
        {
            TCell.BeforeGradients(row);
            for (nint unit = 0; unit < units; unit += Vector<float>.Count)
            {
                TCell.Backward(row, unit);
            }

            TCell.AfterGradients(row);
            row.Gates += Shape.SlotUnits;
            row.PreviousState += Shape.StateUnits;
            row.State += Shape.StateUnits;
            row.PreviousCell += units;
            row.CellTanh += units;
            row.StateGradient += units;
            row.CellGradient += units;
            row.NormSums += (nint)TCell.Scales * units;
            row.InverseStd += TCell.Statistics;
        }
    }

    // The gradient of what was projected: that of the state times W_hr.
    private readonly void Unproject(in RecurrentDirection own, float* state, float* hidden, int rows)
    {
        float* panel = own.ProjectionPanels;
        for (int start = 0; start < Shape.Units; start += 2 * Vector<float>.Count)
        {
            int width = RecurrentPanels.Width(Shape.Units, start);
            RecurrentPanels.Multiply(
                rows, Shape.State, state, Shape.StateUnits, panel, width, hidden + start, Shape.Units, false);
            panel += (nint)width * Shape.State;
        }
    }
}
