using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The steps of a recurrent layer: a part takes its rows from the first step to the last.</summary>
/// <remarks>The slots hold the products of the inputs. Block after block of units, the products of the state are added
/// to them, and while they are in cache, the cell makes the new state of them. A step works on the samples that have it; where
/// one ends, its state is zero, which is what the reverse direction starts from.</remarks>
internal unsafe struct RecurrentForward<TCell> : IParallelWork
    where TCell : struct, IRecurrentCell
{
    public RecurrentShape Shape;
    public RecurrentCut Cut;
    public int Rows;
    public SampleOrder Order;
    public RecurrentDirection First, Second;
    public StepView FirstOutput, SecondOutput;

    public readonly void Run(int part)
    {
        (int direction, int top, int rows) = Cut.Part(part);
        RecurrentDirection own = direction == 0 ? First : Second;
        StepView output = direction == 0 ? FirstOutput : SecondOutput;
        for (int i = 0; i < Shape.Steps; i++)
        {
            Cancellation.ThrowIfRequested();
            int step = own.IsReverse ? Shape.Steps - 1 - i : i;
            int live = Order.Having(step, top, rows);
            if (live > 0)
            {
                bool isFirst = Order.Having(own.IsReverse ? step + 1 : step - 1, top, rows) == 0;
                Step(own, step, isFirst, top, live);
            }

            if (live < rows)
            {
                ClearEnded(own, step, top + live, rows - live);
            }

            Give(output, own.States + (StateRow(own, step, top) * Shape.StateUnits), step, top, rows);
        }
    }

    private readonly void Give(in StepView output, float* state, int step, int top, int rows)
    {
        (int first, int end) = output.Places(Order, step, top, rows);
        for (int row = first; row < end; row++)
        {
            new ReadOnlySpan<float>(state + ((nint)row * Shape.StateUnits), Shape.State).CopyTo(
                new(output.At(step, top + row), Shape.State));
        }

        for (int row = end; row < rows && !output.IsLastOnly; row++)
        {
            new Span<float>(output.At(step, top + row), Shape.State).Clear();
        }
    }

    // The products of the backward pass take all steps of all samples at once.
    private readonly void ClearEnded(in RecurrentDirection own, int step, int top, int rows)
    {
        nint after = StateRow(own, step, top);
        new Span<float>(own.States + (after * Shape.StateUnits), rows * Shape.StateUnits).Clear();
        if (TCell.HasCell)
        {
            new Span<float>(own.Cells + (after * Shape.Units), rows * Shape.Units).Clear();
        }

        if (Shape.IsProjected)
        {
            new Span<float>(own.Hidden + ((((nint)step * Rows) + top) * Shape.Units), rows * Shape.Units).Clear();
        }
    }

    private readonly nint StateRow(in RecurrentDirection own, int step, int top, bool isBefore = false) =>
        ((nint)own.Place(step, isBefore) * Rows) + top;

    private readonly void Step(in RecurrentDirection own, int step, bool isFirst, int top, int rows)
    {
        int units = Shape.Units;
        int slotUnits = Shape.SlotUnits;
        nint at = ((nint)step * Rows) + top;
        nint before = StateRow(own, step, top, isBefore: true);
        nint after = StateRow(own, step, top);
        CellRow row = new()
        {
            Gates = own.Gates + (at * slotUnits),
            Slot = units,
            Bias = own.Bias,
            PreviousState = own.States + (before * Shape.StateUnits),
            State = Shape.IsProjected ? own.Hidden + (at * units) : own.States + (after * Shape.StateUnits),
            PreviousCell = own.Cells + (before * units),
            Cell = own.Cells + (after * units),
            CellTanh = own.CellTanh + (at * units),
            Hidden = Shape.Hidden,
            Norms = own.Norms,
            InverseStd = own.Norms.InverseStd + (at * TCell.Statistics),
        };
        ClearFilling(row.Gates, rows);
        float* panel = own.HiddenPanels;
        for (int start = 0; start < units; start += 2 * Vector<float>.Count)
        {
            int width = RecurrentPanels.Width(units, start);
            for (int gate = 0; gate < TCell.Gates; gate++, panel += (nint)width * Shape.State)
            {
                int slot = TCell.FirstHiddenSlot + TCell.HiddenProducts + gate;
                float* sums = row.Gates + (slot * units) + start;
                bool isShared = RecurrentSlots.IsShared<TCell>(slot);
                if (!isFirst)
                {
                    RecurrentPanels.Multiply(
                        rows, Shape.State, row.PreviousState, Shape.StateUnits, panel, width, sums, slotUnits,
                        isShared);
                }
                else if (!isShared)
                {
                    Clear(sums, width, rows);
                }
            }

            if (!TCell.IsNormed)
            {
                Cells(row, start, start + width, rows);
            }
        }

        if (TCell.IsNormed)
        {
            Cells(row, 0, units, rows);
        }

        if (Shape.IsProjected)
        {
            Project(own, row.State, own.States + (after * Shape.StateUnits), rows);
        }
    }

    private readonly void Cells(CellRow row, int start, int end, int rows)
    {
        int units = Shape.Units;
        int states = Shape.IsProjected ? units : Shape.StateUnits;
        for (int i = 0; i < rows; i++)
        {
            TCell.BeforeUnits(row);
            for (nint unit = start; unit < end; unit += Vector<float>.Count)
            {
                TCell.Forward(row, unit);
            }

            TCell.AfterUnits(row);
            row.Gates += Shape.SlotUnits;
            row.PreviousState += Shape.StateUnits;
            row.State += states;
            row.PreviousCell += units;
            row.Cell += units;
            row.CellTanh += units;
            row.InverseStd += TCell.Statistics;
        }
    }

    // h' = W_hr (o tanh(c')).
    private readonly void Project(in RecurrentDirection own, float* hidden, float* state, int rows)
    {
        float* panel = own.ProjectionPanels;
        for (int start = 0; start < Shape.StateUnits; start += 2 * Vector<float>.Count)
        {
            int width = RecurrentPanels.Width(Shape.StateUnits, start);
            RecurrentPanels.Multiply(
                rows, Shape.Hidden, hidden, Shape.Units, panel, width, state + start, Shape.StateUnits, false);
            panel += (nint)width * Shape.Hidden;
        }
    }

    // The inputs' products do not reach the units that fill the last vector up.
    private readonly void ClearFilling(float* gates, int rows)
    {
        int filling = Shape.Units - Shape.Hidden;
        for (int gate = 0; filling > 0 && gate < TCell.Gates; gate++)
        {
            int slot = TCell.InputSlot(gate) + TCell.InputProducts;
            Clear(gates + (slot * Shape.Units) + Shape.Hidden, filling, rows);
        }
    }

    private readonly void Clear(float* values, int count, int rows)
    {
        for (int i = 0; i < rows; i++, values += Shape.SlotUnits)
        {
            new Span<float>(values, count).Clear();
        }
    }
}
