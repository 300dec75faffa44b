using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Texts without a table around them, for a model of texts.</summary>
internal static class TextInput
{
    /// <summary>A row for each text; null where the value is no texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">A text, or a list of texts.</param>
    public static IEnumerable<PSObject>? Rows(Model model, object value)
    {
        if (model.Preprocessor is not { TakesTexts: true, Column.Length: 1 } steps)
        {
            return null;
        }

        object?[]? texts = value is string ? new[] { value }
            : value is IEnumerable list and not IDictionary ? list.Cast<object?>().Select(Unwrapped.Of).ToArray()
            : null;
        return texts is { Length: > 0 } && Array.TrueForAll(texts, text => text is string) ? texts.Select(text => Row(steps.Column[0], (string)text!)) : null;
    }

    /// <summary>The text of such a row.</summary>
    public static string Of(object row) => PSObject.AsPSObject(row).Properties.Select(property => property.Value as string).FirstOrDefault() ?? string.Empty;

    private static PSObject Row(string column, string text)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty(column, text));
        return row;
    }
}
