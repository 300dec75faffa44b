using NormTools.Core.Catalogs;
using NormTools.Core.Threading;

namespace NormTools.Core.Losses;

/// <summary>A loss added up over batches: the sum and its divisor are kept apart, so that the loss of many batches is
/// exactly that of all their samples.</summary>
internal struct LossTotals
{
    public double Sum;

    /// <summary>What the sum is divided by: the number of values, or the sum of their weights.</summary>
    public double Divisor;

    public readonly double MeanLoss => Divisor == 0 ? double.NaN : Sum / Divisor;
}

/// <summary>A batch of outputs with its targets.</summary>
internal unsafe struct LossBatch
{
    /// <summary>[rows, outputs].</summary>
    public float* Output;

    /// <summary>int [rows, targets] where the loss reads classes, else float [rows, targets].</summary>
    public void* Targets;

    /// <summary>The weight of each row, [rows]; null for 1.</summary>
    public float* Weights;

    /// <summary>The steps of each row that count, [rows], where there are outputs for each step; null for all.</summary>
    public int* Lengths;

    /// <summary>[rows, outputs]; may be Output; null for none.</summary>
    public float* Gradient;

    /// <summary>[rows, classes]: the share of each class in each row, where samples were mixed; null where Targets hold
    /// the classes.</summary>
    public float* Shares;

    /// <summary>[rows, targets] in their original unit, where Targets are scaled; otherwise null.</summary>
    public float* UnitTargets;

    /// <summary>What was subtracted from each target before it was divided by its factor; null where UnitTargets
    /// is.</summary>
    public double* TargetOffset;

    public double* TargetFactor;

    public int Rows;

    public int Threads;
}

/// <summary>What a model's outputs mean to a loss: how they are read as classes, probabilities and values.</summary>
internal enum OutputMeaning
{
    /// <summary>Values in the targets' unit.</summary>
    Value,

    /// <summary>Logarithms of values.</summary>
    LogValue,

    /// <summary>The first half are values, the second half their variances.</summary>
    ValueAndVariance,

    /// <summary>One score per class; softmax turns them into probabilities.</summary>
    ClassScore,

    /// <summary>Logarithms of the classes' probabilities.</summary>
    ClassLogProbability,

    /// <summary>One score per yes-or-no decision; the logistic function turns it into a probability.</summary>
    BinaryScore,

    /// <summary>One probability of 1 per decision.</summary>
    BinaryProbability,
}

/// <summary>A loss function; it computes the loss of a batch and the gradient of its mean in one pass.</summary>
internal abstract unsafe class Loss
{
    /// <summary>Rows in one part: the order of summation depends on nothing else.</summary>
    protected const int Part = 32;

    private double[] parts = [];

    /// <summary>All losses by their names.</summary>
    public static Catalog<Loss> Catalog { get; } = new("loss", "UnknownLoss");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same loss, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    public abstract OutputMeaning Meaning { get; }

    /// <summary>Whether targets are read as class numbers (int), or as values (float).</summary>
    public virtual bool ReadsClasses => false;

    /// <summary>Whether it is for classification: class numbers, binary targets, or shares of classes.</summary>
    public bool IsClassification => Meaning is not (OutputMeaning.Value or OutputMeaning.LogValue
        or OutputMeaning.ValueAndVariance);

    /// <summary>Whether targets may be scaled without changing what the loss measures.</summary>
    public virtual bool TakesScaledTargets => !IsClassification && Meaning != OutputMeaning.LogValue;

    /// <summary>Whether targets may be mixtures of two, as those of mixed samples (Mixup, CutMix) are.</summary>
    public virtual bool TakesMixedTargets => true;

    /// <summary>Outputs per row.</summary>
    public int Width { get; private set; }

    /// <summary>Targets per row.</summary>
    public int TargetWidth { get; private set; }

    /// <summary>How outputs and targets belong to the steps of samples that have lengths; null where there are no such
    /// samples, or one output for all steps.</summary>
    public StepLayout? Steps { get; private set; }

    /// <summary>The number of classes; 2 for a binary output.</summary>
    public virtual int Classes => 2;

    /// <summary>Below this many values one thread does all the work.</summary>
    protected virtual int Little => 1 << 14;

    /// <summary>Reads a loss from its specification.</summary>
    /// <exception cref="CoreException">UnknownLoss, UnknownOption, InvalidRunOptions.</exception>
    public static Loss Create(System.Text.Json.JsonElement element)
    {
        Loss loss = Catalog.Create(element, out Arguments read);
        loss.Name = Catalog.Find(element).Name;
        loss.Settings = read.Settings;
        loss.Specification = read.Specification(loss.Name);
        return loss;
    }

    /// <inheritdoc cref="Create"/>
    public static Loss Parse(string json)
    {
        try
        {
            return Create(System.Text.Json.JsonDocument.Parse(json).RootElement);
        }
        catch (System.Text.Json.JsonException failure)
        {
            throw CoreException.Argument("InvalidRunOptions", $"The loss is not JSON: {failure.Message}");
        }
    }

    /// <summary>Checks that outputs and targets fit, and stores their sizes; nothing is ever broadcast.</summary>
    /// <param name="outputShape">The shape of one sample's output.</param>
    /// <param name="targetWidth">Targets per sample.</param>
    /// <param name="data">The name of the data in messages.</param>
    /// <exception cref="CoreException">OutputNotAVector, TargetWidthMismatch.</exception>
    public void Fit(long[] outputShape, long targetWidth, string data)
    {
        Width = (int)outputShape.Aggregate(1L, (product, size) => product * size);
        TargetWidth = (int)targetWidth;
        CheckFit(outputShape, targetWidth, data);
    }

    /// <summary>Takes note that each step of a sample has outputs and targets, which do not count behind the sample's
    /// end.</summary>
    /// <exception cref="CoreException">LossWithoutSteps.</exception>
    public void FitSteps(StepLayout layout, string data)
    {
        if (StepProblem(layout) is string problem)
        {
            throw CoreException.Shape(
                "LossWithoutSteps", $"The samples of the {data} have lengths, and the model has an output for each step: {problem}. "
                    + "LastStep, MeanStep or MaxStep make one output of all steps.");
        }

        Steps = layout;
    }

    /// <summary>What is wrong with a target; null if nothing is. <paramref name="given"/> is text such as "row 3 of the
    /// training data has 7".</summary>
    public abstract CoreException? Objection(double target, string given);

    /// <summary>Counts how often each class occurs in the training data, for balanced weights.</summary>
    public virtual void CountClasses(IEnumerable<int> labels)
    {
    }

    /// <summary>Adds a batch to the totals, and writes the gradient of the batch's mean loss.</summary>
    /// <returns>The batch's mean loss; NaN where no target counts.</returns>
    public double Evaluate(in LossBatch batch, ref LossTotals totals)
    {
        int count = (batch.Rows + Part - 1) / Part;
        if (parts.Length < count)
        {
            parts = new double[count];
        }

        double divisor = Divisor(batch);
        Work work = new() { Loss = this, Batch = batch, Share = 1 / divisor, Parts = parts };
        Workers.Run(ref work, count, (long)batch.Rows * Width < Little ? 1 : batch.Threads);
        double sum = 0;
        foreach (double part in parts.AsSpan(0, count))
        {
            sum += part;
        }

        totals.Sum += sum;
        totals.Divisor += divisor;
        return sum / divisor;
    }

    /// <inheritdoc cref="Fit"/>
    protected abstract void CheckFit(long[] outputShape, long targetWidth, string data);

    /// <summary>Why the loss takes no steps of different numbers; null if it does.</summary>
    protected virtual string? StepProblem(StepLayout layout) => $"{Name} has no steps that do not count";

    /// <summary>The divisor of the sum over a batch.</summary>
    protected virtual double Divisor(in LossBatch batch) => RowWeight(batch);

    /// <summary>The summed loss of some rows; writes their gradient, divided by the batch's divisor.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">One past the last row.</param>
    /// <param name="share">One over the batch's divisor.</param>
    protected abstract double Rows(in LossBatch batch, int first, int end, double share);

    /// <summary>The number of rows in a batch, or the sum of their weights.</summary>
    protected static double RowWeight(in LossBatch batch)
    {
        if (batch.Weights is null)
        {
            return batch.Rows;
        }

        double sum = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            sum += batch.Weights[row];
        }

        return sum;
    }

    protected static CoreException WrongWidth(string wanted, string data, long came, string hint) => CoreException.Shape(
        "TargetWidthMismatch", $"{wanted}, but the {data} has {Plural.Of(came, "target")} a sample.{hint}");

    private struct Work : IParallelWork
    {
        public Loss Loss;
        public LossBatch Batch;
        public double Share;
        public double[] Parts;

        public readonly void Run(int part) =>
            Parts[part] = Loss.Rows(Batch, part * Part, Math.Min(Batch.Rows, (part + 1) * Part), Share);
    }
}
