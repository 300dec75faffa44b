using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using NormTools.Core.Data;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>The categories of one column: texts or numbers in order, and possibly the missing value as the
/// last.</summary>
internal sealed class CategoryList
{
    private readonly Dictionary<double, int> numbers = [];
    private readonly Dictionary<string, int> texts = new(StringComparer.Ordinal);
    private readonly TextMap<int[]> map;
    private readonly Lazy<LikeText> alike;

    private CategoryList(string name, bool isText, object[] values, bool hasMissing)
    {
        (Name, IsText, Values, HasMissing) = (name, isText, values, hasMissing);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is string text ? !texts.TryAdd(text, i) : !numbers.TryAdd((double)values[i], i))
            {
                throw CoreException.Argument("DuplicateName", $"The category '{Excerpt.Of(Label(i))}' of column '{Excerpt.Of(name)}' is named twice.");
            }
        }

        map = new(all => Array.ConvertAll(all, text => texts.GetValueOrDefault(text, -1)));
        alike = new(() => new LikeText(values.OfType<string>()));
    }

    public string Name { get; }

    public bool IsText { get; }

    /// <summary>Texts, or numbers as doubles.</summary>
    public object[] Values { get; }

    /// <summary>Whether a missing value is a category, too: the last one.</summary>
    public bool HasMissing { get; }

    public int Count => Values.Length + (HasMissing ? 1 : 0);

    /// <summary>The category as text.</summary>
    public string Label(int category) => category == Values.Length ? "missing"
        : Values[category] as string ?? ((double)Values[category]).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The categories of a column: those given, or those that occur, sorted.</summary>
    /// <param name="column">The column.</param>
    /// <param name="given">The categories in order; null to learn them.</param>
    /// <param name="takesMissing">Whether a missing value is a category where the column has one.</param>
    public static CategoryList Of(FrameColumn column, object[]? given, bool takesMissing)
    {
        bool hasMissing = takesMissing && TensorPrimitives.IsNaNAny<double>(column.Values);
        if (given is not null)
        {
            return new CategoryList(column.Info.Name, column.Info.IsText, Suiting(given, column.Info), hasMissing);
        }

        HashSet<double> distinct = [];
        int looked = 0;
        foreach (double value in column.Values)
        {
            Slices.Count(ref looked, 1);
            if (!double.IsNaN(value))
            {
                distinct.Add(value);
            }
        }

        object[] values = column.Texts is string[] texts
            ? [.. distinct.Select(number => texts[(int)number]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : [.. distinct.Order().Cast<object>()];
        return values.Length <= Categories.MaxCount
            ? new CategoryList(column.Info.Name, column.Info.IsText, values, hasMissing)
            : throw CoreException.InvalidData(
                "TooManyCategories",
                $"Column '{Excerpt.Of(column.Info.Name)}' has {values.Length:N0} different values; at most {Categories.MaxCount:N0} "
                + "can be categories.");
    }

    public static CategoryList Read(Learnt learnt)
    {
        object[] values = learnt.Values("categories");
        bool isText = learnt.Flag("text");
        return values.All(value => value is string == isText)
            ? new CategoryList(learnt.Text("name"), isText, values, learnt.Flag("missing"))
            : throw learnt.Invalid("categories", isText ? "texts" : "numbers");
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("name", Name);
        json.WriteBoolean("text", IsText);
        json.WriteValues("categories", Values);
        json.WriteBoolean("missing", HasMissing);
    }

    /// <summary>The category of each row; -1 for a value that is not one.</summary>
    public int[] Of(FrameColumn column, int rows)
    {
        var result = new int[rows];
        int[]? byText = column.Texts is null ? null : map.Of(column.Texts);
        Span<double> values = column.Values;
        for (int row = 0; row < rows; row++)
        {
            double value = values[row];
            result[row] = double.IsNaN(value) ? HasMissing ? Values.Length : -1
                : byText is null ? numbers.GetValueOrDefault(value, -1)
                : byText[(int)value];
        }

        return result;
    }

    /// <exception cref="CoreException">InvalidPreprocessor: a document has texts for a column of numbers, or vice
    /// versa.</exception>
    public void CheckKind(ColumnInfo column, string subject)
    {
        if (column.IsText != IsText)
        {
            throw CoreException.Read(
                "InvalidPreprocessor", $"{subject}: column '{Excerpt.Of(Name)}' is of another kind than its categories.");
        }
    }

    /// <summary>Refuses values of the training rows that a list given by the user lacks.</summary>
    /// <param name="column">The column as a whole.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="subject">The step.</param>
    /// <param name="line">What the step is written as, up to the list.</param>
    /// <param name="otherwise">How it takes other values.</param>
    /// <exception cref="CoreException">UnknownCategory.</exception>
    public void RefuseLacking(FrameColumn column, int rows, string subject, string line, string otherwise)
    {
        int[] categories = Of(column, rows);
        SortedDictionary<string, int> lacking = new(StringComparer.Ordinal);
        for (int row = 0; row < rows; row++)
        {
            if (categories[row] < 0 && !double.IsNaN(column.Values[row]))
            {
                string value = column.Texts is null ? column.Values[row].ToString("R", CultureInfo.InvariantCulture) : column.Text(row)!;
                lacking[value] = lacking.GetValueOrDefault(value) + 1;
            }
        }

        if (lacking.Count == 0)
        {
            return;
        }

        const int Most = 5; // values that are named
        IEnumerable<string> told = lacking.Take(Most).Select(item => $"'{Excerpt.Of(item.Key)}' in {Plural.Of(item.Value, "row")}{alike.Value.Difference(item.Key)}");
        throw CoreException.InvalidData(
            "UnknownCategory",
            $"{subject}: column '{Excerpt.Of(Name)}' has {string.Join(", ", told)}{(lacking.Count > Most ? FormattableString.Invariant($" and {lacking.Count - Most} more") : string.Empty)}, "
            + "which the list of categories lacks. "
            + (lacking.Count > Most ? string.Empty : $"With {(lacking.Count == 1 ? "it" : "them")} at the end, or where {(lacking.Count == 1 ? "it belongs" : "they belong")}: {line} "
                + string.Join(", ", Enumerable.Range(0, Values.Length).Select(Label).Concat(lacking.Keys).Select(Quoted)) + "; ")
            + otherwise);
    }

    /// <summary>Refuses a value that is not a category, or counts it as unknown.</summary>
    /// <exception cref="CoreException">UnknownCategory, unless the rows take note of what is refused.</exception>
    public void MeetUnknown(FrameColumn column, int row, Frame rows, bool refuses, string subject)
    {
        string value = double.IsNaN(column.Values[row]) ? "a missing value"
            : column.Texts is null ? column.Values[row].ToString("R", CultureInfo.InvariantCulture)
            : $"'{Excerpt.Of(column.Text(row)!)}'{alike.Value.Difference(column.Text(row)!)}";
        if (refuses)
        {
            rows.Refuse(row, CoreException.InvalidData(
                "UnknownCategory",
                $"{subject}: column '{Excerpt.Of(Name)}' has {value}, which the training rows had not; they had "
                + $"{NamedColumns.List(Enumerable.Range(0, Count).Select(Label))}. OneHot, and Ordinal -Unknown Missing, in "
                + "Split-Dataset -Preprocessor take others as well."));
            return;
        }

        UnknownValue met = new(Name, value);
        rows.Unknown[met] = rows.Unknown.GetValueOrDefault(met) + 1;
    }

    /// <summary>A column of the categories' values; -1 becomes a missing value.</summary>
    public FrameColumn ToColumn(int[] categories) => ToColumn(categories, null, null);

    /// <summary>The same, with a text for categories that cannot be told apart; in a column of numbers they are
    /// missing.</summary>
    /// <param name="categories">The category of each row; -1 for none.</param>
    /// <param name="together">Their text; null where there are none.</param>
    /// <param name="which">Which categories they are; null where there are none.</param>
    public FrameColumn ToColumn(int[] categories, string? together, bool[]? which)
    {
        double[] values = Array.ConvertAll(categories, category =>
            category < 0 ? double.NaN
            : which?[category] == true ? IsText ? Values.Length : double.NaN
            : category == Values.Length ? double.NaN
            : IsText ? category
            : (double)Values[category]);
        string[]? texts = IsText ? [.. Values.Cast<string>(), .. together is null ? (string[])[] : [together]] : null;
        return new FrameColumn(new ColumnInfo(Name, IsText), values, texts);
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    // Categories of a numeric column may have been written as texts, and vice versa.
    private static object[] Suiting(object[] given, ColumnInfo column) => column.IsText
        ? Array.ConvertAll(given, value => value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : value)
        : Array.ConvertAll(given, value => value is double ? value
            : double.TryParse((string)value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? (object)number
            : throw CoreException.InvalidData(
                "NumberColumn",
                $"Column '{Excerpt.Of(column.Name)}' holds numbers, and '{Excerpt.Of((string)value)}' among its categories is none."));
}
