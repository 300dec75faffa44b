using NormTools.Core.Catalogs;
using NormTools.Core.Threading;

namespace NormTools.Core.Losses;

/// <summary>What a loss adds up over batches: a sum and what it is divided by are carried apart, so that the loss of
/// many batches is exactly that of all their samples.</summary>
internal struct LossTotals
{
    public double Sum;

    /// <summary>What the sum is divided by: values, or their weights.</summary>
    public double Divisor;

    public readonly double MeanLoss => Divisor == 0 ? double.NaN : Sum / Divisor;
}

/// <summary>A batch of outputs with what they should have been.</summary>
internal unsafe struct LossBatch
{
    /// <summary>[rows, outputs].</summary>
    public float* Output;

    /// <summary>int [rows, targets] where the loss reads classes, else float [rows, targets].</summary>
    public void* Targets;

    /// <summary>How much each row counts, [rows]; null for 1.</summary>
    public float* Weights;

    /// <summary>[rows, outputs]; may be Output; null for none.</summary>
    public float* Gradient;

    /// <summary>[rows, classes]: how much of each class is in each row, where samples of several were mixed; null where Targets say
    /// it.</summary>
    public float* Shares;

    /// <summary>[rows, targets] in their unit, where Targets are scaled; else null.</summary>
    public float* UnitTargets;

    /// <summary>What was taken from each target before it was divided by its factor; null where UnitTargets is.</summary>
    public double* TargetOffset;

    public double* TargetFactor;

    public int Rows;

    public int Threads;
}

/// <summary>What a model's outputs are for a loss: how they are read as classes, probabilities and values.</summary>
internal enum OutputMeaning
{
    /// <summary>Values in the targets' unit.</summary>
    Value,

    /// <summary>Logarithms of values.</summary>
    LogValue,

    /// <summary>The first half are values, the second half says how sure they are.</summary>
    ValueAndVariance,

    /// <summary>One score a class; softmax makes probabilities of them.</summary>
    ClassScore,

    /// <summary>Logarithms of the classes' probabilities.</summary>
    ClassLogProbability,

    /// <summary>One score a decision between 0 and 1; the logistic function makes a probability of it.</summary>
    BinaryScore,

    /// <summary>The probability of 1, one a decision.</summary>
    BinaryProbability,
}

/// <summary>What the outputs of a batch cost, with the gradient of its mean in the same pass.</summary>
internal abstract unsafe class Loss
{
    /// <summary>Rows of one part: the order of summing depends on it alone.</summary>
    protected const int Part = 32;

    private double[] parts = [];

    /// <summary>All losses by their names.</summary>
    public static Catalog<Loss> Catalog { get; } = new("loss", "UnknownLoss");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same one, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    public abstract OutputMeaning Meaning { get; }

    /// <summary>Whether targets are read as class numbers (int), or as values (float).</summary>
    public virtual bool ReadsClasses => false;

    /// <summary>Whether it is a loss of classes: class, binary, or shares of classes.</summary>
    public bool IsClassification => Meaning is not (OutputMeaning.Value or OutputMeaning.LogValue
        or OutputMeaning.ValueAndVariance);

    /// <summary>Whether targets may be scaled: what it says of scaled values is as good as what it says of the values.</summary>
    public virtual bool TakesScaledTargets => !IsClassification && Meaning != OutputMeaning.LogValue;

    /// <summary>Whether targets may be mixtures of two, as those of mixed samples are.</summary>
    public virtual bool TakesMixedTargets => true;

    /// <summary>Outputs of a row.</summary>
    public int Width { get; private set; }

    /// <summary>Targets of a row.</summary>
    public int TargetWidth { get; private set; }

    /// <summary>Classes that an output distinguishes: 2 where it is binary.</summary>
    public virtual int Classes => 2;

    /// <summary>Below so many values one thread does all.</summary>
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

    /// <summary>Makes sure that outputs and targets belong together, and takes note of their sizes: nothing is ever
    /// broadcast.</summary>
    /// <param name="outputShape">Of a sample.</param>
    /// <param name="targetWidth">Targets of a sample.</param>
    /// <param name="data">What messages call the data.</param>
    /// <exception cref="CoreException">OutputNotAVector, TargetWidthMismatch.</exception>
    public void Fit(long[] outputShape, long targetWidth, string data)
    {
        Width = (int)outputShape.Aggregate(1L, (product, size) => product * size);
        TargetWidth = (int)targetWidth;
        CheckFit(outputShape, targetWidth, data);
    }

    /// <summary>What is wrong with a target, behind "row 3 of the training data has 7"; null if nothing is.</summary>
    public abstract CoreException? Objection(double target, string given);

    /// <summary>Takes note of how often each class occurs in the training data.</summary>
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

    /// <summary>What the sum over a batch is divided by.</summary>
    protected virtual double Divisor(in LossBatch batch) => RowWeight(batch);

    /// <summary>The loss of some rows, and their gradient, divided.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    /// <param name="share">One over the batch's divisor.</param>
    protected abstract double Rows(in LossBatch batch, int first, int end, double share);

    /// <summary>The rows of a batch, or the sum of their weights.</summary>
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
