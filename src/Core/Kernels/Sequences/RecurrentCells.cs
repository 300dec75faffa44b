using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>What one row of a recurrent step works on.</summary>
internal unsafe struct CellRow
{
    /// <summary>The slots, one behind the other.</summary>
    public float* Gates;

    /// <summary>Values from one slot to the next.</summary>
    public nint Slot;

    /// <summary>The bias of each slot.</summary>
    public float* Bias;

    public float* PreviousState, State, PreviousCell, Cell, CellTanh, StateGradient, CellGradient;

    /// <summary>Units without those that fill the last vector up.</summary>
    public int Hidden;

    /// <summary>The norms of the layer; this row's part of their sums and statistics follows.</summary>
    public RecurrentNorms Norms;

    public float* NormSums, InverseStd;
}

/// <summary>The unit of a recurrent layer: what it makes of the sums of its gates, one vector of units at a
/// time.</summary>
internal interface IRecurrentCell
{
    /// <summary>Gates that have weights.</summary>
    static abstract int Gates { get; }

    /// <summary>Values kept of a unit: its gates, and what else the backward pass reads.</summary>
    static abstract int Slots { get; }

    /// <summary>The slot of the first gate's product with the state; those of the others follow.</summary>
    static abstract int FirstHiddenSlot { get; }

    /// <summary>Whether there is a cell beside the state.</summary>
    static abstract bool HasCell { get; }

    /// <summary>Whether a part of the state's gradient goes to the state before without a product.</summary>
    static abstract bool PassesState { get; }

    /// <summary>Whether the products are normalised before they are added up, so that a row's are needed at once.</summary>
    static virtual bool IsNormed => false;

    /// <summary>How many slots behind its sum a gate's product with the input lies, and that with the state; 0 where it is
    /// a part of the sum from the start.</summary>
    static virtual int InputProducts => 0;

    /// <inheritdoc cref="InputProducts"/>
    static virtual int HiddenProducts => 0;

    /// <summary>Vectors of scales and shifts that its norms have.</summary>
    static virtual int Scales => 0;

    /// <summary>Statistics that a row keeps of a step.</summary>
    static virtual int Statistics => 0;

    /// <summary>The slot of a gate's product with the input.</summary>
    static abstract int InputSlot(int gate);

    /// <summary>From the products of a row to its sums, before its units.</summary>
    static virtual void BeforeUnits(in CellRow row)
    {
    }

    /// <summary>Behind all units of a row.</summary>
    static virtual void AfterUnits(in CellRow row)
    {
    }

    /// <summary>Before the gradients of a row's units.</summary>
    static virtual void BeforeGradients(in CellRow row)
    {
    }

    /// <summary>From the gradients of a row's sums to those of its products.</summary>
    static virtual void AfterGradients(in CellRow row)
    {
    }

    /// <summary>From the sums in the slots to the gates' values, in place, and the new state.</summary>
    static abstract void Forward(in CellRow row, nint unit);

    /// <summary>From the gradient of the state to the gradients of the sums, in place of the gates' values.</summary>
    static abstract void Backward(in CellRow row, nint unit);
}

/// <summary>Which slots a cell's products share.</summary>
internal static class RecurrentSlots
{
    /// <summary>Whether the product with the state at a slot is added to one with the input.</summary>
    public static bool IsShared<TCell>(int slot)
        where TCell : struct, IRecurrentCell
    {
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            if (TCell.InputSlot(gate) + TCell.InputProducts == slot)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Hochreiter and Schmidhuber 1997 with forget gates, as in torch: slots i, f, g, o.</summary>
/// <remarks>
/// c' = f c + i g, h' = o tanh(c'). With dh the gradient of h': do = dh tanh(c'), dc' += dh o (1 - tanh(c')^2), df =
/// dc' c, di = dc' g, dg = dc' i, and dc = dc' f goes to the step before. Through the activations: s (1 - s) for i, f
/// and o, 1 - g^2 for g.
/// </remarks>
internal readonly unsafe struct LstmCell : IRecurrentCell
{
    /// <summary>Of the gates that which keeps the cell of the step before.</summary>
    public const int ForgetGate = 1;

    public static int Gates => 4;

    public static int Slots => 4;

    public static int FirstHiddenSlot => 0;

    public static bool HasCell => true;

    public static bool PassesState => false;

    public static int InputSlot(int gate) => gate;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit)
    {
        float* gates = row.Gates + unit;
        Vector<float> i = ElementaryFunctions.Logistic(Vector.Load(gates));
        Vector<float> f = ElementaryFunctions.Logistic(Vector.Load(gates + row.Slot));
        Vector<float> g = ElementaryFunctions.Tanh(Vector.Load(gates + (2 * row.Slot)));
        Vector<float> o = ElementaryFunctions.Logistic(Vector.Load(gates + (3 * row.Slot)));
        Vector<float> c = VectorOperations.MultiplyAdd(f, Vector.Load(row.PreviousCell + unit), i * g);
        Vector<float> tanh = ElementaryFunctions.Tanh(c);
        i.Store(gates);
        f.Store(gates + row.Slot);
        g.Store(gates + (2 * row.Slot));
        o.Store(gates + (3 * row.Slot));
        c.Store(row.Cell + unit);
        tanh.Store(row.CellTanh + unit);
        (o * tanh).Store(row.State + unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in CellRow row, nint unit)
    {
        Vector<float> one = Vector<float>.One;
        float* gates = row.Gates + unit;
        Vector<float> i = Vector.Load(gates);
        Vector<float> f = Vector.Load(gates + row.Slot);
        Vector<float> g = Vector.Load(gates + (2 * row.Slot));
        Vector<float> o = Vector.Load(gates + (3 * row.Slot));
        Vector<float> tanh = Vector.Load(row.CellTanh + unit);
        Vector<float> dh = Vector.Load(row.StateGradient + unit);
        Vector<float> dc = Vector.Load(row.CellGradient + unit) + (dh * o * (one - (tanh * tanh)));
        (dc * g * i * (one - i)).Store(gates);
        (dc * Vector.Load(row.PreviousCell + unit) * f * (one - f)).Store(gates + row.Slot);
        (dc * i * (one - (g * g))).Store(gates + (2 * row.Slot));
        (dh * tanh * o * (one - o)).Store(gates + (3 * row.Slot));
        (dc * f).Store(row.CellGradient + unit);
    }
}

/// <summary>Cho et al. 2014 as in torch, the reset after the product: slots n (its input), r, z, n (its
/// state).</summary>
/// <remarks>
/// n = tanh(x_n + r h_n) with h_n = W_hn h + b_hn, h' = (1 - z) n + z h. With dh the gradient of h': dz = dh (h - n),
/// the sum in n gets ds = dh (1 - z) (1 - n^2), dr = ds h_n, h_n gets ds r, and dh z goes to the step before.
/// </remarks>
internal readonly unsafe struct GruCell : IRecurrentCell
{
    public static int Gates => 3;

    public static int Slots => 4;

    public static int FirstHiddenSlot => 1;

    public static bool HasCell => false;

    public static bool PassesState => true;

    public static int InputSlot(int gate) => (gate + 1) % 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit)
    {
        float* gates = row.Gates + unit;
        Vector<float> r = ElementaryFunctions.Logistic(Vector.Load(gates + row.Slot));
        Vector<float> z = ElementaryFunctions.Logistic(Vector.Load(gates + (2 * row.Slot)));
        Vector<float> hidden = Vector.Load(gates + (3 * row.Slot)) + Vector.Load(row.Bias + (3 * row.Slot) + unit);
        Vector<float> n = ElementaryFunctions.Tanh(VectorOperations.MultiplyAdd(r, hidden, Vector.Load(gates)));
        n.Store(gates);
        r.Store(gates + row.Slot);
        z.Store(gates + (2 * row.Slot));
        hidden.Store(gates + (3 * row.Slot));
        Vector<float> previous = Vector.Load(row.PreviousState + unit);
        VectorOperations.MultiplyAdd(z, previous - n, n).Store(row.State + unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in CellRow row, nint unit)
    {
        Vector<float> one = Vector<float>.One;
        float* gates = row.Gates + unit;
        Vector<float> n = Vector.Load(gates);
        Vector<float> r = Vector.Load(gates + row.Slot);
        Vector<float> z = Vector.Load(gates + (2 * row.Slot));
        Vector<float> hidden = Vector.Load(gates + (3 * row.Slot));
        Vector<float> dh = Vector.Load(row.StateGradient + unit);
        Vector<float> ds = dh * (one - z) * (one - (n * n));
        ds.Store(gates);
        (ds * hidden * r * (one - r)).Store(gates + row.Slot);
        (dh * (Vector.Load(row.PreviousState + unit) - n) * z * (one - z)).Store(gates + (2 * row.Slot));
        (ds * r).Store(gates + (3 * row.Slot));
        (dh * z).Store(row.StateGradient + unit);
    }
}

/// <summary>Elman 1990: h' = f(s) of one sum; its gradient is dh f'(s), computed from h'.</summary>
internal readonly unsafe struct PlainCell<T> : IRecurrentCell
    where T : struct, IActivation
{
    public static int Gates => 1;

    public static int Slots => 1;

    public static int FirstHiddenSlot => 0;

    public static bool HasCell => false;

    public static bool PassesState => false;

    public static int InputSlot(int gate) => gate;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit) =>
        default(T).Value(Vector.Load(row.Gates + unit)).Store(row.State + unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in CellRow row, nint unit) =>
        default(T).Gradient(Vector.Load(row.State + unit), Vector.Load(row.StateGradient + unit))
            .Store(row.Gates + unit);
}
