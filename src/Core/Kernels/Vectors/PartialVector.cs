using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Core.Kernels;

/// <summary>The last values of a row as a whole vector, so that they are computed in the same way as all
/// others.</summary>
internal static unsafe class PartialVector
{
    /// <summary>Loads the first <paramref name="count"/> lanes from memory and sets the rest to <paramref
    /// name="filler"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(float* source, int count, float filler)
    {
        if (count >= Vector<float>.Count)
        {
            return Vector.Load(source);
        }

        if (Avx.IsSupported && Vector<float>.Count == Vector256<float>.Count)
        {
            // Reading back a vector that was just written to memory lane by lane stalls the processor.
            Vector<float> there = Vector.AsVectorSingle(Vector.LessThan(Vector<int>.Indices, new Vector<int>(count)));
            Vector<float> read = Avx.MaskLoad(source, there.AsVector256()).AsVector();
            return Vector.ConditionalSelect(there, read, new Vector<float>(filler));
        }

        Vector<float> vector = new(filler);
        float* lanes = (float*)&vector;
        for (int i = 0; i < count; i++)
        {
            lanes[i] = source[i];
        }

        return vector;
    }

    /// <summary>Stores the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<float> vector, float* destination, int count)
    {
        if (count >= Vector<float>.Count)
        {
            vector.Store(destination);
            return;
        }

        float* lanes = (float*)&vector;
        for (int i = 0; i < count; i++)
        {
            destination[i] = lanes[i];
        }
    }
}
