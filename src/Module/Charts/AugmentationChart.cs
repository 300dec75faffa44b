using System.Collections.Specialized;

namespace NormTools.Charts;

/// <summary>The first augmented samples of a run as a picture: what the model is shown.</summary>
internal static class AugmentationChart
{
    private const int Columns = 4;
    private const int Side = 128;
    private const int Gap = 12;
    private const int Left = 24;

    /// <exception cref="NormToolsException">The run has none, or none that are images.</exception>
    public static string Draw(TrainingRun run, string? title)
    {
        float[] values = run.AugmentedSamples(out int count);
        if (count == 0)
        {
            throw Errors.Data("NothingAugmented", run.Options.Augment.Count == 0
                ? "-Augmentation draws augmented samples, but the run was started without -Augment."
                : "The run has not done a step yet: there are no augmented samples to draw.");
        }

        int[] shape = Array.ConvertAll(run.Model.InputShape, size => (int)size);
        if (shape.Length != 3 || shape[0] is not (1 or 3))
        {
            throw Errors.Data(
                "NotAnImage", "-Augmentation draws images of one channel or three, [channels, height, width], but a sample of the run has "
                    + $"the shape [{string.Join(", ", shape)}].");
        }

        return Draw(values, count, shape, title ?? $"{count} augmented samples as the model sees them", Words(run.Options.Augment));
    }

    private static string Draw(float[] values, int count, int[] shape, string title, IReadOnlyList<string> lines)
    {
        int rows = (count + Columns - 1) / Columns;
        double width = (2 * Left) + (Columns * (Side + Gap)) - Gap;
        var svg = new Svg();
        double top = svg.Heading(Left, title, width) + 12;
        foreach (string line in lines)
        {
            top += 18;
            svg.Text(Left, top, line, fill: Svg.Faint);
        }

        top += 16;
        (float low, float high) = (values.Min(), values.Max());
        for (int i = 0; i < count; i++)
        {
            double x = Left + (i % Columns * (Side + Gap)), y = top + (i / Columns * (Side + Gap));
            svg.Image(x, y, Side, Side, SampleImage.Png(values, i, shape, low, high));
            svg.Box(x - 0.5, y - 0.5, Side + 1, Side + 1, "none", "#ccc");
        }

        return svg.Finish(width, top + (rows * (Side + Gap)) + 12);
    }

    // The names in lines that the picture is wide enough for.
    private static List<string> Words(IReadOnlyList<OrderedDictionary> list)
    {
        const int MostLetters = 84;
        var lines = new List<string> { string.Empty };
        foreach (string name in list.Select(item => (string)item["type"]!))
        {
            string last = lines[lines.Count - 1];
            if (last.Length + name.Length > MostLetters)
            {
                lines.Add(name);
                continue;
            }

            lines[lines.Count - 1] = last.Length == 0 ? name : $"{last}, {name}";
        }

        return lines;
    }
}
