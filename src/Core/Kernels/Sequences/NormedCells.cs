using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>An LSTM that shows its normalised cell: slots i, f, g, o, and the normalised cell c^.</summary>
/// <remarks>
/// c' = f c + i g, n = LN(c'), h' = o tanh(n). With dh the gradient of h': do = dh tanh(n) and dn = dh o (1 - tanh(n)^2), which
/// goes through the norm to c'. Where n is what the next step reads, its gradient from there is added to dn, otherwise to dc'.
/// The rest is as in <see cref="LstmCell"/>.
/// </remarks>
internal readonly unsafe struct NormedLstmCell : INormedCell
{
    public static int Gates => 4;

    public static int Slots => 5;

    public static int FirstHiddenSlot => 0;

    public static bool HasCell => true;

    public static bool PassesState => false;

    public static int InputSlot(int gate) => gate;

    public static int Together(int gate) => Gates;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit)
    {
        float* gates = row.Gates + unit;
        Vector<float> i = ElementaryFunctions.Logistic(Vector.Load(gates));
        Vector<float> f = ElementaryFunctions.Logistic(Vector.Load(gates + row.Slot));
        Vector<float> g = ElementaryFunctions.Tanh(Vector.Load(gates + (2 * row.Slot)));
        i.Store(gates);
        f.Store(gates + row.Slot);
        g.Store(gates + (2 * row.Slot));
        ElementaryFunctions.Logistic(Vector.Load(gates + (3 * row.Slot))).Store(gates + (3 * row.Slot));
        Vector<float> c = VectorOperations.MultiplyAdd(f, Vector.Load(row.PreviousCell + unit), i * g);
        c.Store(row.Cell + unit);
        c.Store(gates + (4 * row.Slot));
    }

    public static void Finish(in CellRow row)
    {
        float* normalized = row.Gates + (4 * row.Slot);
        row.InverseStd[0] = new CellNorm(1, row.Slot, row.Hidden).Normalize(normalized, row.Norms.Eps);
        for (nint unit = 0; unit < row.Slot; unit += Vector<float>.Count)
        {
            Vector<float> n = VectorOperations.MultiplyAdd(
                Vector.Load(normalized + unit), Vector.Load(row.Norms.Scales + unit),
                Vector.Load(row.Norms.Scales + row.Slot + unit));
            Vector<float> tanh = ElementaryFunctions.Tanh(n);
            tanh.Store(row.CellTanh + unit);
            (Vector.Load(row.Gates + (3 * row.Slot) + unit) * tanh).Store(row.State + unit);
            if (row.Norms.StoresCell)
            {
                n.Store(row.Cell + unit);
            }
        }
    }

    public static void BeginBackward(in CellRow row)
    {
        CellNorm norm = new(1, row.Slot, row.Hidden);
        float* normalized = row.Gates + (4 * row.Slot);
        Vector<float> plain = Vector<float>.Zero, product = plain;
        for (nint unit = 0; unit < row.Slot; unit += Vector<float>.Count)
        {
            Vector<float> dn = Shown(row, unit);
            Vector<float> x = Vector.Load(normalized + unit);
            float* sums = row.NormSums + unit;
            VectorOperations.MultiplyAdd(dn, x, Vector.Load(sums)).Store(sums);
            (Vector.Load(sums + row.Slot) + dn).Store(sums + row.Slot);
            Vector<float> t = dn * Vector.Load(row.Norms.Scales + unit);
            plain += t;
            product = VectorOperations.MultiplyAdd(t, x, product);
        }

        (Vector<float> mean, Vector<float> slope) = norm.Means(plain, product);
        for (nint unit = 0; unit < row.Slot; unit += Vector<float>.Count)
        {
            Vector<float> t = Shown(row, unit) * Vector.Load(row.Norms.Scales + unit);
            Vector<float> dc = norm.Through(
                t, Vector.Load(normalized + unit), mean, slope, row.InverseStd[0], unit);
            (row.Norms.StoresCell ? dc : dc + Vector.Load(row.CellGradient + unit)).Store(row.CellGradient + unit);
        }
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
        Vector<float> dc = Vector.Load(row.CellGradient + unit);
        (dc * g * i * (one - i)).Store(gates);
        (dc * Vector.Load(row.PreviousCell + unit) * f * (one - f)).Store(gates + row.Slot);
        (dc * i * (one - (g * g))).Store(gates + (2 * row.Slot));
        (Vector.Load(row.StateGradient + unit) * Vector.Load(row.CellTanh + unit) * o * (one - o)).Store(
            gates + (3 * row.Slot));
        (dc * f).Store(row.CellGradient + unit);
    }

    // The gradient of the normalised cell.
    private static Vector<float> Shown(in CellRow row, nint unit)
    {
        Vector<float> tanh = Vector.Load(row.CellTanh + unit);
        Vector<float> dn = Vector.Load(row.StateGradient + unit) * Vector.Load(row.Gates + (3 * row.Slot) + unit)
            * (Vector<float>.One - (tanh * tanh));
        return row.Norms.StoresCell ? dn + Vector.Load(row.CellGradient + unit) : dn;
    }
}

/// <summary>Ba et al. 2016: <see cref="GruCell"/> with r and z normalised together and n alone.</summary>
internal readonly unsafe struct NormedGruCell : INormedCell
{
    public static int Gates => GruCell.Gates;

    public static int Slots => GruCell.Slots;

    public static int FirstHiddenSlot => GruCell.FirstHiddenSlot;

    public static bool HasCell => false;

    public static bool PassesState => true;

    public static int InputSlot(int gate) => GruCell.InputSlot(gate);

    public static int Together(int gate) => gate == 0 ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit) => GruCell.Forward(row, unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in CellRow row, nint unit) => GruCell.Backward(row, unit);
}
