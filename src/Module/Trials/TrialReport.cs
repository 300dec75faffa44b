using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>What a trial of a sweep gives in place of a run or a score where it trained and judged one of many models.</summary>
internal sealed class TrialReport
{
    private const string Error = "error", Id = "error_id", Category = "error_category";

    private TrialReport(double value, OrderedDictionary content)
    {
        Value = value;
        Content = content;
    }

    /// <summary>What is shown of it; NaN where there is none.</summary>
    public double Value { get; }

    /// <summary>All of it, as JSON.</summary>
    public OrderedDictionary Content { get; }

    /// <param name="result">What came of the training.</param>
    /// <param name="failure">Why there is no model; null where there is one.</param>
    public static TrialReport Of(ITrialResult result, NormToolsException? failure)
    {
        var content = new OrderedDictionary();
        if (failure is null)
        {
            result.Write(content);
            return new TrialReport(result.Value, content);
        }

        content.Add(Error, failure.Message);
        content.Add(Id, failure.Id);
        content.Add(Category, failure.Category.ToString());
        return new TrialReport(double.NaN, content);
    }

    /// <summary>Fills a result with what another process has written.</summary>
    /// <returns>Why there is no model; null where there is one.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    public static NormToolsException? Read(Dictionary<string, object?> content, ITrialResult result)
    {
        if (content.TryGetValue(Error, out object? message))
        {
            return new NormToolsException((string)content[Id]!, (ErrorCategory)Enum.Parse(typeof(ErrorCategory), (string)content[Category]!), (string)message!);
        }

        result.Read(content);
        return null;
    }

    /// <summary>A real number of it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double Real(Dictionary<string, object?> content, string name) => RunJson.Real(content[name]) ?? throw new FormatException($"'{name}' is no number.");
}
