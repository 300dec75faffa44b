using NormTools.Core.Checkpoints;
using NormTools.Core.Losses;

namespace NormTools.Core.Metrics;

/// <summary>What metrics need from a pass over the data.</summary>
[Flags]
internal enum EvidenceNeeds
{
    /// <summary>The confusion matrix.</summary>
    Counts = 1,

    /// <summary>The probability of every class for every sample.</summary>
    Probabilities = 2,

    /// <summary>Predicted and true values.</summary>
    Values = 4,
}

/// <summary>A model's predictions and the true classes or values, gathered batch by batch. All metrics of a pass share
/// it.</summary>
internal sealed partial class MetricEvidence
{
    private readonly EvidenceNeeds needs;
    private readonly Loss? loss;
    private readonly double[] counts;
    private (int Cell, double Weight)[] pending = []; // counts since the mark
    private int pendingCount;
    private (long Count, int Truth, int Probabilities, int Values, int Weights) mark;
    private int rowsBefore; // of the batches that were added
    private double[] row = [];
    private float[] scores = [];

    /// <param name="loss">Determines how outputs are read; <see cref="Loss.Fit"/> has been called.</param>
    /// <param name="needs">What to keep.</param>
    public MetricEvidence(Loss loss, EvidenceNeeds needs)
        : this(Reads(loss) ? loss.Classes : 0, Reads(loss) ? 0 : loss.TargetWidth / (loss.Steps?.Steps ?? 1), needs) => this.loss = loss;

    /// <param name="classes">The number of classes; 0 for values.</param>
    /// <param name="width">Values per sample.</param>
    /// <param name="needs">What to keep.</param>
    public MetricEvidence(int classes, int width, EvidenceNeeds needs)
    {
        Classes = classes;
        Width = width;
        this.needs = needs;
        bool keeps = classes > 0 && Has(EvidenceNeeds.Counts);
        counts = keeps ? new double[(long)classes * classes] : [];
    }

    /// <summary>The number of classes; 0 for values.</summary>
    public int Classes { get; }

    /// <summary>Values per sample.</summary>
    public int Width { get; }

    /// <summary>The number of samples; each step is one where samples have lengths and an output for each step.</summary>
    public long Count { get; private set; }

    /// <summary>The confusion matrix, [classes, classes], rows the true and columns the predicted class;
    /// weighted.</summary>
    public double[] Counts
    {
        get
        {
            foreach ((int cell, double weight) in pending.AsSpan(0, pendingCount))
            {
                counts[cell] += weight;
            }

            pendingCount = 0;
            return counts;
        }
    }

    /// <summary>The true class of each sample.</summary>
    public List<int> Truth { get; } = [];

    /// <summary>[samples, classes].</summary>
    public List<double> Probabilities { get; } = [];

    /// <summary>[samples, width].</summary>
    public List<double> Predicted { get; } = [];

    /// <summary>[samples, width].</summary>
    public List<double> True { get; } = [];

    /// <summary>The weight of each sample; empty if all are 1.</summary>
    public List<double> Weights { get; } = [];

    /// <summary>Whether <see cref="Owners"/> are kept.</summary>
    public bool KeepsOwners { get; init; }

    /// <summary>The row that each entry of <see cref="Truth"/>, or each sample with values, is of; empty where they are not kept.</summary>
    public List<int> Owners { get; } = [];

    /// <summary>Whether a loss's outputs are read as classes.</summary>
    public static bool Reads(Loss loss) => loss.IsClassification;

    /// <summary>Saves what has been gathered, under names with a prefix.</summary>
    public void Save(CheckpointWriter entries, string prefix)
    {
        entries.Add(prefix + "samples", Count);
        entries.Add(prefix + "counts", Counts);
        entries.Add(prefix + "truth", [.. Truth.Select(label => (long)label)]);
        entries.Add(prefix + "probabilities", [.. Probabilities]);
        entries.Add(prefix + "predicted", [.. Predicted]);
        entries.Add(prefix + "true_values", [.. True]);
        entries.Add(prefix + "weights", [.. Weights]);
    }

    /// <summary>Restores what <see cref="Save"/> saved: at most <paramref name="most"/> samples.</summary>
    /// <exception cref="CoreException">NotACheckpoint.</exception>
    public void Restore(CheckpointReader entries, string prefix, long most)
    {
        Clear();
        Count = entries.Integer(prefix + "samples", 0, most);
        double[] read = entries.Numbers(prefix + "counts");
        Truth.AddRange(entries.Integers(prefix + "truth").Select(label => (int)Math.Clamp(label, 0, Math.Max(0, Classes - 1))));
        Probabilities.AddRange(entries.Numbers(prefix + "probabilities"));
        Predicted.AddRange(entries.Numbers(prefix + "predicted"));
        True.AddRange(entries.Numbers(prefix + "true_values"));
        Weights.AddRange(entries.Numbers(prefix + "weights"));
        bool fits = read.Length == counts.Length && Probabilities.Count == (long)Truth.Count * Classes
            && (Truth.Count == 0 || Truth.Count == Count) && Predicted.Count == True.Count
            && (Predicted.Count == 0 || Predicted.Count == Count * Width) && (Weights.Count == 0 || Weights.Count == Count);
        if (!fits)
        {
            throw entries.Invalid($"the entries of \"{prefix}\" for metrics do not fit together");
        }

        read.CopyTo(counts, 0);
    }

    /// <summary>Restores an accuracy from a format 1 checkpoint, which holds only its counts.</summary>
    public void Restore(long right, long samples)
    {
        Clear();
        Count = samples;
        if (counts.Length > 1)
        {
            counts[0] = right;
            counts[1] = samples - right;
        }
    }

    public void Clear()
    {
        Count = 0;
        pendingCount = 0;
        mark = default;
        Array.Clear(counts);
        Truth.Clear();
        Probabilities.Clear();
        Predicted.Clear();
        True.Clear();
        Weights.Clear();
        Owners.Clear();
        rowsBefore = 0;
    }

    /// <summary>Marks the present state, so that what follows can be undone.</summary>
    public void Mark()
    {
        _ = Counts;
        mark = (Count, Truth.Count, Probabilities.Count, Predicted.Count, Weights.Count);
    }

    /// <summary>Undoes what was added since <see cref="Mark"/>.</summary>
    public void GoBack()
    {
        pendingCount = 0;
        Count = mark.Count;
        Truth.RemoveRange(mark.Truth, Truth.Count - mark.Truth);
        Probabilities.RemoveRange(mark.Probabilities, Probabilities.Count - mark.Probabilities);
        Predicted.RemoveRange(mark.Values, Predicted.Count - mark.Values);
        True.RemoveRange(mark.Values, True.Count - mark.Values);
        Weights.RemoveRange(mark.Weights, Weights.Count - mark.Weights);
    }

    /// <summary>As many samples, drawn with replacement. Needs probabilities or values.</summary>
    public MetricEvidence Resample(Random.Generator generator)
    {
        MetricEvidence drawn = new(Classes, Width, needs);
        double[] places = new double[Count];
        generator.Uniform(places);
        double[] probabilities = [.. Probabilities], truths = [.. True], predictions = [.. Predicted];
        foreach (double place in places)
        {
            int i = Math.Min((int)(place * Count), (int)Count - 1);
            double weight = Weights.Count == 0 ? 1 : Weights[i];
            if (Classes > 0)
            {
                drawn.Add(Truth[i], probabilities.AsSpan(i * Classes, Classes), weight);
            }
            else
            {
                drawn.Add(truths.AsSpan(i * Width, Width), predictions.AsSpan(i * Width, Width), weight);
            }
        }

        return drawn;
    }

    /// <summary>Adds a sample of a class.</summary>
    public void Add(int truth, ReadOnlySpan<double> probabilities, double weight = 1)
    {
        Add(truth, Largest(probabilities), weight);
        if (Has(EvidenceNeeds.Probabilities))
        {
            Truth.Add(truth);
            Probabilities.AddRange(probabilities);
        }
    }

    /// <summary>Adds a sample of a class with the class predicted for it.</summary>
    public void Add(int truth, int predicted, double weight = 1)
    {
        Count++;
        AddWeight(weight);
        if (counts.Length > 0)
        {
            Reserve(1);
            pending[pendingCount++] = ((truth * Classes) + predicted, weight);
        }
    }

    /// <summary>Adds a sample with its values.</summary>
    public void Add(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, double weight = 1)
    {
        Count++;
        AddWeight(weight);
        True.AddRange(truth);
        Predicted.AddRange(predicted);
    }

    private static int Largest(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private void Reserve(int count)
    {
        if (pending.Length - pendingCount < count)
        {
            Array.Resize(ref pending, Math.Max(2 * pending.Length, pendingCount + count));
        }
    }

    private void AddWeight(double weight)
    {
        if (weight != 1 || Weights.Count > 0)
        {
            Weights.AddRange(Enumerable.Repeat(1d, (int)Count - 1 - Weights.Count));
            Weights.Add(weight);
        }
    }

    // HasFlag allocates before tiered compilation has optimised it.
    private bool Has(EvidenceNeeds need) => (needs & need) != 0;
}
