namespace NormTools;

/// <summary>How well a model does on a data set.</summary>
public sealed class ModelTest : IDisplay
{
    /// <summary>Samples.</summary>
    public long Count { get; internal set; }

    /// <summary>The mean loss of a sample.</summary>
    public double Loss { get; internal set; }

    /// <summary>The share of right predictions, 0 to 1; null for a regression.</summary>
    public double? Accuracy { get; internal set; }

    /// <summary>Int64 [classes, classes]: the row is the true class, the column the predicted one; null for a
    /// regression.</summary>
    public Tensor? ConfusionMatrix { get; internal set; }

    /// <summary>The names of the classes.</summary>
    public string[]? ClassNames { get; internal set; }

    /// <summary>The whole confusion matrix as aligned text.</summary>
    public string ConfusionText() =>
        ConfusionMatrix is null ? string.Empty : new ConfusionDisplay(ConfusionMatrix, ClassNames).Matrix();

    /// <summary>Counts, loss, accuracy and the confusion matrix as text.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    private string Render(int width)
    {
        string text = $"{Text.Count(Count, "sample")}, {this}";
        return ConfusionMatrix is null ? text
            : text + Environment.NewLine + Environment.NewLine + new ConfusionDisplay(ConfusionMatrix, ClassNames).Render(width);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        "loss " + Text.Loss(Loss) + (Accuracy is null ? string.Empty : FormattableString.Invariant($", accuracy {Accuracy:0.00 %}"));
}
