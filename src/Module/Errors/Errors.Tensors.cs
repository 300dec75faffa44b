namespace NormTools;

/// <content>Of shapes, axes and indices.</content>
internal static partial class Errors
{
    public static NormToolsException Index(long index, int axis, long length) => Invalid(
        "IndexOutOfRange", $"Index {index} is outside axis {axis}, which has {Text.Count(length, "value")}.");

    public static NormToolsException IndexCount(int came, int rank) => Invalid(
        "TooManyIndices", $"{came} indices were given for a tensor of {rank} dimensions.");

    public static NormToolsException NotAnIndex(object? came) => Invalid(
        "InvalidIndex",
        "An index is a whole number, a range as text ('2:10', '::2', ':'), '...' or a list of whole numbers;"
            + $" {Describe(came)} was given.");

    public static NormToolsException MaskLength(long came, int axis, long size) => Invalid(
        "IndexMaskLength",
        $"A list of $true and $false needs one for each position of its axis; {came} were given, and axis {axis} has "
            + $"{size}.");

    public static NormToolsException SeveralLists() => Invalid(
        "SeveralIndexLists",
        "A list of positions can index only one axis at a time; index one after the other: "
            + "$x[(0, 2), ':'][':', (1, 3)].");

    public static NormToolsException SeveralOthers() => Invalid(
        "SeveralEllipses", "'...' stands for all axes that are not named, and can be used only once.");

    public static NormToolsException Step(long step) => Invalid(
        "InvalidStep", $"The step of a slice is at least 1; {step} was given.");

    public static NormToolsException Broadcast(long[] a, long[] b) => Invalid(
        "ShapesDoNotBroadcast", $"The shapes {Text.Shape(a)} and {Text.Shape(b)} cannot be broadcast to one shape.");

    public static NormToolsException AnySize(long[] shape, long[] wanted) => Invalid(
        "ReshapeCountMismatch",
        $"A tensor of shape {Text.Shape(shape)} cannot take the shape {Text.Shape(wanted)}: beside a 0, the -1 could be any size.");

    public static NormToolsException MatricesWanted(long[] a, long[] b) => Invalid(
        "NotMatrices",
        $"MatMul multiplies matrices and vectors; the shapes {Text.Shape(a)} and {Text.Shape(b)} were given.");

    public static NormToolsException InnerSizes(long[] a, long[] b) => Invalid(
        "InnerSizesDiffer",
        $"The shapes {Text.Shape(a)} and {Text.Shape(b)} do not multiply: {a[a.Length - 1]} columns meet {b[0]} rows.");

    public static NormToolsException FloatWanted(string what, DType came) => Invalid(
        "FloatWanted", $"{what} wants Float32 or Float64 tensors, and {came} was given; $t.To('Float32') converts.");

    public static NormToolsException ReshapeCount(long[] from, long[] to) => Invalid(
        "ReshapeCountMismatch", $"A tensor of shape {Text.Shape(from)} cannot take the shape {Text.Shape(to)}: the counts differ.");

    public static NormToolsException SeveralOpenSizes(long[] shape) => Invalid(
        "NegativeDimension", $"The shape {Text.Shape(shape)} has -1 more than once; only one size can be inferred.");

    public static NormToolsException NegativeDimension(long[] shape) => Invalid(
        "NegativeDimension", $"The shape {Text.Shape(shape)} has a negative dimension.");

    public static NormToolsException TooManyElements(long[] shape) => Invalid(
        "TooManyElements", $"A tensor holds at most {int.MaxValue:N0} values; the shape {Text.Shape(shape)} has more.");

    public static NormToolsException RankTooHigh(int rank, int most) => Invalid(
        "RankTooHigh", $"A tensor has at most {most} dimensions; {rank} were given.");

    public static NormToolsException NestedTooDeep(string prefix, int most) => Invalid(
        "RankTooHigh",
        prefix + $"Arrays are nested more than {most} deep, which is the limit (does an array contain "
            + "itself?).");

    public static NormToolsException RepeatedAxis(long axis) => Invalid(
        "RepeatedAxis", $"Axis {axis} was given twice.");

    public static NormToolsException Axis(long axis, int rank) => Invalid(
        "AxisOutOfRange",
        rank == 0 ? $"There is no axis {axis}: a single number has no dimensions."
            : $"Axis {axis} is outside a tensor of {rank} dimensions ({-rank} to {rank - 1}).");

    public static NormToolsException NotOneValue(long[] shape) => Invalid(
        "NotOneValue", $"A tensor of shape {Text.Shape(shape)} is not one value.");
}
