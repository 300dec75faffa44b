using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>A recurrent layer in one or two directions, and what it works on.</summary>
internal unsafe struct RecurrentCall
{
    public RecurrentShape Shape;
    public int Rows, Directions, Threads;
    public RecurrentDirection First, Second;

    /// <summary>The order of the samples, in which all memory here has them.</summary>
    public SampleOrder Order;

    /// <summary>[steps, rows, inputs].</summary>
    public float* Input;

    public readonly RecurrentDirection this[int direction] => direction == 0 ? First : Second;
}

/// <summary>Passes of a recurrent layer.</summary>
/// <remarks>
/// Forward: the products of all steps' inputs at once, then the steps. Backward: the steps from the last to the first,
/// which leave the gradient g of each sum, [steps * rows, slots * units]; then, each at once for all steps, dW_ih =
/// g^T x, dW_hh = g^T h (h the state before a step), db = the column sums of g, dx = g W_ih, and dW_hr = dh^T (what
/// was projected).
/// </remarks>
internal static unsafe class Recurrence
{
    public static void Forward<TCell>(in RecurrentCall call, StepView firstOutput, StepView secondOutput)
        where TCell : struct, IRecurrentCell
    {
        for (int i = 0; i < call.Directions; i++)
        {
            Prepare<TCell>(call, call[i]);
        }

        RecurrentForward<TCell> work = new()
        {
            Shape = call.Shape,
            Cut = RecurrentCut.Of(call.Rows, call.Directions, call.Threads),
            Rows = call.Rows,
            Order = call.Order,
            First = call.First,
            Second = call.Second,
            FirstOutput = firstOutput,
            SecondOutput = secondOutput,
        };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
    }

    /// <param name="call">The call, as in the forward pass.</param>
    /// <param name="firstGradient">The gradient of the output.</param>
    /// <param name="secondGradient">That of the second direction.</param>
    /// <param name="inputGradient">[steps, rows, inputs]; may be the input, or null for none.</param>
    public static void Backward<TCell>(
        in RecurrentCall call, StepView firstGradient, StepView secondGradient, float* inputGradient)
        where TCell : struct, IRecurrentCell
    {
        for (int i = 0; i < call.Directions; i++)
        {
            Pack(call.Shape, call[i]);
            if (TCell.IsNormed)
            {
                NormParameters.ClearSums<TCell>(call, call[i]);
            }
        }

        RecurrentBackward<TCell> work = new()
        {
            Shape = call.Shape,
            Cut = RecurrentCut.Of(call.Rows, call.Directions, call.Threads),
            Rows = call.Rows,
            Order = call.Order,
            First = call.First,
            Second = call.Second,
            FirstGradient = firstGradient,
            SecondGradient = secondGradient,
        };
        Workers.Run(ref work, work.Cut.Parts, call.Threads);
        for (int i = 0; i < call.Directions; i++)
        {
            WeightGradients<TCell>(call, call[i]);
            BiasGradients<TCell>(call, call[i]);
            if (TCell.IsNormed)
            {
                NormParameters.Gradients<TCell>(call, call[i]);
            }
        }

        for (int i = 0; i < call.Directions && inputGradient is not null; i++)
        {
            InputGradient<TCell>(call, call[i], inputGradient, i > 0);
        }
    }

    // The gates from one on whose weights and slots both follow each other: one product serves them all.
    private static int Together<TCell>(in RecurrentShape shape, int gate)
        where TCell : struct, IRecurrentCell
    {
        int count = 1;
        while (shape.Units == shape.Hidden
            && gate + count < TCell.Gates
            && TCell.InputSlot(gate + count) == TCell.InputSlot(gate) + count)
        {
            count++;
        }

        return count;
    }

    private static void Prepare<TCell>(in RecurrentCall call, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        RecurrentShape shape = call.Shape;
        int start = own.IsReverse ? shape.Steps : 0;
        int states = call.Rows * shape.StateUnits;
        new Span<float>(own.States + ((nint)start * states), states).Clear();
        if (TCell.HasCell)
        {
            new Span<float>(own.Cells + ((nint)start * call.Rows * shape.Units), call.Rows * shape.Units).Clear();
        }

        SumBiases<TCell>(shape, own);
        if (TCell.IsNormed)
        {
            NormParameters.Spread<TCell>(shape, own);
        }

        RecurrentPanels.PackTransposed(
            own.HiddenWeight, shape.Gates, shape.Hidden, shape.Units, shape.State, own.HiddenPanels);
        if (shape.IsProjected)
        {
            RecurrentPanels.PackTransposed(
                own.Projection, 1, shape.State, shape.StateUnits, shape.Hidden, own.ProjectionPanels);
        }

        for (int gate = 0, count; gate < TCell.Gates; gate += count)
        {
            count = Together<TCell>(shape, gate);
            int slot = (TCell.InputSlot(gate) + TCell.InputProducts) * shape.Units;
            float* bias = own.InputBias is null || TCell.IsNormed ? null : own.Bias + slot;
            MatrixProduct.Multiply(
                false, true, shape.Steps * call.Rows, count * shape.Hidden, shape.Inputs, call.Input, shape.Inputs,
                own.InputWeight + ((nint)gate * shape.Hidden * shape.Inputs), shape.Inputs, own.Gates + slot,
                shape.SlotUnits, false, Epilogue.ColumnBias(bias), call.Threads);
        }
    }

    private static void SumBiases<TCell>(in RecurrentShape shape, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        new Span<float>(own.Bias, shape.SlotUnits).Clear();
        for (int gate = 0; gate < TCell.Gates && own.InputBias is not null; gate++)
        {
            float* input = own.Bias + (TCell.InputSlot(gate) * shape.Units);
            float* hidden = own.Bias + ((TCell.FirstHiddenSlot + gate) * shape.Units);
            for (int unit = 0; unit < shape.Hidden; unit++)
            {
                input[unit] += own.InputBias[(gate * shape.Hidden) + unit];
                hidden[unit] += own.HiddenBias[(gate * shape.Hidden) + unit];
            }
        }
    }

    private static void Pack(in RecurrentShape shape, in RecurrentDirection own)
    {
        RecurrentPanels.Pack(
            own.HiddenWeight, shape.Gates, shape.Hidden, shape.Units, shape.State, shape.StateUnits, own.HiddenPanels);
        if (shape.IsProjected)
        {
            RecurrentPanels.Pack(
                own.Projection, 1, shape.State, shape.State, shape.Hidden, shape.Units, own.ProjectionPanels);
        }
    }

    private static void WeightGradients<TCell>(in RecurrentCall call, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        RecurrentShape shape = call.Shape;
        int all = shape.Steps * call.Rows;
        for (int gate = 0, count; gate < TCell.Gates; gate += count)
        {
            count = Together<TCell>(shape, gate);
            MatrixProduct.Multiply(
                true, false, count * shape.Hidden, shape.Inputs, all,
                own.Gates + ((TCell.InputSlot(gate) + TCell.InputProducts) * shape.Units), shape.SlotUnits, call.Input, shape.Inputs,
                own.InputWeightGradient + ((nint)gate * shape.Hidden * shape.Inputs), shape.Inputs, false,
                Epilogue.None, call.Threads);
        }

        float* before = own.States + ((nint)own.Place(0, isBefore: true) * call.Rows * shape.StateUnits);
        int together = shape.Units == shape.Hidden ? TCell.Gates : 1;
        for (int gate = 0; gate < TCell.Gates; gate += together)
        {
            MatrixProduct.Multiply(
                true, false, together * shape.Hidden, shape.State, all,
                own.Gates + ((TCell.FirstHiddenSlot + TCell.HiddenProducts + gate) * shape.Units), shape.SlotUnits, before,
                shape.StateUnits,
                own.HiddenWeightGradient + ((nint)gate * shape.Hidden * shape.State), shape.State, false,
                Epilogue.None, call.Threads);
        }

        if (shape.IsProjected)
        {
            MatrixProduct.Multiply(
                true, false, shape.State, shape.Hidden, all, own.StateGradient, shape.StateUnits, own.Hidden,
                shape.Units, own.ProjectionGradient, shape.Hidden, false, Epilogue.None, call.Threads);
        }
    }

    private static void BiasGradients<TCell>(in RecurrentCall call, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        if (own.InputBias is null)
        {
            return;
        }

        RecurrentShape shape = call.Shape;
        int all = shape.Steps * call.Rows;
        ColumnSums.Of(own.Gates, own.Bias, all, shape.SlotUnits, call.Threads);
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            int start = gate * shape.Hidden;
            ReadOnlySpan<float> sums = new(own.Bias, shape.SlotUnits);
            sums.Slice(TCell.InputSlot(gate) * shape.Units, shape.Hidden).CopyTo(
                new(own.InputBiasGradient + start, shape.Hidden));
            sums.Slice((TCell.FirstHiddenSlot + gate) * shape.Units, shape.Hidden).CopyTo(
                new(own.HiddenBiasGradient + start, shape.Hidden));
        }
    }

    private static void InputGradient<TCell>(
        in RecurrentCall call, in RecurrentDirection own, float* inputGradient, bool accumulate)
        where TCell : struct, IRecurrentCell
    {
        RecurrentShape shape = call.Shape;
        for (int gate = 0, count; gate < TCell.Gates; gate += count)
        {
            count = Together<TCell>(shape, gate);
            MatrixProduct.Multiply(
                false, false, shape.Steps * call.Rows, shape.Inputs, count * shape.Hidden,
                own.Gates + ((TCell.InputSlot(gate) + TCell.InputProducts) * shape.Units), shape.SlotUnits,
                own.InputWeight + ((nint)gate * shape.Hidden * shape.Inputs), shape.Inputs, inputGradient, shape.Inputs,
                accumulate || gate > 0, Epilogue.None, call.Threads);
        }
    }
}
