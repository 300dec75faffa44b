using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>Writes a confusion matrix as a table: a row a true class, a column a predicted one.</summary>
internal static class ConfusionDisplay
{
    private const int LongestName = 12;

    public static string Render(Tensor matrix, string[]? classNames)
    {
        int classes = (int)matrix.Dimensions[0];
        var counts = (long[])matrix.ToArray();
        string[] names = Enumerable.Range(0, classes)
            .Select(i => classNames is not null && i < classNames.Length ? classNames[i] : i.ToString(CultureInfo.InvariantCulture))
            .Select(name => name.Length <= LongestName ? name : name.Substring(0, LongestName - 1) + "…")
            .ToArray();
        int nameWidth = Math.Max(names.Max(name => name.Length), "true".Length);
        int width = Math.Max(counts.Max().ToString(CultureInfo.InvariantCulture).Length, names.Max(name => name.Length));
        var text = new StringBuilder();
        text.Append("true".PadRight(nameWidth)).Append(" | predicted").AppendLine();
        text.Append(new string(' ', nameWidth)).Append(" |");
        foreach (string name in names)
        {
            text.Append(' ').Append(name.PadLeft(width));
        }

        text.Append("  right").AppendLine();
        for (int row = 0; row < classes; row++)
        {
            text.Append(names[row].PadRight(nameWidth)).Append(" |");
            long sum = 0;
            for (int column = 0; column < classes; column++)
            {
                long count = counts[(row * classes) + column];
                sum += count;
                text.Append(' ').Append((count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture)).PadLeft(width));
            }

            double right = sum == 0 ? double.NaN : (double)counts[(row * classes) + row] / sum;
            text.Append("  ").Append(sum == 0 ? "    -" : (100 * right).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5)).AppendLine();
        }

        return text.ToString().TrimEnd();
    }
}
