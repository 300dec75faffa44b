namespace NormTools.Core.Losses;

/// <summary>The loss of one output for its target, and its derivative by the output.</summary>
internal interface IPointLoss
{
    double Value(float output, float target, int column);

    float Slope(float output, float target, int column);
}

/// <summary>A loss that is the mean over all outputs of all rows; a row's weight applies to each of its
/// outputs.</summary>
internal abstract unsafe class PointLoss<T> : Loss
    where T : struct, IPointLoss
{
    /// <summary>The formula.</summary>
    protected abstract T Point { get; }

    /// <summary>The advice where a row has one target and the model several outputs.</summary>
    protected virtual string HintForOneTarget =>
        " For regression the last Linear needs one output. If the targets are classes, use CrossEntropy with "
        + "-Task Classification of Import-Dataset and New-Dataset.";

    public override OutputMeaning Meaning => OutputMeaning.Value;

    public override CoreException? Objection(double target, string given) => float.IsFinite((float)target)
        ? null
        : CoreException.InvalidData("NotFiniteData", $"{Name} takes finite targets, but {given}.");

    protected override void CheckFit(long[] outputShape, long targetWidth, string data)
    {
        if (targetWidth != Width)
        {
            string hint = targetWidth == 1 ? HintForOneTarget : string.Empty;
            throw WrongWidth($"{Name} takes as many targets as the model has outputs, {Width}", data, targetWidth, hint);
        }
    }

    protected override string? StepProblem(StepLayout layout) => null;

    protected override double Divisor(in LossBatch batch)
    {
        if (batch.Lengths is null || Steps is not StepLayout layout)
        {
            return RowWeight(batch) * Width;
        }

        double steps = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            steps += batch.Lengths[row] * (batch.Weights is null ? 1d : batch.Weights[row]);
        }

        return steps * (Width / layout.Steps);
    }

    protected override double Rows(in LossBatch batch, int first, int end, double share)
    {
        T point = Point;
        StepLayout steps = batch.Lengths is null ? new(1, Width) : Steps ?? new(1, Width);
        float* targets = (float*)batch.Targets;
        double total = 0;
        for (int row = first; row < end; row++)
        {
            float weight = batch.Weights is null ? 1 : batch.Weights[row];
            float factor = (float)share * weight;
            long at = (long)row * Width;
            int length = steps.Steps == 1 ? 1 : batch.Lengths[row];
            double sum = 0;
            for (int column = 0; column < Width; column++)
            {
                if (length < steps.Steps && steps.StepOf(column) >= length)
                {
                    ClearGradient(batch, at + column);
                    continue;
                }

                float output = batch.Output[at + column];
                sum += point.Value(output, targets[at + column], column);
                if (batch.Gradient is not null)
                {
                    batch.Gradient[at + column] = point.Slope(output, targets[at + column], column) * factor;
                }
            }

            total += sum * weight;
        }

        return total;
    }

    private static void ClearGradient(in LossBatch batch, long place)
    {
        if (batch.Gradient is not null)
        {
            batch.Gradient[place] = 0;
        }
    }
}

/// <summary>A loss for yes-or-no decisions, one output each.</summary>
internal abstract class BinaryLoss<T> : PointLoss<T>
    where T : struct, IPointLoss
{
    public override OutputMeaning Meaning => OutputMeaning.BinaryScore;

    public override CoreException? Objection(double target, string given) => target is >= 0 and <= 1
        ? null
        : CoreException.InvalidData(
            "TargetNotBinary", $"{Name} takes targets from 0 to 1, one for each output, but {given}. For more classes "
                + "use CrossEntropy, for values MeanSquaredError.");

    protected override string HintForOneTarget =>
        $" For one output per class use CrossEntropy; {Name} needs a model that ends in a Linear with 1 output.";
}
