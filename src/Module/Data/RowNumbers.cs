namespace NormTools;

/// <summary>Numbers that New-Dataset takes beside the samples, one for each row.</summary>
internal static class RowNumbers
{
    /// <exception cref="NormToolsException">SampleWeightLength, InvalidSampleWeight.</exception>
    public static Tensor? Weights(Tensor? given, long rows)
    {
        if (given is null)
        {
            return null;
        }

        given.ThrowIfDisposed();
        if (given.Count != rows)
        {
            throw Errors.Invalid(
                "SampleWeightLength", $"-SampleWeight takes a number for each of the {rows} rows, but {given.Count} were given.");
        }

        Tensor weights = given.ToFloat32("SampleWeight").Reshape(rows);
        float[] values = (float[])weights.ToArray();
        int wrong = Array.FindIndex(values, weight => !(weight >= 0 && weight <= float.MaxValue));
        return wrong < 0
            ? weights
            : throw Errors.Invalid(
                "InvalidSampleWeight",
                FormattableString.Invariant($"-SampleWeight: weights are 0 or more, but row {wrong} has {values[wrong]}."));
    }

    /// <param name="given">A length for each row; null for none.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="shape">The shape of a row, whose first dimension are its steps.</param>
    /// <exception cref="NormToolsException">SequenceLengthCount, InvalidSequenceLength.</exception>
    public static Tensor? Lengths(Tensor? given, long rows, long[] shape)
    {
        if (given is null)
        {
            return null;
        }

        given.ThrowIfDisposed();
        if (given.Count != rows)
        {
            throw Errors.Invalid(
                "SequenceLengthCount", $"-SequenceLength takes a number for each of the {rows} rows, but {given.Count} were given.");
        }

        long steps = shape[0];
        var values = (double[])given.To(DType.Float64).ToArray();
        int wrong = Array.FindIndex(values, length => !(length >= 1 && length <= steps && length == Math.Floor(length)));
        return wrong < 0
            ? TensorReader.Read(Array.ConvertAll(values, length => (long)length), DType.Int64)
            : throw Errors.Invalid(
                "InvalidSequenceLength",
                FormattableString.Invariant($"-SequenceLength: row {wrong} has {values[wrong]}, but a row of the shape {Text.Shape(shape)} has 1 ")
                    + $"to {Text.Count(steps, "step")}. Leave rows without a step out, and cut longer ones.");
    }
}
