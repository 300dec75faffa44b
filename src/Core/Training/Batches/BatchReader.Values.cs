using System.Numerics;

namespace NormTools.Core.Training;

/// <remarks>The values of a sample: as they are stored, and scaled.</remarks>
internal sealed unsafe partial class BatchReader
{
    /// <summary>Writes the features of a stored row as they are, [features].</summary>
    public void Stored(long row, float* destination) => Convert(row * FeatureWidth, destination, FeatureWidth);

    private void Convert(long at, float* destination, int width)
    {
        switch ((DType)view.FeatureDType)
        {
            case DType.Float32:
                new ReadOnlySpan<float>((float*)view.Features + at, width).CopyTo(new Span<float>(destination, width));
                break;
            case DType.UInt8:
                Widen((byte*)view.Features + at, destination, width);
                break;
            case DType.Float64:
                for (int i = 0; i < width; i++)
                {
                    destination[i] = (float)((double*)view.Features)[at + i];
                }

                break;
            default:
                for (int i = 0; i < width; i++)
                {
                    destination[i] = ((long*)view.Features)[at + i];
                }

                break;
        }
    }

    private static void Widen(byte* source, float* destination, int width)
    {
        int i = 0;
        int quarter = Vector<float>.Count;
        for (; i <= width - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.Load(source + i), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Vector.ConvertToSingle(Vector.AsVectorInt32(first)).Store(destination + i);
            Vector.ConvertToSingle(Vector.AsVectorInt32(second)).Store(destination + i + quarter);
            Vector.ConvertToSingle(Vector.AsVectorInt32(third)).Store(destination + i + (2 * quarter));
            Vector.ConvertToSingle(Vector.AsVectorInt32(fourth)).Store(destination + i + (3 * quarter));
        }

        for (; i < width; i++)
        {
            destination[i] = source[i];
        }
    }

    /// <summary>Scales the values of a sample if the data has a scale.</summary>
    /// <remarks>Rounded twice, never fused, so that every instruction level sees the same samples.</remarks>
    public void Scale(float* values)
    {
        int width = view.ScaleCount == 0 ? 0 : FeatureWidth;
        bool single = view.ScaleCount == 1;
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> scale = single ? new Vector<float>(*view.Scale) : Vector.Load(view.Scale + i);
            Vector<float> shift = single ? new Vector<float>(*view.Shift) : Vector.Load(view.Shift + i);
            ((Vector.Load(values + i) * scale) + shift).Store(values + i);
        }

        for (; i < width; i++)
        {
            values[i] = (values[i] * view.Scale[single ? 0 : i]) + view.Shift[single ? 0 : i];
        }
    }
}
