using System.Collections;
using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>The command that scales a data set which is split anew, with the steps that prepare it already.</summary>
internal static class ScalingCommand
{
    private const string UsualParts = "Year, Month, DayOfWeek";
    private static readonly string[] Scales = { "Standardize", "MinMaxScale", "MaxAbsScale", "RobustScale" };

    /// <param name="data">The training part.</param>
    /// <param name="target">Whether the target is scaled as well.</param>
    public static string Of(Dataset data, bool target)
    {
        PreprocessingStep[] own = (data.Preprocessor?.Step ?? Array.Empty<PreprocessingStep>()).Where(step => step.Type != TargetScaling.Step).ToArray();
        if (own.All(step => step.Type == "Standardize") && !target)
        {
            return "Split-Dataset -Standardize";
        }

        IEnumerable<string> steps = own.Select(Written);
        steps = own.Any(step => Scales.Contains(step.Type) && step.Arguments["columns"] is null) ? steps : steps.Concat(new[] { "Standardize" });
        return $"Split-Dataset -Preprocessor {{ {string.Join("; ", target ? steps.Concat(new[] { TargetScaling.Step }) : steps)} }}";
    }

    // A step as it may be typed; what it was given beyond the usual stays with who wrote it.
    private static string Written(PreprocessingStep step)
    {
        if (step.Script is not null)
        {
            return $"{step.Type} {{ ... }}";
        }

        var text = new StringBuilder(step.Type);
        foreach (DictionaryEntry argument in step.Arguments)
        {
            string values = string.Join(", ", Values(argument.Value));
            text.Append((string)argument.Key switch
            {
                "strategy" => step.Type == "Impute" ? $" {values}" : $" -Strategy {values}",
                "unknown" when values == "Ignore" => string.Empty,
                "unknown" => $" -Unknown {values}",
                "drop" when values == "None" => string.Empty,
                "drop" => $" -Drop {values}",
                "columns" => $" -Column {values}",
                "parts" when values == UsualParts => string.Empty,
                "parts" => $" -Part {values}",
                "format" => $" -Format {values}",
                "indicator" => " -Indicator",
                "keep_empty" => " -KeepEmpty",
                _ => " ...",
            });
        }

        return text.ToString();
    }

    private static IEnumerable<string> Values(object? value) => Unwrapped.Of(value) switch
    {
        string text => new[] { text.All(char.IsLetterOrDigit) ? text : Text.Quoted(text) },
        IEnumerable list => list.Cast<object?>().SelectMany(Values),
        var other => new[] { Convert.ToString(other, CultureInfo.InvariantCulture)! },
    };
}
