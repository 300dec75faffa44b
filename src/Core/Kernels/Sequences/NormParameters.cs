namespace NormTools.Core.Kernels;

/// <summary>The parameters of a recurrent layer's norms: spread to the slots' widths, and their gradients gathered.</summary>
internal static unsafe class NormParameters
{
    /// <summary>Fills the scales, and adds what opens the forget gate to its bias.</summary>
    public static void Spread<TCell>(in RecurrentShape shape, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        Span<float> all = new(own.Norms.Scales, TCell.Scales * shape.Units);
        all.Clear();
        float* next = own.Norms.Scales;
        if (TCell.HasCell)
        {
            next = SpreadOne(shape, own.Norms.CellScale, 1, next);
            next = SpreadOne(shape, own.Norms.CellShift, 1, next);
            float* forget = own.Bias + (TCell.InputSlot(1) * shape.Units);
            for (int unit = 0; unit < shape.Hidden; unit++)
            {
                forget[unit] += own.Norms.ForgetBias;
            }
        }

        next = SpreadOne(shape, own.Norms.Input, shape.Gates, next);
        if (own.Norms.Hidden is not null)
        {
            SpreadOne(shape, own.Norms.Hidden, shape.Gates, next);
        }
    }

    public static void ClearSums<TCell>(in RecurrentCall call, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        int width = TCell.Scales * call.Shape.Units;
        for (int row = 0; row < call.Rows; row++)
        {
            new Span<float>(own.Norms.Sums + ((nint)row * width), width).Clear();
        }
    }

    /// <summary>Adds the rows up, in the memory of the bias, and gives each parameter its part.</summary>
    public static void Gradients<TCell>(in RecurrentCall call, in RecurrentDirection own)
        where TCell : struct, IRecurrentCell
    {
        RecurrentShape shape = call.Shape;
        ColumnSums.Of(own.Norms.Sums, own.Bias, call.Rows, TCell.Scales * shape.Units, call.Threads);
        float* next = own.Bias;
        if (TCell.HasCell)
        {
            next = Gather(shape, own.Norms.CellScaleGradient, 1, next);
            next = Gather(shape, own.Norms.CellShiftGradient, 1, next);
        }

        next = Gather(shape, own.Norms.InputGradient, shape.Gates, next);
        if (own.Norms.HiddenGradient is not null)
        {
            Gather(shape, own.Norms.HiddenGradient, shape.Gates, next);
        }
    }

    private static float* SpreadOne(in RecurrentShape shape, float* parameter, int gates, float* to)
    {
        for (int gate = 0; gate < gates && parameter is not null; gate++)
        {
            new ReadOnlySpan<float>(parameter + (gate * shape.Hidden), shape.Hidden).CopyTo(
                new(to + (gate * shape.Units), shape.Hidden));
        }

        return to + (gates * shape.Units);
    }

    private static float* Gather(in RecurrentShape shape, float* gradient, int gates, float* from)
    {
        for (int gate = 0; gate < gates && gradient is not null; gate++)
        {
            new ReadOnlySpan<float>(from + (gate * shape.Units), shape.Hidden).CopyTo(
                new(gradient + (gate * shape.Hidden), shape.Hidden));
        }

        return from + (gates * shape.Units);
    }
}
