using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>
/// Writes a confusion matrix as a table with a row for each true class and a column for each predicted one; with many
/// classes, only the most frequent confusions.
/// </summary>
internal sealed class ConfusionDisplay
{
    private const int LongestName = 12;
    private const int ShortestName = 4; // of a heading: shorter names cannot be told apart
    private const int MostClasses = 20;
    private const int MostConfusions = 10;

    private readonly int classes;
    private readonly ConfusionCounts counts;
    private readonly string[] names;

    public ConfusionDisplay(Tensor matrix, string[]? classNames)
    {
        counts = new ConfusionCounts(matrix);
        classes = counts.Classes;
        names = Enumerable.Range(0, classes)
            .Select(i => classNames is not null && i < classNames.Length ? classNames[i] : i.ToString(CultureInfo.InvariantCulture))
            .ToArray();
    }

    /// <summary>The whole matrix.</summary>
    public string Matrix() => Matrix(LongestName);

    /// <summary>The matrix if it is readable at that width, else the most frequent confusions.</summary>
    public string Render(int width)
    {
        int digits = Digits;
        int widest = names.Max(Text.Width);
        int rowName = Math.Max(Math.Min(widest, LongestName), "true".Length);
        int room = ((width - 1 - rowName - "  |  right".Length) / classes) - 1;
        int least = Math.Max(digits, Math.Min(widest, ShortestName));
        return classes <= MostClasses && room >= least ? Matrix(Math.Min(room, LongestName)) : Confusions();
    }

    private static string Short(string name, int length)
    {
        if (Text.Width(name) <= length)
        {
            return name;
        }

        while (Text.Width(name) >= length)
        {
            name = name.Substring(0, name.Length - 1);
        }

        return name + "…";
    }

    private string Matrix(int longest)
    {
        string[] headings = names.Select(name => Short(Text.Shown(name), longest)).ToArray();
        string[] rowNames = names.Select(name => Short(Text.Shown(name), LongestName)).ToArray();
        int nameWidth = Math.Max(rowNames.Max(Text.Width), "true".Length);
        int width = Math.Max(Digits, headings.Max(Text.Width));
        var text = new StringBuilder();
        text.Append("true".PadRight(nameWidth)).Append(counts.AreWeights ? " | predicted, by weight" : " | predicted").AppendLine();
        text.Append(new string(' ', nameWidth)).Append(" |");
        foreach (string name in headings)
        {
            text.Append(' ').Append(Text.PadLeft(name, width));
        }

        text.Append("  right").AppendLine();
        for (int row = 0; row < classes; row++)
        {
            text.Append(Text.PadRight(rowNames[row], nameWidth)).Append(" |");
            for (int column = 0; column < classes; column++)
            {
                double count = counts.Cells[(row * classes) + column];
                text.Append(' ').Append((count == 0 ? "." : counts.Written(count)).PadLeft(width));
            }

            double sum = counts.Sum(row);
            double right = counts.Cells[(row * classes) + row] / sum;
            text.Append("  ").Append(sum == 0 ? "    -" : (100 * right).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5)).AppendLine();
        }

        return text.ToString().TrimEnd();
    }

    private string Confusions()
    {
        int[] wrong = Enumerable.Range(0, counts.Cells.Length)
            .Where(cell => cell / classes != cell % classes && counts.Cells[cell] > 0)
            .OrderByDescending(cell => counts.Cells[cell])
            .ToArray();
        string whole = $"The matrix of {classes} classes: property ConfusionMatrix; as text: ConfusionText().";
        if (wrong.Length == 0)
        {
            return $"No class was mistaken for another one.{Environment.NewLine}{whole}";
        }

        var table = new TextTable("True", "Predicted", counts.AreWeights ? ">Weight" : ">Count", ">Of the class");
        foreach (int cell in wrong.Take(MostConfusions))
        {
            double share = counts.Cells[cell] / counts.Sum(cell / classes);
            table.Add(
                Short(Text.Shown(names[cell / classes]), 2 * LongestName),
                Short(Text.Shown(names[cell % classes]), 2 * LongestName),
                counts.Grouped(counts.Cells[cell]),
                FormattableString.Invariant($"{share:0.0 %}"));
        }

        string title = wrong.Length > MostConfusions
            ? $"The {MostConfusions} most frequent of {wrong.Length} confusions"
            : Text.Count(wrong.Length, "confusion");
        return string.Join(Environment.NewLine, title + ":", string.Empty, table, string.Empty, whole);
    }

    private int Digits => counts.Written(counts.Cells.Max()).Length;
}
