using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>The parameters of a recurrent layer's norms, their gradients, and what they keep.</summary>
internal unsafe struct RecurrentNorms
{
    /// <summary>[gates * hidden] of the products with the input and with the state, or of their sums (then there is no
    /// second one); [hidden] of the cell, or null.</summary>
    public float* Input, Hidden, CellScale, CellShift;

    /// <summary>The gradients of the parameters.</summary>
    public float* InputGradient, HiddenGradient, CellScaleGradient, CellShiftGradient;

    public float Eps, ForgetBias;

    /// <summary>Whether the normalised cell is what the next step reads; otherwise only the output sees it.</summary>
    public bool StoresCell;

    /// <summary>[scales, units]: those of the cell, if there is one, then those of the gates, filled up with zeros.</summary>
    public float* Scales;

    /// <summary>[rows, scales, units]: their gradients, row by row, so that their sum has one order.</summary>
    public float* Sums;

    /// <summary>[steps, rows, statistics]: 1 / sqrt(variance + eps) of the cell, of each gate's first product and of each
    /// gate's second.</summary>
    public float* InverseStd;
}

/// <summary>A cell whose sums are made of normalised products.</summary>
internal interface INormedCell : IRecurrentCell
{
    /// <summary>The gates from one on whose products are normalised together.</summary>
    static abstract int Together(int gate);

    /// <summary>Behind all units of a row.</summary>
    static virtual void Finish(in CellRow row)
    {
    }

    /// <summary>Before the gradients of all units of a row.</summary>
    static virtual void BeginBackward(in CellRow row)
    {
    }
}

/// <summary>What the norms of a cell go over.</summary>
internal interface INormPlace
{
    /// <summary>Whether they normalise the sum of both products, gate by gate; otherwise each product, all gates that the
    /// cell names together.</summary>
    static abstract bool IsOfSums { get; }
}

/// <summary>Ba et al. 2016: LN(W_ih x) + LN(W_hh h).</summary>
internal readonly struct NormOfProducts : INormPlace
{
    public static bool IsOfSums => false;
}

/// <summary>LN(W_ih x + W_hh h) of each gate.</summary>
internal readonly struct NormOfGates : INormPlace
{
    public static bool IsOfSums => true;
}

/// <summary>A cell behind layer norms: slots of the cell, then the products.</summary>
/// <remarks>A gate's sum is x^ scale + h^ scale + bias with the normalised products x^ and h^, which stay where the products
/// were. The backward pass puts the products' gradients there.</remarks>
internal readonly unsafe struct NormedCell<TCell, TPlace> : IRecurrentCell
    where TCell : struct, INormedCell
    where TPlace : struct, INormPlace
{
    public static int Gates => TCell.Gates;

    public static int Slots => TCell.Slots + (Products * TCell.Gates);

    public static int FirstHiddenSlot => TCell.FirstHiddenSlot;

    public static bool HasCell => TCell.HasCell;

    public static bool PassesState => TCell.PassesState;

    public static bool IsNormed => true;

    public static int InputProducts => TCell.Slots;

    public static int HiddenProducts =>
        TPlace.IsOfSums ? TCell.Slots : TCell.Slots + TCell.Gates - TCell.FirstHiddenSlot;

    public static int Scales => FirstScale + (Products * TCell.Gates);

    public static int Statistics => 1 + (Products * TCell.Gates);

    private static int Products => TPlace.IsOfSums ? 1 : 2;

    private static int FirstScale => TCell.HasCell ? 2 : 0;

    public static int InputSlot(int gate) => TCell.InputSlot(gate);

    public static void BeforeUnits(in CellRow row)
    {
        nint units = row.Slot;
        for (int gate = 0, count; gate < Gates; gate += count)
        {
            count = TPlace.IsOfSums ? 1 : TCell.Together(gate);
            CellNorm norm = new(count, units, row.Hidden);
            row.InverseStd[1 + gate] = norm.Normalize(Input(row, gate), row.Norms.Eps);
            if (!TPlace.IsOfSums)
            {
                row.InverseStd[1 + Gates + gate] = norm.Normalize(Hidden(row, gate), row.Norms.Eps);
            }
        }

        float* scales = row.Norms.Scales + (FirstScale * units);
        for (int gate = 0; gate < Gates; gate++)
        {
            nint slot = TCell.InputSlot(gate) * units;
            Scale(Input(row, gate), scales + (gate * units), row.Bias + slot, row.Gates + slot, units);
        }

        for (int gate = 0; gate < Gates && !TPlace.IsOfSums; gate++)
        {
            int slot = TCell.FirstHiddenSlot + gate;
            float* sums = row.Gates + (slot * units);
            float* added = RecurrentSlots.IsShared<TCell>(slot) ? sums : null;
            Scale(Hidden(row, gate), scales + ((Gates + gate) * units), added, sums, units);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(in CellRow row, nint unit) => TCell.Forward(row, unit);

    public static void AfterUnits(in CellRow row) => TCell.Finish(row);

    public static void BeforeGradients(in CellRow row) => TCell.BeginBackward(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(in CellRow row, nint unit) => TCell.Backward(row, unit);

    public static void AfterGradients(in CellRow row)
    {
        nint units = row.Slot;
        for (int gate = 0, count; gate < Gates; gate += count)
        {
            count = TPlace.IsOfSums ? 1 : TCell.Together(gate);
            CellNorm norm = new(count, units, row.Hidden);
            nint scale = (FirstScale + gate) * units;
            norm.Backward(
                row.Gates + (TCell.InputSlot(gate) * units), row.Norms.Scales + scale, Input(row, gate),
                row.NormSums + scale, row.InverseStd[1 + gate]);
            if (!TPlace.IsOfSums)
            {
                scale += Gates * units;
                norm.Backward(
                    row.Gates + ((TCell.FirstHiddenSlot + gate) * units), row.Norms.Scales + scale, Hidden(row, gate),
                    row.NormSums + scale, row.InverseStd[1 + Gates + gate]);
            }
        }
    }

    private static float* Input(in CellRow row, int gate) =>
        row.Gates + ((InputProducts + TCell.InputSlot(gate)) * row.Slot);

    private static float* Hidden(in CellRow row, int gate) =>
        row.Gates + ((HiddenProducts + TCell.FirstHiddenSlot + gate) * row.Slot);

    private static void Scale(float* x, float* scale, float* added, float* y, nint units)
    {
        for (nint unit = 0; unit < units; unit += Vector<float>.Count)
        {
            Vector<float> product = Vector.Load(x + unit) * Vector.Load(scale + unit);
            (added is null ? product : product + Vector.Load(added + unit)).Store(y + unit);
        }
    }
}
