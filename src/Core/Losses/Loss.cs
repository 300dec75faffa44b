namespace NormTools.Core.Losses;

/// <summary>What a loss adds up over batches.</summary>
internal struct LossTotals
{
    /// <summary>The sum over the rows of each row's loss.</summary>
    public double Loss;

    /// <summary>Rows whose largest output is the target's.</summary>
    public long Correct;

    public long Rows;

    public readonly double MeanLoss => Rows == 0 ? double.NaN : Loss / Rows;

    public readonly double Accuracy => Rows == 0 ? double.NaN : (double)Correct / Rows;
}

/// <summary>The mean over a batch of what its outputs cost, with its gradient in the same pass.</summary>
internal abstract unsafe class Loss
{
    /// <summary>All losses, by their numbers at the boundary.</summary>
    public static IReadOnlyList<string> Names { get; } = ["CrossEntropy", "MeanSquaredError"];

    public abstract string Name { get; }

    /// <summary>Whether targets are class numbers (int, one a row) or values (float, one an output).</summary>
    public abstract bool IsClassification { get; }

    /// <exception cref="CoreException">UnknownLoss.</exception>
    public static Loss Create(string name) => name switch
    {
        "CrossEntropy" => new CrossEntropyLoss(),
        "MeanSquaredError" => new MeanSquaredErrorLoss(),
        _ => throw CoreException.Argument(
            "UnknownLoss", $"There is no loss \"{name}\". There are {string.Join(", ", Names)}."),
    };

    /// <inheritdoc cref="Create(string)"/>
    public static Loss Create(int number) => number >= 0 && number < Names.Count
        ? Create(Names[number])
        : throw CoreException.Argument(
            "UnknownLoss", $"There is no loss number {number}. There are 0 to {Names.Count - 1}.");

    /// <summary>Adds a batch to the totals, and writes the gradient of the batch's mean loss.</summary>
    /// <param name="output">[rows, width].</param>
    /// <param name="targets">int [rows] for a classification, float [rows, width] else.</param>
    /// <param name="gradient">[rows, width]; may be output; null for none.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="width">Outputs of a row.</param>
    /// <param name="threads">Threads at most.</param>
    /// <param name="totals">Added to.</param>
    /// <returns>The batch's mean loss.</returns>
    public abstract double Evaluate(
        float* output, void* targets, float* gradient, int rows, int width, int threads, ref LossTotals totals);
}
