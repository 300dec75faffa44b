using System.Globalization;

namespace NormTools.Core.Losses;

/// <summary>A classification loss. The first axis of an output holds the classes; any further axes are positions, each
/// with a target of its own, as in torch.</summary>
/// <remarks>
/// Each class has a weight; the mean divides by the sum of the targets' weights, as in torch. Targets with the ignored
/// number cost nothing and are not counted. Where a loss takes shares of the classes instead of class numbers, there
/// are as many as outputs, and the mean is over the rows, whatever the weights.
/// </remarks>
internal abstract unsafe partial class ClassLoss : Loss
{
    private readonly bool isBalanced;
    private readonly double[]? givenWeights;
    private float[]? classWeights;
    private int classes;
    private int positions = 1;

    protected ClassLoss(Arguments arguments, string weightName = "weight")
    {
        (givenWeights, isBalanced) = arguments.Weights(weightName);
        Ignored = (int)(arguments.IntegerOrNull("ignore_index", -100, int.MinValue, int.MaxValue) ?? -100);
        classWeights = givenWeights is null ? null : [.. givenWeights.Select(weight => (float)weight)];
    }

    public override OutputMeaning Meaning => OutputMeaning.ClassScore;

    public override bool ReadsClasses => !IsSoft;

    public override int Classes => classes;

    /// <summary>The class number that is ignored.</summary>
    public int Ignored { get; }

    /// <summary>Whether targets are shares of the classes.</summary>
    protected bool IsSoft { get; private set; }

    /// <summary>Whether a row has several positions, each with a target.</summary>
    public bool IsPlacewise => positions > 1;

    /// <summary>Whether shares of the classes can be targets.</summary>
    protected virtual bool TakesShares => false;

    /// <summary>The class weights; empty for none.</summary>
    protected ReadOnlySpan<float> ClassWeights => classWeights;

    protected override int Little => 1 << 11;

    /// <summary>How often each class occurs.</summary>
    public static long[] Count(IEnumerable<int> labels, int classes)
    {
        long[] counts = new long[classes];
        foreach (int label in labels.Where(label => label >= 0 && label < classes))
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>Balanced weights: n / (number of classes that occur * count of the class).</summary>
    public override void CountClasses(IEnumerable<int> labels)
    {
        if (isBalanced)
        {
            long[] counts = Count(labels, classes);
            double share = (double)counts.Sum() / counts.Count(count => count > 0);
            classWeights = [.. counts.Select(count => count == 0 ? 0 : (float)(share / count))];
        }
    }

    public override CoreException? Objection(double target, string given)
    {
        if (IsSoft)
        {
            return target >= 0 && double.IsFinite(target)
                ? null
                : CoreException.InvalidData(
                    "TargetNegative", $"{Name} takes class numbers or shares of the classes, but {given}.");
        }

        if (target != Math.Floor(target) || !double.IsFinite(target))
        {
            return CoreException.InvalidData(
                "LabelNotInteger", $"{Name} takes whole class numbers, but {given}. For values use MeanSquaredError.");
        }

        return (target >= 0 && target < classes) || target == Ignored
            ? null
            : CoreException.InvalidData(
                "LabelOutOfRange",
                $"The model has {classes} outputs, so classes are 0 to {classes - 1}, but {given}. A last Linear "
                + "with one output per class takes them; for regression use -Task Regression of Import-Dataset or "
                + "New-Dataset.");
    }

    protected override void CheckFit(long[] outputShape, long targetWidth, string data)
    {
        classes = outputShape.Length == 0 ? 1 : (int)outputShape[0];
        positions = Width / Math.Max(classes, 1);
        IsSoft = TakesShares && targetWidth == Width && positions == 1 && classes > 1;
        if (classes < 2)
        {
            throw CoreException.Shape(
                "OutputNotAVector",
                $"{Name} takes one output per class, but the model has 1 output per sample. For two classes with one "
                + "output add -Loss BinaryCrossEntropy, for more classes use a Linear with one output per class. For "
                + "regression, use -Task Regression of Import-Dataset and New-Dataset, and MeanSquaredError.");
        }

        if (!IsSoft && targetWidth != positions && targetWidth == 1)
        {
            throw CoreException.Shape(
                "OutputNotAVector",
                $"{Name} takes one output per class, [classes], but the model's output has the shape "
                    + $"[{string.Join(", ", outputShape)}] per sample. A Flatten before the last layer, or after it, "
                    + "makes a vector of it.");
        }

        if (!IsSoft && targetWidth != positions)
        {
            string wanted = positions == 1 ? "one class number per sample" : $"{positions} class numbers per sample";
            string shares = TakesShares && positions == 1 ? $", or {classes} shares of the classes" : string.Empty;
            throw WrongWidth($"{Name} takes {wanted}{shares}", data, targetWidth, string.Empty);
        }

        if (givenWeights is not null && givenWeights.Length != classes)
        {
            throw CoreException.Argument(
                "InvalidRunOptions",
                $"The loss {Name}: weight has to be {classes} numbers, one for each class, but "
                    + $"{givenWeights.Length.ToString(CultureInfo.InvariantCulture)} were given.");
        }
    }

    protected override string? StepProblem(StepLayout layout) =>
        IsSoft ? $"{Name} of shares of the classes has no steps that do not count"
        : layout.Steps * layout.Inner == Width ? $"{Name} takes the classes first and then the steps, so that Permute 2, 1 ends the model"
        : null;

    protected override double Divisor(in LossBatch batch)
    {
        if (IsSoft)
        {
            return RowWeight(batch);
        }

        if (batch.Shares is not null)
        {
            return MixedDivisor(batch);
        }

        int* targets = (int*)batch.Targets;
        if (IsPlain(batch))
        {
            return batch.Rows - new ReadOnlySpan<int>(targets, batch.Rows).Count(Ignored);
        }

        double sum = 0;
        for (int i = 0; i < batch.Rows * positions; i++)
        {
            double weight = batch.Weights is null ? 1 : batch.Weights[i / positions];
            sum += targets[i] == Ignored ? 0 : weight * WeightOf(targets[i]);
        }

        return sum;
    }

    protected override double Rows(in LossBatch batch, int first, int end, double share)
    {
        if (batch.Shares is not null)
        {
            return MixedRows(batch, first, end, share);
        }

        double total = 0;
        if (positions > 1)
        {
            float[] rented = new float[classes];
            fixed (float* x = rented)
            {
                for (int sample = first * positions; sample < end * positions; sample++)
                {
                    total += Position(batch, sample, x, share);
                }
            }

            return total;
        }

        for (int row = first; row < end; row++)
        {
            float* x = batch.Output + ((long)row * classes);
            float* gradient = batch.Gradient is null ? null : batch.Gradient + ((long)row * classes);
            double weight = batch.Weights is null ? 1 : batch.Weights[row];
            total += IsSoft
                ? Shares(x, (float*)batch.Targets + ((long)row * classes), gradient, weight, weight * share)
                : Target(x, ((int*)batch.Targets)[row], gradient, weight, share);
        }

        return total;
    }

    /// <summary>The loss of one sample and its gradient.</summary>
    /// <param name="x">[classes].</param>
    /// <param name="target">The class.</param>
    /// <param name="gradient">[classes], may be x; null for none.</param>
    /// <param name="factor">The factor on the gradient.</param>
    /// <returns>The loss, without the target's weight.</returns>
    protected abstract double Sample(float* x, int target, float* gradient, double factor);

    /// <summary>The loss of one sample, including the target's weight.</summary>
    /// <param name="x">[classes].</param>
    /// <param name="target">The class.</param>
    /// <param name="gradient">[classes], may be x; null for none.</param>
    /// <param name="weight">The row's weight.</param>
    /// <param name="share">One over the batch's divisor.</param>
    protected virtual double Weighted(float* x, int target, float* gradient, double weight, double share)
    {
        weight *= WeightOf(target);
        return weight * Sample(x, target, gradient, weight * share);
    }

    /// <summary>As <see cref="Sample"/>, for shares of the classes; includes the class weights.</summary>
    protected virtual double Shares(float* x, float* target, float* gradient, double weight, double factor) => 0;

    /// <summary>Whether each row has one target, all with the same weight.</summary>
    protected bool IsPlain(in LossBatch batch) =>
        classWeights is null && batch.Weights is null && batch.Shares is null && !IsSoft && positions == 1;

    protected float WeightOf(int target) => classWeights is null ? 1 : classWeights[target];

    private double Target(float* x, int target, float* gradient, double weight, double share)
    {
        if (target == Ignored)
        {
            if (gradient is not null)
            {
                new Span<float>(gradient, classes).Clear();
            }

            return 0;
        }

        return Weighted(x, target, gradient, weight, share);
    }

    // The values of one position are a stride apart.
    private double Position(in LossBatch batch, int sample, float* x, double share)
    {
        long at = ((long)(sample / positions) * Width) + (sample % positions);
        for (int i = 0; i < classes; i++)
        {
            x[i] = batch.Output[at + ((long)i * positions)];
        }

        double weight = batch.Weights is null ? 1 : batch.Weights[sample / positions];
        int target = ((int*)batch.Targets)[sample];
        double loss = Target(x, target, batch.Gradient is null ? null : x, weight, share);
        for (int i = 0; batch.Gradient is not null && i < classes; i++)
        {
            batch.Gradient[at + ((long)i * positions)] = x[i];
        }

        return loss;
    }
}
