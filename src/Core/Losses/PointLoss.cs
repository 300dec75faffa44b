namespace NormTools.Core.Losses;

/// <summary>What one output costs beside its target, and how that changes with the output.</summary>
internal interface IPointLoss
{
    double Value(float output, float target, int column);

    float Slope(float output, float target, int column);
}

/// <summary>A loss that is the mean over all outputs of all rows; a row's weight counts for each of its
/// outputs.</summary>
internal abstract unsafe class PointLoss<T> : Loss
    where T : struct, IPointLoss
{
    /// <summary>The formula.</summary>
    protected abstract T Point { get; }

    /// <summary>The way out where a row has one target and the model several outputs.</summary>
    protected virtual string HintForOneTarget =>
        " A last Linear of one output takes a quantity. Where they are classes, CrossEntropy is for them, and "
        + "-Task Classification of Import-Dataset and New-Dataset says that they are.";

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

    protected override double Divisor(in LossBatch batch) => RowWeight(batch) * Width;

    protected override double Rows(in LossBatch batch, int first, int end, double share)
    {
        T point = Point;
        float* targets = (float*)batch.Targets;
        double total = 0;
        for (int row = first; row < end; row++)
        {
            float weight = batch.Weights is null ? 1 : batch.Weights[row];
            float factor = (float)share * weight;
            long at = (long)row * Width;
            double sum = 0;
            for (int column = 0; column < Width; column++)
            {
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
}

/// <summary>A loss of decisions between 0 and 1, one output each.</summary>
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
        $" For classes with one output each use CrossEntropy; {Name} wants a model that ends in Linear 1.";
}
