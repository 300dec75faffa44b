using NormTools.Core.Kernels;

namespace NormTools.Core.Abi;

/// <summary>Reads the shapes of convolutions and poolings from lists of numbers.</summary>
internal static unsafe class Geometry
{
    private const int Fields = 6; // of an axis

    public static ConvolutionShape Convolution(long* numbers, int rank)
    {
        ConvolutionAxis Axis(int fromLast)
        {
            int axis = rank - 1 - fromLast;
            long* of = numbers + 4 + (axis * Fields);
            return axis < 0
                ? ConvolutionAxis.One
                : ConvolutionAxis.Of(Int(of[0]), Int(of[1]), Int(of[2]), Int(of[3]), Int(of[4]), Int(of[5]));
        }

        CheckRank(rank);
        ConvolutionShape shape = new(
            Int(numbers[0]), Int(numbers[1]), Int(numbers[2]), Int(numbers[3]), Axis(2), Axis(1), Axis(0));
        Check.Count(shape.Batch, shape.Channels, shape.Depth.Input, shape.Height.Input, shape.Width.Input);
        Check.Count(shape.Batch, shape.Filters, shape.Depth.Output, shape.Height.Output, shape.Width.Output);
        Check.Count(shape.Filters, shape.ChannelsPerGroup, shape.Depth.Kernel, shape.Height.Kernel, shape.Width.Kernel);
        return shape;
    }

    public static PoolingShape Pooling(long* numbers, int rank)
    {
        PoolingAxis Axis(int fromLast)
        {
            int axis = rank - 1 - fromLast;
            long* of = numbers + 1 + (axis * Fields);
            return axis < 0
                ? PoolingAxis.One
                : PoolingAxis.Of(Int(of[0]), Int(of[1]), Int(of[2]), Int(of[3]), Int(of[4]), of[5] != 0);
        }

        CheckRank(rank);
        PoolingShape shape = new(Int(numbers[0]), Axis(2), Axis(1), Axis(0));
        Check.Count(shape.Planes, shape.Depth.Input, shape.Height.Input, shape.Width.Input);
        Check.Count(shape.Planes, shape.Depth.Output, shape.Height.Output, shape.Width.Output);
        return shape;
    }

    private static int Int(long value) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw CoreException.Argument("NegativeDimension", $"A size must be 0 to {int.MaxValue}: {value} was given.");

    private static void CheckRank(int rank)
    {
        if (rank is < 1 or > 3)
        {
            throw CoreException.Argument("UnknownRank", $"There are one to three spatial axes: {rank} were given.");
        }
    }
}
