using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using NormTools.Native;

namespace NormTools;

/// <summary>The output columns of a script step: its input columns, and those that the script gives.</summary>
/// <remarks>A column that the script gives replaces one of the same name, or comes after all others, in the order in
/// which the training rows first gave them. It holds text if all of its values are texts, numbers if all are
/// numbers.</remarks>
internal sealed class ScriptColumns
{
    private readonly string[] excluded;

    private ScriptColumns(string[] excluded, (string Name, bool IsText)[] given)
    {
        this.excluded = excluded;
        Given = given;
    }

    /// <summary>The columns that the script gives.</summary>
    public (string Name, bool IsText)[] Given { get; }

    /// <summary>Learns names and kinds from the training rows.</summary>
    /// <param name="table">The input rows.</param>
    /// <param name="exclude">Names or patterns of columns to remove.</param>
    /// <param name="answers">What the script gave for each row.</param>
    /// <param name="step">How failures name the step.</param>
    public static ScriptColumns Learn(RawTable table, object? exclude, List<KeyValuePair<string, object?>[]> answers, string step)
    {
        var known = new NamePlaces(table.Names!);
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>();
        var kinds = new List<bool?>(); // whether it is text; null until a value is not missing
        int looked = 0;
        for (int row = 0; row < answers.Count; row++)
        {
            foreach (KeyValuePair<string, object?> cell in answers[row])
            {
                StopFlag.Poll(ref looked);
                if (!places.TryGetValue(cell.Key, out int place))
                {
                    places.Add(cell.Key, place = names.Count);
                    names.Add(known.Of(cell.Key) is >= 0 and int at ? table.Names![at] : cell.Key);
                    kinds.Add(null);
                }

                if (!IsMissing(cell.Value))
                {
                    bool isText = cell.Value is string;
                    kinds[place] = kinds[place] is null || kinds[place] == isText ? isText : throw Errors.ScriptMixes(step, row, cell.Key, cell.Value!);
                }
            }
        }

        string[] excluded = exclude is null ? Array.Empty<string>() : Excluded(table.Names!, (IEnumerable)exclude);
        return new ScriptColumns(excluded, names.Select((name, i) => (name, kinds[i] == true)).ToArray());
    }

    public static ScriptColumns FromJson(List<object?> learnt)
    {
        Dictionary<string, object?>[] items = learnt.Cast<Dictionary<string, object?>>().ToArray();
        return new ScriptColumns(
            items.Where(item => (string)item["kind"]! == "excluded").Select(item => (string)item["name"]!).ToArray(),
            items.Where(item => (string)item["kind"]! != "excluded")
                .Select(item => ((string)item["name"]!, (string)item["kind"]! == "text")).ToArray());
    }

    public OrderedDictionary[] ToJson() => Given
        .Select(column => new OrderedDictionary { { "name", column.Name }, { "kind", column.IsText ? "text" : "number" } })
        .Concat(excluded.Select(name => new OrderedDictionary { { "name", name }, { "kind", "excluded" } }))
        .ToArray();

    /// <summary>The names and values that a script gave for a row; numbers become doubles, dates text.</summary>
    public static KeyValuePair<string, object?>[] Read(object given, long row, string step)
    {
        object basic = Unwrapped.Of(given)!;
        if (!RecordReader.IsRecord(basic))
        {
            throw Errors.ScriptGave(step, row, basic);
        }

        return RecordReader.Names(basic)
            .Select(name => new KeyValuePair<string, object?>(name, Cell(RecordReader.Cell(basic, name, row, allowMissing: true), name, row, step)))
            .ToArray();
    }

    /// <exception cref="NormToolsException">The script gave a column, or a kind of value, that it gave for no training
    /// row.</exception>
    public void Check(KeyValuePair<string, object?>[] answer, long row, string step)
    {
        foreach (KeyValuePair<string, object?> cell in answer)
        {
            int place = Array.FindIndex(Given, column => column.Name.Equals(cell.Key, StringComparison.OrdinalIgnoreCase));
            if (place < 0)
            {
                throw Errors.ScriptNewColumn(step, row, cell.Key, Given.Select(column => column.Name));
            }

            if (!Given[place].IsText && cell.Value is string)
            {
                throw Errors.ScriptMixes(step, row, Given[place].Name, cell.Value);
            }
        }
    }

    /// <summary>The rows with the script's columns; answers that <see cref="Check"/> takes.</summary>
    public PreparedTable Make(RawTable table, List<KeyValuePair<string, object?>[]> answers)
    {
        var given = Given.Select((column, i) => (column.Name, i)).ToDictionary(item => item.Name, item => item.i, StringComparer.OrdinalIgnoreCase);
        var places = new NamePlaces(table.Names!);
        var left = new HashSet<string>(excluded, StringComparer.Ordinal);
        string[] kept = table.Names!.Where(name => !left.Contains(name) && !given.ContainsKey(name)).ToArray();
        string[] names = table.Names!.Where(name => !left.Contains(name) || given.ContainsKey(name))
            .Concat(Given.Select(column => column.Name).Where(name => places.Of(name) < 0))
            .ToArray();
        int width = names.Length;
        var values = new double[answers.Count * width];
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        double[] came = table.ToNumbers();
        int cameWidth = table.Names!.Length;
        for (int i = 0; i < width; i++)
        {
            if (given.TryGetValue(names[i], out int number))
            {
                Fill(answers, number, values, i, width, texts);
                continue;
            }

            int place = places.Of(names[i]);
            for (int row = 0; row < answers.Count; row++)
            {
                values[(row * width) + i] = came[(row * cameWidth) + place];
            }

            if (table.TextsOf(names[i]) is string[] known)
            {
                texts.Add(names[i], known);
            }
        }

        return new PreparedTable(TensorReader.Read(values, DType.Float64).Reshape(answers.Count, width), names, texts);
    }

    private void Fill(
        List<KeyValuePair<string, object?>[]> answers,
        int given,
        double[] values,
        int place,
        int width,
        Dictionary<string, string[]> texts)
    {
        (string Name, bool IsText) column = Given[given];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int looked = 0;
        for (int row = 0; row < answers.Count; row++)
        {
            StopFlag.Poll(ref looked);
            object? cell = Value(answers[row], given, column.Name);
            values[(row * width) + place] = IsMissing(cell) ? double.NaN
                : !column.IsText ? (double)cell!
                : Number(cell as string ?? ((double)cell!).ToString("R", CultureInfo.InvariantCulture), numbers);
        }

        if (column.IsText)
        {
            texts.Add(column.Name, numbers.OrderBy(entry => entry.Value).Select(entry => entry.Key).ToArray());
        }
    }

    // Most rows give the same names in the same order.
    private static object? Value(KeyValuePair<string, object?>[] answer, int usual, string name)
    {
        bool IsMeant(KeyValuePair<string, object?> item) => item.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
        return usual < answer.Length && IsMeant(answer[usual]) ? answer[usual].Value : answer.FirstOrDefault(IsMeant).Value;
    }

    private static int Number(string text, Dictionary<string, int> numbers)
    {
        if (!numbers.TryGetValue(text, out int number))
        {
            numbers.Add(text, number = numbers.Count);
        }

        return number;
    }

    private static string[] Excluded(string[] names, IEnumerable patterns)
    {
        var excluded = new List<string>();
        foreach (object? item in patterns)
        {
            string pattern = Convert.ToString(Unwrapped.Of(item), CultureInfo.InvariantCulture)!;
            string[] matches = names.Where(name => name.Equals(pattern, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (matches.Length == 0)
            {
                WildcardPattern wanted = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
                matches = names.Where(wanted.IsMatch).ToArray();
            }

            excluded.AddRange(matches.Length > 0 ? matches : throw Errors.NoSuchProperty("ExcludeProperty", pattern, names));
        }

        return excluded.Distinct().ToArray();
    }

    private static bool IsMissing(object? value) => value is null;

    private static object? Cell(object? value, string name, long row, string step) => value switch
    {
        null or DBNull => null,
        _ when ReferenceEquals(value, AutomationNull.Value) => null, // from an if without else
        string text => text.Trim().Length == 0 ? null : text.Trim(),
        bool flag => flag ? 1d : 0d,
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds,
        Enum or char => value.ToString(),
        _ when TensorReader.TryNumber(value, out double number) => double.IsNaN(number) ? null
            : double.IsInfinity(number) ? throw Errors.ScriptInfinite(step, row, name, number)
            : number,
        _ => throw Errors.ScriptGaveCell(step, row, name, Errors.Describe(value)),
    };
}
