using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Steps in order and, once fitted, the columns they were fitted on.</summary>
/// <remarks>Immutable: <see cref="Fit"/> returns a new one. Several threads may apply it at once.</remarks>
internal sealed class Preprocessor
{
    private readonly string json;
    private readonly PreprocessingStep[] steps;

    /// <param name="json">
    /// <c>{"steps":[{"type":"Standardize"}]}</c>, or the document of a fitted one.
    /// </param>
    /// <exception cref="CoreException">InvalidPreprocessor, and what <see cref="StepCatalog"/> refuses.</exception>
    public Preprocessor(string json)
    {
        this.json = json;
        JsonElement root = Parse(json);
        First = root.TryGetProperty("first", out JsonElement first) ? Number(first) : 1;
        steps = root.TryGetProperty("steps", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? StepCatalog.CreateAll(list, First)
            : throw Invalid("it has no list of \"steps\"");
        if (!root.TryGetProperty("columns", out JsonElement columns))
        {
            return;
        }

        Columns = ReadColumns(columns);
        Type = root.TryGetProperty("type", out JsonElement type) && type.ValueEquals("float64") ? DType.Float64 : DType.Float32;
        Rows = root.TryGetProperty("rows", out JsonElement rows) && rows.TryGetInt64(out long count) ? count : 0;
        Outputs = steps.Aggregate(Columns, (infos, step) => step.Bind(infos));
    }

    public IReadOnlyList<PreprocessingStep> Steps => steps;

    /// <summary>The number of the first step in messages: steps of another preprocessor may come before.</summary>
    public int First { get; }

    /// <summary>The input columns; null until fitted.</summary>
    public ColumnInfo[]? Columns { get; private set; }

    /// <summary>The output columns.</summary>
    public ColumnInfo[] Outputs { get; private set; } = [];

    /// <summary>The type of the training rows' numbers; other rows are rounded to it first.</summary>
    public DType Type { get; private set; }

    /// <summary>The number of rows it was fitted on.</summary>
    public long Rows { get; private set; }

    /// <summary>The same steps, fitted on a table.</summary>
    /// <exception cref="CoreException">NoRows, and what the steps refuse.</exception>
    public Preprocessor Fit(TableSource table)
    {
        if (table.Rows == 0)
        {
            throw CoreException.InvalidData("NoRows", "No rows were given: there is nothing to learn from.");
        }

        Preprocessor fitted = new(json)
        {
            Columns = [.. table.Names.Select((name, i) => new ColumnInfo(name ?? DefaultName(i), table.Texts[i] is not null))],
            Type = table.Type == DType.Float64 ? DType.Float64 : DType.Float32,
            Rows = table.Rows,
        };
        ColumnInfo[] infos = fitted.Columns;
        int ofSteps = Array.FindIndex(fitted.steps, step => step.GivesSteps);
        for (int i = 0; i < fitted.steps.Length; i++)
        {
            if (ofSteps >= 0 && i > ofSteps && fitted.steps[i] is not ScaleTargetStep)
            {
                throw CoreException.Argument(
                    "StepBehindWords", $"{fitted.steps[i].Subject} stands behind {fitted.steps[ofSteps].Subject}, and the numbers of words are no quantities: nothing is to change them.");
            }

            fitted.steps[i].Fit(new TrainingRows(table, fitted.Columns, fitted.steps[..i], infos));
            ColumnInfo[] made = fitted.steps[i].Bind(infos);
            RefuseTwins(infos, made, fitted.steps[i].Subject);
            infos = made;
            if (fitted.steps[i] is ScalingStep { ChangesNothing: true } idle && fitted.steps[..i].Any(step => step is ScalingStep))
            {
                idle.Notes.Add($"{idle.Subject} changes nothing: a step before it has scaled the columns already.");
            }
        }

        if (fitted.steps.Any(step => step.MayRefuseRows))
        {
            new TrainingRows(table, fitted.Columns, fitted.steps, infos).Try();
        }

        fitted.Outputs = infos;
        return fitted;
    }

    /// <summary>Applies the steps to rows; with <paramref name="inverse"/>, recovers the input from the
    /// output.</summary>
    public void Transform(Frame rows, bool inverse)
    {
        if (!inverse)
        {
            Array.ForEach(steps, step => step.Apply(rows));
            return;
        }

        for (int i = steps.Length - 1; i >= 0; i--)
        {
            steps[i].Invert(rows);
        }
    }

    // Columns are known by their names from here on: two of one name would be taken for each other.
    private static void RefuseTwins(ColumnInfo[] came, ColumnInfo[] made, string subject)
    {
        string? twice = made.GroupBy(info => info.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is null)
        {
            return;
        }

        string name = Excerpt.Of(twice), quoted = "'" + name.Replace("'", "''", StringComparison.Ordinal) + "'";
        bool isThere = Array.Exists(came, info => info.Name == twice);
        throw CoreException.InvalidData(
            "DuplicateColumn",
            isThere
                ? $"{subject} makes a column '{name}', and there is one of that name already. Import-Dataset -ExcludeProperty {quoted} leaves that one out; another name for it: "
                    + $"Import-Csv FILE | Select-Object *, @{{ Name = 'OTHER'; Expression = {{ $_.{quoted} }} }} -ExcludeProperty {quoted} | Import-Dataset."
                : $"{subject} makes two columns '{name}' of columns whose names and values put together are the same: give one of them another name, as in "
                    + "Import-Csv FILE | Select-Object *, @{ Name = 'OTHER'; Expression = { $_.COLUMN } } -ExcludeProperty COLUMN | Import-Dataset.");
    }

    public static string DefaultName(int place) => FormattableString.Invariant($"Column{place + 1}");

    private static JsonElement Parse(string json)
    {
        try
        {
            JsonElement root = JsonDocument.Parse(json).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw Invalid("it is no object");
        }
        catch (JsonException failure)
        {
            throw Invalid(failure.Message);
        }
    }

    private static int Number(JsonElement first) =>
        first.ValueKind == JsonValueKind.Number && first.TryGetInt32(out int number) && number is > 0 and < 1 << 20
            ? number
            : throw Invalid("\"first\" is no step's number");

    private static ColumnInfo[] ReadColumns(JsonElement columns)
    {
        if (columns.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("\"columns\" is no list");
        }

        return [.. columns.EnumerateArray().Select(column => new ColumnInfo(
            column.ValueKind == JsonValueKind.Object
                && column.TryGetProperty("name", out JsonElement name)
                && name.ValueKind == JsonValueKind.String
                    ? name.GetString()!
                    : throw Invalid("a column has no name"),
            column.TryGetProperty("kind", out JsonElement kind) && kind.ValueEquals("text")))];
    }

    private static CoreException Invalid(string problem) =>
        CoreException.Read("InvalidPreprocessor", $"This is no preprocessor: {problem}.");
}
