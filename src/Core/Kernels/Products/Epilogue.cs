using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Activations that a product or convolution can apply to its result while it is still in cache.</summary>
internal enum FusedActivation
{
    None,

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    ReLU,
}

/// <summary>The last steps of a product, once it is summed: a bias is added, then an activation applied.</summary>
/// <remarks>The bias has the product's element type (float or double), and must stay valid during the call.</remarks>
internal readonly unsafe struct Epilogue
{
    private Epilogue(void* bias, bool biasIsARow, FusedActivation activation)
    {
        Bias = bias;
        BiasIsARow = biasIsARow;
        Activation = activation;
    }

    /// <summary>Neither bias nor activation.</summary>
    public static Epilogue None => default;

    /// <summary>The bias, or null for none.</summary>
    public void* Bias { get; }

    /// <summary>True: one value per row of C, [m]. False: one per column, [n].</summary>
    public bool BiasIsARow { get; }

    public FusedActivation Activation { get; }

    public bool IsNone => Bias is null && Activation == FusedActivation.None;

    /// <summary>One bias per column of C, [n] (a linear layer: a column is an output feature), or null.</summary>
    public static Epilogue ColumnBias(void* bias, FusedActivation activation = FusedActivation.None) =>
        new(bias, false, activation);

    /// <summary>One bias per row of C, [m] (a convolution: a row is an output channel), or null.</summary>
    public static Epilogue RowBias(void* bias, FusedActivation activation = FusedActivation.None) =>
        new(bias, true, activation);

    /// <summary>Finishes a block of C in place: rows from <paramref name="top"/>, columns from <paramref
    /// name="first"/>.</summary>
    public void Apply<T>(T* block, nint ldc, int top, int rows, int first, int columns)
        where T : unmanaged, INumber<T>
    {
        if (IsNone)
        {
            return;
        }

        int count = Vector<T>.Count;
        bool rectify = Activation == FusedActivation.ReLU;
        T* columnBias = Bias is null || BiasIsARow ? null : (T*)Bias + first;
        for (int i = 0; i < rows; i++, block += ldc)
        {
            T rowBias = Bias is not null && BiasIsARow ? ((T*)Bias)[top + i] : T.Zero;
            int j = 0;
            for (; j <= columns - count; j += count)
            {
                Vector<T> value = Vector.Load(block + j);
                value += columnBias is null ? new Vector<T>(rowBias) : Vector.Load(columnBias + j);
                Vector.Store(rectify ? Rectify(value) : value, block + j);
            }

            for (; j < columns; j++)
            {
                T value = block[j] + (columnBias is null ? rowBias : columnBias[j]);
                block[j] = rectify && value <= T.Zero ? T.Zero : value;
            }
        }
    }

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    public static Vector<T> Rectify<T>(Vector<T> value) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(value, Vector<T>.Zero), Vector<T>.Zero, value);
}
