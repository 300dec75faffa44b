using NormTools.Native;

namespace NormTools;

/// <summary>How many inputs feed one output of a weight, and how many outputs one input feeds.</summary>
public sealed class WeightFan
{
    private WeightFan(long[] shape, long fanIn, long fanOut)
    {
        Shape = shape;
        FanIn = fanIn;
        FanOut = fanOut;
    }

    /// <summary>The weight's shape, [out, in, kernel...].</summary>
    public long[] Shape { get; }

    /// <summary>The inputs (in) times the size of the kernel.</summary>
    public long FanIn { get; }

    /// <summary>The outputs (out) times the size of the kernel.</summary>
    public long FanOut { get; }

    /// <summary>The mean of both, which Xavier's initialisation uses.</summary>
    public double FanAverage => (FanIn + (double)FanOut) / 2;

    /// <summary>The fan that a layer declares of its weight.</summary>
    internal static WeightFan Declared(long[] shape, long fanIn, long fanOut) => new WeightFan(shape, fanIn, fanOut);

    internal static WeightFan Of(long[] shape)
    {
        TensorShape.Check(shape);
        NativeMethods.WeightFan(shape, shape.Length, out double fanIn, out double fanOut).ThrowIfFailed();
        return new WeightFan((long[])shape.Clone(), (long)fanIn, (long)fanOut);
    }
}
