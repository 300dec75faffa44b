using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.BCEWithLogitsLoss, and BCELoss where the outputs are probabilities.</summary>
/// <remarks>
/// With z a score, y its target and p the weight of positives: (1 - y) z + (1 + (p - 1) y)(ln(1 + e^-|z|) + max(-z, 0)).
/// As d ln(1 + e^-z) / dz = -s(-z) with s the logistic function, the slope is (1 - y) - (1 + (p - 1) y) s(-z). For
/// probabilities q: -(p y ln q + (1 - y) ln(1 - q)) with logarithms clamped to at least -100. The mean is over all
/// outputs, whatever their weights.
/// </remarks>
internal sealed class BinaryCrossEntropyLoss : BinaryLoss<BinaryCrossEntropyLoss.Formula>
{
    private readonly bool fromScores;
    private readonly bool isBalanced;
    private readonly double[]? weight;
    private double[]? positiveWeight;

    public BinaryCrossEntropyLoss(Arguments arguments)
    {
        fromScores = arguments.Flag("from_logits", true);
        (positiveWeight, isBalanced) = arguments.Weights("pos_weight");
        weight = arguments.Numbers("weight", 0);
    }

    public override OutputMeaning Meaning => fromScores ? OutputMeaning.BinaryScore : OutputMeaning.BinaryProbability;

    protected override Formula Point =>
        new() { FromScores = fromScores, Positive = positiveWeight, Weight = weight };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "BinaryCrossEntropy", "two classes, or several yes-or-no answers: one output each",
        arguments => new BinaryCrossEntropyLoss(arguments));

    /// <summary>Balanced: the positives get the same total weight as the negatives.</summary>
    public override void CountClasses(IEnumerable<int> labels)
    {
        if (isBalanced)
        {
            long[] counts = ClassLoss.Count(labels, 2);
            positiveWeight = [counts[1] == 0 ? 1 : (double)counts[0] / counts[1]];
        }
    }

    protected override void CheckFit(long[] outputShape, long targetWidth, string data)
    {
        base.CheckFit(outputShape, targetWidth, data);
        CheckCount("pos_weight", positiveWeight);
        CheckCount("weight", weight);
        if (isBalanced && Width != 1)
        {
            throw CoreException.Argument(
                "InvalidRunOptions", "Balanced weights of BinaryCrossEntropy need a single output; for several give "
                    + "one pos_weight for each.");
        }
    }

    private void CheckCount(string name, double[]? values)
    {
        if (values is not null && values.Length != 1 && values.Length != Width)
        {
            throw CoreException.Argument(
                "InvalidRunOptions", $"The loss {Name}: {name} has to be one number or {Width}, one for each output, but "
                    + $"{values.Length} were given.");
        }
    }

    internal struct Formula : IPointLoss
    {
        public bool FromScores;
        public double[]? Positive;
        public double[]? Weight;

        public readonly double Value(float output, float target, int column)
        {
            double factor = At(Weight, column);
            double positive = At(Positive, column);
            if (!FromScores)
            {
                double yes = target == 0 ? 0 : positive * target * Math.Max(Math.Log(output), -100);
                double no = target == 1 ? 0 : (1 - target) * Math.Max(Math.Log(1 - output), -100);
                return -factor * (yes + no);
            }

            double pull = 1 + ((positive - 1) * target);
            double tail = Math.Log(1 + Math.Exp(-Math.Abs((double)output))) + Math.Max(-output, 0);
            return factor * (((1 - target) * (double)output) + (pull * tail));
        }

        public readonly float Slope(float output, float target, int column)
        {
            double factor = At(Weight, column);
            double positive = At(Positive, column);
            if (!FromScores)
            {
                double q = output;
                double slope = ((1 - target) * q) - (positive * target * (1 - q));
                return (float)(factor * slope / Math.Max((1 - q) * q, 1e-12));
            }

            double pull = 1 + ((positive - 1) * target);
            return (float)(factor * (1 - target - (pull / (1 + Math.Exp(output)))));
        }

        private static double At(double[]? values, int column) =>
            values is null ? 1 : values[values.Length == 1 ? 0 : column];
    }
}
