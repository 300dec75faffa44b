using NormTools.Native;

namespace NormTools;

/// <content>Conversion to .NET arrays, text and Float32.</content>
public sealed partial class Tensor
{
    /// <summary>The values in row-major order: float[], double[], byte[] or long[].</summary>
    public Array ToArray() => StoppableCall.Run(Count, () =>
    {
        using HandleLease lease = Hold();
        int length = checked((int)Count);
        return DType switch
        {
            DType.Float32 => (Array)ArrayCopy.From<float>(lease.Value, length),
            DType.Float64 => ArrayCopy.From<double>(lease.Value, length),
            DType.UInt8 => ArrayCopy.From<byte>(lease.Value, length),
            _ => ArrayCopy.From<long>(lease.Value, length),
        };
    });

    /// <summary>Nested arrays, one level for each dimension; a single value for a tensor of no dimensions.</summary>
    public object ToNestedArray() => StoppableCall.Run(Count, () =>
    {
        Array flat = ToArray();
        int position = 0;
        int looked = 0;
        return Nest(flat, 0, ref position, ref looked);
    });

    /// <summary>Type and shape, as in "Float32 [3, 3]".</summary>
    public override string ToString() => $"{DType} {Text.Shape(shape)}";

    /// <summary>The values as aligned text, long ones shortened.</summary>
    public string ToDisplayString() => TensorDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => TensorDisplay.Render(this, width);

    /// <summary>The values as Float32, for samples and targets.</summary>
    /// <exception cref="NormToolsException">A finite value would become infinite.</exception>
    internal Tensor ToFloat32(string parameter)
    {
        (long, double, double)? lost = null;
        if (DType == DType.Float64)
        {
            var values = (double[])ToArray();
            lost = LostValues.Find(values, Rank == 0 ? 1 : shape[0]);
            int beyond = Array.FindIndex(values, value => float.IsInfinity((float)value) && !double.IsInfinity(value));
            if (beyond >= 0)
            {
                throw Errors.BeyondFloat32(parameter, values[beyond], beyond / (Count / shape[0]));
            }
        }

        if (DType == DType.Int64)
        {
            lost = LostValues.Find(StopFlag.ConvertAll((long[])ToArray(), value => (double)value), Rank == 0 ? 1 : shape[0]);
        }

        Tensor result = To(DType.Float32);
        result.Lost = lost ?? Lost;
        return result;
    }

    private object Nest(Array flat, int axis, ref int position, ref int looked)
    {
        if (axis == Rank)
        {
            return flat.GetValue(position++)!;
        }

        var items = new object[shape[axis]];
        for (int i = 0; i < items.Length; i++)
        {
            StopFlag.Poll(ref looked);
            items[i] = Nest(flat, axis + 1, ref position, ref looked);
        }

        return items;
    }
}
