using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Preprocessors and tables as JSON, in the form documented at the exports.</summary>
internal static class PreprocessorDocument
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document, along with what is computed from it.</summary>
    public static string Describe(Preprocessor preprocessor) => Write(json =>
    {
        json.WriteStartObject("document");
        WriteDocument(json, preprocessor);
        json.WriteEndObject();
        json.WriteBoolean("fitted", preprocessor.Columns is not null);
        json.WriteString("type", preprocessor.Type == DType.Float64 ? "float64" : "float32");
        json.WriteNumber("rows", preprocessor.Rows);
        WriteColumns(json, "columns", preprocessor.Columns ?? []);
        WriteColumns(json, "outputs", preprocessor.Outputs);
        json.WriteBoolean("invertible", preprocessor.Steps.All(step => step.HasInverse));
        if (preprocessor.Steps is [ScalingStep scaling])
        {
            json.WriteNumbers("offset", scaling.Offsets);
            json.WriteNumbers("factor", scaling.Factors);
        }

        json.WriteTexts("notes", preprocessor.Steps.SelectMany(step => step.Notes));
        json.WriteStartArray("steps");
        foreach (PreprocessingStep step in preprocessor.Steps)
        {
            json.WriteStartObject();
            json.WriteString("type", step.Type);
            json.WriteStartArray("learnt");
            foreach ((string column, string text) in preprocessor.Columns is null ? [] : step.Describe())
            {
                json.WriteStartObject();
                json.WriteString("column", column);
                json.WriteString("text", text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>A prepared table, apart from its values.</summary>
    public static string Describe(PreparedTable table) => Write(json =>
    {
        json.WriteNumber("rows", table.Rows);
        json.WriteStartArray("columns");
        for (int i = 0; i < table.Columns.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", table.Columns[i].Name);
            if (table.Columns[i].IsText)
            {
                json.WriteTexts("texts", table.Texts[i] ?? []);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (table.Lengths is { } lengths)
        {
            json.WriteNumbers("lengths", lengths.Select(length => (double)length));
        }

        json.WriteTexts("ignored", table.Ignored);
        json.WriteStartArray("unknown");
        foreach ((UnknownValue value, long count) in table.Unknown)
        {
            json.WriteStartObject();
            json.WriteString("column", value.Column);
            json.WriteString("value", value.Value);
            json.WriteString("kind", value.Kind.ToString());
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("beyond");
        foreach ((string column, BeyondTraining found) in table.Beyond.OrderBy(entry => Array.FindIndex(table.Columns, made => made.Name == entry.Key))
            .ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("column", column);
            json.WriteNumbers("value", double.IsFinite(found.Value) ? [found.Value] : []);
            json.WriteNumbers("seen", found.Seen.IsEmpty ? [] : [found.Seen.Least, found.Seen.Largest]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("refused");
        foreach ((int row, CoreException failure) in table.Refused)
        {
            json.WriteStartObject();
            json.WriteNumber("row", row);
            json.WriteString("id", failure.Id);
            json.WriteString("message", failure.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteDocument(Utf8JsonWriter json, Preprocessor preprocessor)
    {
        if (preprocessor.Columns is ColumnInfo[] columns)
        {
            json.WriteString("type", preprocessor.Type == DType.Float64 ? "float64" : "float32");
            json.WriteNumber("rows", preprocessor.Rows);
            WriteColumns(json, "columns", columns);
        }

        if (preprocessor.First != 1)
        {
            json.WriteNumber("first", preprocessor.First);
        }

        json.WriteStartArray("steps");
        foreach (PreprocessingStep step in preprocessor.Steps)
        {
            json.WriteStartObject();
            foreach (JsonProperty argument in step.Told.EnumerateObject().Where(item => item.Name != StepArguments.LearntName))
            {
                argument.WriteTo(json);
            }

            if (preprocessor.Columns is not null)
            {
                json.WriteStartObject(StepArguments.LearntName);
                step.WriteLearnt(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteColumns(Utf8JsonWriter json, string name, ColumnInfo[] columns)
    {
        json.WriteStartArray(name);
        foreach (ColumnInfo column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("kind", column.IsText ? "text" : "number");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
