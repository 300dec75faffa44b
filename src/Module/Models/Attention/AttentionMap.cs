using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>What the steps of one sample read of each other in a layer of attention.</summary>
public sealed class AttentionMap : IDisplay
{
    private const string Shades = " .:-=+*#%@";
    private const int LongestWord = 16;
    private const int MostRows = 48;

    private readonly float[] mean; // [steps, steps]

    internal AttentionMap(string layer, long row, string[] step, Tensor weight)
    {
        Layer = layer;
        Row = row;
        Step = step;
        Weight = weight;
        HeadCount = weight.Dimensions[0];
        var values = (float[])weight.ToArray();
        mean = new float[step.Length * step.Length];
        for (int i = 0; i < values.Length; i++)
        {
            mean[i % mean.Length] += values[i] / HeadCount;
        }

        Entropy = Enumerable.Range(0, (int)HeadCount).Select(head => EntropyOf(values, head * mean.Length, step.Length)).ToArray();
    }

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>The number of the sample, counted from 0.</summary>
    public long Row { get; }

    /// <summary>The steps: words of a text, or numbers from 1.</summary>
    public string[] Step { get; }

    /// <summary>The number of heads.</summary>
    public long HeadCount { get; }

    /// <summary>Float32 [heads, queries, keys]: how much of each key's value a query takes; each row sums to 1.</summary>
    public Tensor Weight { get; }

    /// <summary>The mean of the heads, [queries, keys].</summary>
    public Tensor Mean => TensorReader.Read((float[])mean.Clone(), DType.Float32).Reshape(Step.Length, Step.Length);

    /// <summary>Of each head how evenly it reads: the entropy as a share of the largest. 1: every step reads all alike; 0: each reads a
    /// single one.</summary>
    public double[] Entropy { get; }

    /// <summary>The mean of the heads as a picture of characters.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"layer {Layer}, sample {Row}: {Text.Count(HeadCount, "head")}, {Text.Count(Step.Length, "step")}");

    private static double EntropyOf(float[] weights, int start, int steps)
    {
        bool isCausal = steps > 1 && Enumerable.Range(0, steps * steps).All(i => i % steps <= i / steps || weights[start + i] == 0);
        double sum = 0;
        int queries = 0;
        for (int query = isCausal ? 1 : 0; query < steps && steps > 1; query++, queries++)
        {
            double entropy = 0;
            for (int key = 0; key < steps; key++)
            {
                double weight = weights[start + (query * steps) + key];
                entropy -= weight > 0 ? weight * Math.Log(weight) : 0;
            }

            sum += entropy / Math.Log(isCausal ? query + 1 : steps);
        }

        return queries == 0 ? 0 : sum / queries;
    }

    private static string Shorten(string word)
    {
        string shown = Text.Shown(word);
        if (Text.Width(shown) <= LongestWord)
        {
            return shown;
        }

        while (Text.Width(shown) >= LongestWord)
        {
            shown = shown.Substring(0, shown.Length - (char.IsLowSurrogate(shown[shown.Length - 1]) && shown.Length > 1 ? 2 : 1));
        }

        return shown + "~";
    }

    // A row a query, a column a key, darker for more.
    private string Render(int width)
    {
        string[] words = Array.ConvertAll(Step, Shorten);
        int label = 4 + words.Max(word => Text.Width(word));
        int steps = Step.Length;
        int cell = label + 3 + (2 * steps) < width ? 2 : 1;
        int columns = Math.Max(1, Math.Min(steps, (width - label - 4) / cell));
        int rows = Math.Min(steps, MostRows);
        float most = mean.Max();
        var text = new StringBuilder();
        WrappedText.Append(
            text, $"Attention of layer {Layer}, sample {Row.ToString(CultureInfo.InvariantCulture)}",
            " (" + (HeadCount == 1 ? "its one head" : FormattableString.Invariant($"the mean of {HeadCount} heads")) + "; a row reads, a column is read; "
            + FormattableString.Invariant($"@ is {most:0.00}; entropy {string.Join(" ", Entropy.Select(entropy => entropy.ToString("0.00", CultureInfo.InvariantCulture)))})"), 2, width);
        text.AppendLine();
        foreach (int digit in columns > 9 ? new[] { 10, 1 } : new[] { 1 })
        {
            text.Append(' ', label + 2);
            for (int key = 1; key <= columns; key++)
            {
                string number = key >= digit ? (key / digit % 10).ToString(CultureInfo.InvariantCulture) : " ";
                text.Append(number.PadLeft(cell));
            }

            text.AppendLine();
        }

        for (int query = 0; query < rows; query++)
        {
            text.Append((query + 1).ToString(CultureInfo.InvariantCulture).PadLeft(3)).Append(' ').Append(words[query])
                .Append(' ', label - 4 - Text.Width(words[query])).Append(" |");
            for (int key = 0; key < columns; key++)
            {
                double share = most > 0 ? mean[(query * steps) + key] / most : 0;
                text.Append(Shades[(int)Math.Round(share * (Shades.Length - 1))].ToString().PadLeft(cell));
            }

            text.AppendLine("|");
        }

        string[] left = new[] { rows < steps ? $"{steps - rows} rows" : null, columns < steps ? $"{steps - columns} columns" : null }.OfType<string>().ToArray();
        return left.Length == 0 ? text.ToString().TrimEnd() : text.Append($"  {string.Join(" and ", left)} more: Export-TrainingChart draws all").ToString();
    }
}
