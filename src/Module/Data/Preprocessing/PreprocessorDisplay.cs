using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>Writes preprocessors as text.</summary>
internal static class PreprocessorDisplay
{
    private const int MostLines = 40;

    public static string Render(Preprocessor preprocessor, int width)
    {
        var text = new StringBuilder("Preprocessor: ");
        if (!preprocessor.IsFitted)
        {
            text.Append("not fitted");
            foreach (PreprocessingStep step in preprocessor.Step)
            {
                text.AppendLine();
                WrappedText.Append(text, "  ", step.ToString(), 4, width);
                text.Length -= Environment.NewLine.Length;
            }

            return text.ToString();
        }

        text.AppendLine($"{Text.Count(preprocessor.Column.Length, "column")} {(preprocessor.Column.Length == 1 ? "becomes" : "become")} {preprocessor.Output.Length}, "
            + $"fitted on {Text.Count(preprocessor.RowCount, "row")}");
        PreprocessorStepState[] states = preprocessor.States().ToArray();
        var table = new TextTable(">#", "Step", "Column", "Learnt");
        foreach (PreprocessorStepState state in states.Take(MostLines))
        {
            table.Add(
                state.Number.ToString(CultureInfo.InvariantCulture),
                state.Step,
                Text.Shorten(state.Column ?? string.Empty),
                state.Learnt ?? string.Empty);
        }

        text.AppendLine().Append(table.ToString(width, 2, 3));
        if (states.Length > MostLines)
        {
            text.AppendLine().Append($"  and {states.Length - MostLines:N0} more lines: Get-Preprocessor gives all");
        }

        return text.ToString();
    }
}
