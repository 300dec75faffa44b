using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Categories given to a step: one list for all its columns, or one per column.</summary>
internal sealed class GivenCategories
{
    private readonly object[]? all;
    private readonly Dictionary<string, object[]> each = new(StringComparer.OrdinalIgnoreCase);

    public GivenCategories(JsonElement? value, StepArguments arguments)
    {
        if (value is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (JsonProperty property in map.EnumerateObject())
            {
                each[property.Name] = Read(property.Value, arguments);
            }
        }
        else if (value is JsonElement list)
        {
            all = Read(list, arguments);
        }
    }

    /// <summary>The categories of a column in order; null if they are to be learnt.</summary>
    public object[]? Of(string column) => each.GetValueOrDefault(column, all!);

    /// <summary>A column's name as it is typed.</summary>
    public static string Line(string column) => column.Length > 0 && column.All(c => char.IsLetterOrDigit(c) || c == '_') && column.Any(char.IsLetter) ? column
        : "'" + column.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <exception cref="CoreException">A list is for a column that the step does not take.</exception>
    public void Check(IEnumerable<string> columns, string subject)
    {
        HashSet<string> known = new(columns, StringComparer.OrdinalIgnoreCase);
        if (each.Keys.FirstOrDefault(name => !known.Contains(name)) is string name)
        {
            throw CoreException.NotFound(
                "ColumnNotFound",
                $"{subject}: categories are given for '{Excerpt.Of(name)}', which is none of its columns ({NamedColumns.List(known)}).");
        }
    }

    private static object[] Read(JsonElement list, StepArguments arguments) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? [.. list.EnumerateArray().Select(item => item.ValueKind switch
            {
                JsonValueKind.String => item.GetString()!,
                JsonValueKind.Number => (object)item.GetDouble(),
                _ => throw arguments.Invalid("categories", "have to be texts or numbers"),
            })]
            : throw arguments.Invalid("categories", "have to be a list of texts or numbers, or one list a column");
}
